/** What the operator does not want to hear of for a while: `silence JOB|all --for 2h`. */
import type { JobState, MonitorState, Silence } from '../schema/state.ts';
import { isHeldAnomaly } from './anomaly.ts';
import { type Decision, isHeldAlert } from './decision.ts';
import type { JobId } from './model.ts';

/** The key of the silence that holds for every job. */
export const EVERY_JOB = '*';

/** How an operator names them all. */
export function isEveryJob(word: string): boolean {
  return word === 'all' || word === EVERY_JOB;
}

/** What keeps a job silent at `at` (epoch seconds): its own silence or that of all, whichever lasts longer. */
export function silenceOf(state: MonitorState, jobId: JobId, at: number): Silence | undefined {
  const key = keyOfSilence(state, jobId, at);
  return key === undefined ? undefined : state.silences?.[key];
}

/** The silence under `key` itself, where it stands at `at`. */
export function standingSilence(state: MonitorState, key: string, at: number): Silence | undefined {
  const { silences = {} } = state;
  const silence = Object.hasOwn(silences, key) ? silences[key] : undefined;
  return silence !== undefined && silence.since <= at && at < silence.until ? silence : undefined;
}

function keyOfSilence(state: MonitorState, jobId: JobId, at: number): string | undefined {
  const untilOf = (key: string) => standingSilence(state, key, at)?.until ?? Number.NEGATIVE_INFINITY;
  const longest = untilOf(EVERY_JOB) > untilOf(jobId) ? EVERY_JOB : jobId;
  return standingSilence(state, longest, at) && longest;
}

/** Whether this tick is the first to hold back this alert: an anomaly counts once, however many ticks see it. */
export function isNewlyHeld(previous: JobState, { because, sight }: Decision): boolean {
  return isHeldAlert(because) && !(sight.anomaly && isHeldAnomaly(previous, sight.anomaly));
}

/** `alerts` more of the job were held back by what keeps it silent. */
export function countHeld(state: MonitorState, jobId: JobId, at: number, alerts = 1): MonitorState {
  const key = keyOfSilence(state, jobId, at);
  const silence = key === undefined ? undefined : state.silences?.[key];
  if (key === undefined || silence === undefined || alerts === 0) return state;
  const counted = { ...silence, held: silence.held + alerts };
  return { ...state, silences: { ...state.silences, [key]: counted } };
}

/** Without the silences that are over at `at`. */
export function withoutEnded(state: MonitorState, at: number): MonitorState {
  const all = Object.entries(state.silences ?? {});
  const ended = all.filter(([, { until }]) => until <= at);
  return ended.length === 0 ? state : withoutSilences(state, new Set(ended.map(([key]) => key)), at);
}

/** Without these. What they have held back is counted on by the silence of all jobs, where that stands and keeps it. */
export function withoutSilences(state: MonitorState, keys: ReadonlySet<string>, at: number): MonitorState {
  const entries = Object.entries(state.silences ?? {});
  const gone = entries.filter(([key]) => keys.has(key));
  const held = gone.reduce((sum, [, silence]) => sum + silence.held, 0);
  const left = Object.fromEntries(entries.filter(([key]) => !keys.has(key)));
  const all = standingSilence({ ...state, silences: left }, EVERY_JOB, at);
  return withSilences(state, all ? { ...left, [EVERY_JOB]: { ...all, held: all.held + held } } : left);
}

/** The key is there only where there is a silence. */
export function withSilences(state: MonitorState, silences: Readonly<Record<string, Silence>>): MonitorState {
  const { silences: _, ...rest } = state;
  return (Object.keys(silences).length === 0 ? rest : { ...rest, silences }) as MonitorState;
}
