/** What waits in the outbox about a job, or about what concerns all. */
import type { Importance, MonitorState, OutboxEntry } from '../schema/state.ts';
import { ago, inBrackets, inTime, type Times, untilIn } from './explain-view.ts';
import type { JobId } from './model.ts';
import { isHeld } from './outbox.ts';
import { oneLine } from './text.ts';

export interface OutboxView {
  readonly id: string;
  /** The gravest of what it says of the job. */
  readonly importance: Importance;
  readonly via: OutboxEntry['via'];
  /** Epoch seconds. */
  readonly createdAt: number;
  /** How often a send did not succeed. */
  readonly attempts: number;
  readonly nextTryAt: number | null;
  readonly refused: boolean;
  /** A silence keeps it back until `nextTryAt`. */
  readonly held: boolean;
  readonly lastError: string | null;
}

/** The gravest first. */
const BY_GRAVITY = ['alert', 'recovery', 'completion', 'reminder', 'routine'] as const;

/** The entries that speak of the job; of no job at all where `jobId` is undefined. */
export function outboxOf(state: MonitorState, jobId: JobId | undefined): readonly OutboxView[] {
  return state.outbox.flatMap((entry) => {
    const told = entry.sections.filter((section) => section.jobId === jobId).map((s) => s.importance);
    const importance = BY_GRAVITY.find((one) => told.includes(one));
    return importance === undefined ? [] : [viewOf(entry, importance)];
  });
}

function viewOf(entry: OutboxEntry, importance: Importance): OutboxView {
  const { via, createdAt, attempts, nextAttemptAt, isRefused = false, lastError } = entry;
  return {
    id: oneLine(entry.id),
    importance,
    via,
    createdAt,
    attempts,
    nextTryAt: via === 'print' ? null : nextAttemptAt,
    refused: isRefused,
    held: isHeld(entry),
    lastError: lastError === undefined ? null : oneLine(lastError),
  };
}

export function explainEntry(entry: OutboxView, times: Times): string {
  const what = `in the outbox: ${entry.id} (${entry.importance}), made ${ago(times, entry.createdAt)}`;
  if (entry.nextTryAt === null) return `${what}; it waits for a tick with --print-only`;
  if (entry.held) return `${what}; held by the silence ${untilIn(times, entry.nextTryAt)}`;
  const next = `next try ${inTime(entry.nextTryAt - times.now.epochSeconds)}`;
  if (entry.attempts === 0) return `${what}, not tried yet; ${next}`;
  const tries = entry.attempts === 1 ? 'tried once' : `tried ${entry.attempts} times`;
  const outcome = entry.refused ? 'refused' : 'not delivered';
  return `${what}, ${tries}, ${outcome}${inBrackets(entry.lastError)}; ${next}`;
}
