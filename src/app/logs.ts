import { jobState } from '../core/job-state.ts';
import type { Job, JobId } from '../core/model.ts';
import type { JobState } from '../schema/state.ts';
import { done, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { ConfigSource, StateStore } from './ports.ts';

export interface LogsAnswer {
  readonly id: JobId;
  /** Undefined: the job file does not have it, but it is remembered. */
  readonly job: Job | undefined;
  readonly remembered: JobState;
}

/** What is remembered of a job's commands. Throws StateFailure. */
export async function logs(
  ports: { readonly config: ConfigSource; readonly store: StateStore },
  id: JobId,
): Promise<Outcome<LogsAnswer>> {
  const [loaded, state] = await Promise.all([ports.config.load(), ports.store.read()]);
  const found = findJob(loaded, id);
  if (!found.ok && !Object.hasOwn(state.jobs, id)) return found;
  return done({ id, job: found.ok ? found.value : undefined, remembered: jobState(state, id) });
}
