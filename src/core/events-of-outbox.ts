/** What became of the messages in the outbox. */
import type { JournalEvent } from '../schema/event.ts';
import type { OutboxEntry } from '../schema/state.ts';
import { type Change, made, short } from './event-parts.ts';
import type { SendOutcome } from './model.ts';

/** What the channel answered to a part of a message of `parts`. */
export interface SendNote {
  readonly entryId: string;
  readonly outcome: SendOutcome;
  readonly parts: number;
}

/** More ids would make a line too long; who told more than that at once is not looked up by job. */
const MOST_JOBS = 20;

export function outboxEvents(
  { before, after, at, report }: Change,
  sent: SendNote | undefined,
): JournalEvent[] {
  if (before.outbox === after.outbox) return [];
  const left = new Map(after.outbox.map((entry) => [entry.id, entry]));
  return before.outbox.flatMap((was) => {
    const is = left.get(was.id);
    if (sent?.entryId === was.id) return sendEvents(was, is, sent, at);
    if (is !== undefined) return [];
    return [made(at, 'dropped', { ...named(was), ...(report.id && { for: report.id }) })];
  });
}

function sendEvents(
  was: OutboxEntry,
  is: OutboxEntry | undefined,
  { outcome, parts }: SendNote,
  at: number,
): JournalEvent[] {
  const message = named(was);
  if (outcome.kind === 'sent') {
    // Of a long message the last part counts.
    if (is !== undefined) return [];
    return [made(at, 'sent', { ...message, via: short(outcome.via), ...(parts > 1 && { parts }) })];
  }
  const next = is && { nextAt: is.nextAttemptAt };
  return [made(at, 'failed', { ...message, outcome: outcome.kind, error: short(outcome.detail), ...next })];
}

function named({ id, sections }: OutboxEntry) {
  const jobs = new Set(sections.flatMap(({ jobId }) => jobId ?? []));
  return { report: id, jobs: [...jobs].slice(0, MOST_JOBS) };
}
