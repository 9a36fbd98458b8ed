/** Who is next in the outbox: in order for each target, also after a way was closed for a while (SPEC section 9). */
import type { MonitorState, OutboxEntry } from '../schema/state.ts';
import type { SendOutcome } from './model.ts';
import { isHeld, nextDue } from './outbox.ts';

/**
 * The message whose turn it is. One that waits for a closed way goes before a newer one to its target, and so earlier
 * than its own next attempt: the newer one has to try the way anyhow, and must not overtake it.
 */
export function nextInLine(
  state: MonitorState,
  at: number,
  passed: ReadonlySet<string>,
  halted: ReadonlySet<string | undefined>,
): OutboxEntry | undefined {
  const due = nextDue(state, at, passed, halted);
  if (due === undefined) return undefined;
  const isAhead = (entry: OutboxEntry) =>
    entry.via === 'channel' &&
    !isHeld(entry) &&
    entry.target === due.target &&
    entry.waitsForWay === true &&
    !passed.has(entry.id);
  return state.outbox.slice(0, state.outbox.indexOf(due)).find(isAhead) ?? due;
}

/** Remembers whether a message was refused, and whether it waits for a closed way alone. Where the channel named a time, it waits for that. */
export function noteWay(state: MonitorState, entryId: string, outcome: SendOutcome): MonitorState {
  if (!state.outbox.some(({ id }) => id === entryId)) return state;
  const waitsForWay = outcome.kind === 'failed' && outcome.retryAfterSeconds === undefined;
  const isRefused = outcome.kind === 'refused';
  const outbox = state.outbox.map((entry) =>
    entry.id === entryId ? { ...entry, waitsForWay, isRefused } : entry,
  );
  return { ...state, outbox };
}
