/** What `queue` prints, for people and for programs. */
import type { QueueReading } from '../app/queue-desk.ts';
import type { JobId } from '../core/model.ts';
import { duration, oneLine } from '../core/text.ts';
import type { QueueItem } from '../schema/state.ts';

type Listed = QueueReading['items'][number];

export function renderQueue({ items, at }: QueueReading): readonly string[] {
  if (items.length === 0) return ['the queue is empty'];
  return items.map((listed) => `- ${oneLine(listed.item.id)}: ${renderItem(listed, at)}`);
}

/** `check, pending, due in 10m, attempts 0, operator`. */
function renderItem({ item, isBeingRun }: Listed, at: number): string {
  const { jobId, status, attempt, reason, lastError, exitCode } = item;
  const known = [
    oneLine(jobId),
    `${oneLine(status ?? 'pending')}, ${when(item, isBeingRun, at)}`,
    `attempts ${attempt ?? 0}`,
    reason && oneLine(reason),
    typeof exitCode === 'number' && `exit ${exitCode}`,
    lastError && `last error: ${oneLine(lastError)}`,
  ];
  return known.filter(Boolean).join(', ');
}

function when(item: QueueItem, isBeingRun: boolean, at: number): string {
  const { status, startedAt, finishedAt, lease } = item;
  const ago = (time: number | null | undefined) => (typeof time === 'number' ? duration(at - time) : '?');
  if (status === 'running') {
    const runner = isBeingRun ? `pid ${lease?.pid}` : 'its tick is gone, the next one takes it up';
    return `for ${ago(startedAt)} (${runner})`;
  }
  return (status ?? 'pending') === 'pending' ? due(item, at) : `ended ${ago(finishedAt)} ago`;
}

/** `due in 10m`, or `due now`: at the next tick. */
export function due({ notBefore }: QueueItem, at: number): string {
  const seconds = (notBefore ?? 0) - at;
  return seconds > 0 ? `due in ${duration(seconds)}` : 'due now';
}

export function queueJson({ items }: QueueReading): Readonly<Record<string, unknown>> {
  return { version: 1, items: items.map(({ item, isBeingRun }) => itemJson(item, isBeingRun)) };
}

/** Times are epoch seconds; what is not known, or does not apply, is null. */
export interface QueueItemJson {
  readonly id: string;
  readonly job: JobId;
  readonly status: string;
  readonly createdAt: number | null;
  readonly dueAt: number | null;
  readonly attempts: number;
  /** Who put it there. */
  readonly reason: string | null;
  readonly startedAt: number | null;
  /** Of the process that runs it. */
  readonly runnerPid: number | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  readonly lastError: string | null;
}

export function itemJson(item: QueueItem, isBeingRun = false): QueueItemJson {
  return {
    id: item.id,
    job: item.jobId,
    status: item.status ?? 'pending',
    createdAt: item.createdAt ?? null,
    // 0 is as good as never.
    dueAt: item.notBefore || null,
    attempts: item.attempt ?? 0,
    reason: item.reason ?? null,
    startedAt: item.startedAt ?? null,
    runnerPid: (isBeingRun ? item.lease?.pid : undefined) ?? null,
    endedAt: item.finishedAt ?? null,
    exitCode: item.exitCode ?? null,
    lastError: item.lastError ?? null,
  };
}
