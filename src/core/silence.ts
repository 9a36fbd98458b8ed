/** What the operator does not want to hear of for a while: `silence JOB|all --for 2h`. */
import type { MonitorState, Silence } from '../schema/state.ts';
import type { JobId } from './model.ts';

/** The key of the silence that holds for every job. */
export const EVERY_JOB = '*';

/** What keeps a job silent at `at` (epoch seconds): its own silence or that of all, whichever lasts longer. */
export function silenceOf(state: MonitorState, jobId: JobId, at: number): Silence | undefined {
  const silences = state.silences ?? {};
  const own = Object.hasOwn(silences, jobId) ? silences[jobId] : undefined;
  return [own, silences[EVERY_JOB]]
    .filter((silence) => silence !== undefined && silence.since <= at && at < silence.until)
    .reduce((longest, one) => (one && (!longest || one.until > longest.until) ? one : longest), undefined);
}
