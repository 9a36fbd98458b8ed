/** What became of queue items. That one is being run is not told: its end is. */
import type { JournalEvent } from '../schema/event.ts';
import type { QueueItem } from '../schema/state.ts';
import { type Change, commandParts, made, short } from './event-parts.ts';
import { jobState } from './job-state.ts';

export function queueEvents({ before, after, at }: Change): JournalEvent[] {
  if (before.queue === after.queue) return [];
  const was = byId(before.queue);
  const is = byId(after.queue);
  const events: JournalEvent[] = [];
  for (const item of is.values()) {
    const known = was.get(item.id);
    if (known === undefined) events.push(made(at, 'queued', queuedParts(item)));
    const status = endOf(item);
    if (status === undefined || (known && endOf(known) !== undefined)) continue;
    const { lastRun } = jobState(after, item.jobId);
    const ran = lastRun !== jobState(before, item.jobId).lastRun ? commandParts(lastRun) : {};
    const error = short(item.lastError);
    events.push(
      made(at, 'queue-ended', {
        ...named(item),
        status,
        ...ran,
        exit: item.exitCode ?? undefined,
        ...(error !== undefined && { error }),
      }),
    );
  }
  const dropped = [...was.values()].filter((item) => endOf(item) === undefined && !is.has(item.id));
  return [
    ...events,
    ...dropped.map((item) => made(at, 'queue-ended', { ...named(item), status: 'dropped' })),
  ];
}

/** Others may have given an id twice: the first has it. */
function byId(queue: readonly QueueItem[]): ReadonlyMap<string, QueueItem> {
  const items = new Map<string, QueueItem>();
  for (const item of queue) if (!items.has(item.id)) items.set(item.id, item);
  return items;
}

function named({ id, jobId }: QueueItem) {
  return { job: jobId, item: id };
}

function queuedParts(item: QueueItem) {
  return { ...named(item), reason: short(item.reason), notBefore: item.notBefore ?? undefined };
}

function endOf({ status }: QueueItem): 'done' | 'failed' | 'blocked' | undefined {
  return status === 'done' || status === 'failed' || status === 'blocked' ? status : undefined;
}
