import type { MonitorState, OutboxEntry, QueueItem } from '../schema/state.ts';
import type { JobId } from './model.ts';

/** Queue items of a job, the newest last; finished ones are its history. */
export function queueItemsOf(state: MonitorState, id: JobId): readonly QueueItem[] {
  return state.queue.filter(({ jobId }) => jobId === id);
}

/** Messages with news of a job that wait to be sent or printed. */
export function outboxEntriesOf(state: MonitorState, id: JobId): readonly OutboxEntry[] {
  return state.outbox.filter(({ sections }) => sections.some(({ jobId }) => jobId === id));
}
