import type { JobState, MonitorState } from '../schema/state.ts';
import type { JobId } from './model.ts';

/** What is remembered of a job. An id such as `constructor` finds what is remembered under it, and nothing of the language. */
export function jobState(state: MonitorState, id: JobId): JobState {
  return (Object.hasOwn(state.jobs, id) ? state.jobs[id] : undefined) ?? {};
}
