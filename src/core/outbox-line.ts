/** Who is next in the outbox: in order for each target, also after a way was closed for a while (SPEC section 9). */
import type { MonitorState, OutboxEntry } from '../schema/state.ts';
import type { SendOutcome } from './model.ts';
import { isHeld, nextDue, REFUSED_DELAY } from './outbox.ts';

/** In less the owner has mended nothing; seconds. */
const REFUSED_REST = 60;

/**
 * The message whose turn it is. One that waits for a closed way goes before a newer one to its target, and so earlier
 * than its own next attempt: the newer one has to try the way anyhow, and must not overtake it. So does one that was
 * refused, lest «paused» comes after «recovered» when the chat is mended; refused again, it holds nobody up.
 */
export function nextInLine(
  state: MonitorState,
  at: number,
  passed: ReadonlySet<string>,
  halted: ReadonlySet<string | undefined>,
): OutboxEntry | undefined {
  const due = nextDue(state, at, passed, halted);
  if (due === undefined) return undefined;
  const older = state.outbox
    .slice(0, state.outbox.indexOf(due))
    .filter((entry) => entry.via === 'channel' && !isHeld(entry) && entry.target === due.target);
  // One of them is enough to learn that the chat still takes nothing.
  const mayBeTaken =
    due.isRefused !== true && !older.some(({ id, isRefused }) => isRefused === true && passed.has(id));
  const hasRested = ({ nextAttemptAt }: OutboxEntry) => nextAttemptAt - at <= REFUSED_DELAY - REFUSED_REST;
  const isAhead = (entry: OutboxEntry) =>
    !passed.has(entry.id) &&
    (entry.waitsForWay === true || (entry.isRefused === true && mayBeTaken && hasRested(entry)));
  return older.find(isAhead) ?? due;
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
