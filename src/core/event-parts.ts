/** What the makers of events share: the parts that every event has, and texts cut to a line's length. */
import type { JournalEvent } from '../schema/event.ts';
import type { LastCommand, MonitorState } from '../schema/state.ts';
import { oneLine } from './text.ts';

/** A change of the state that was saved. */
export interface Change {
  readonly before: MonitorState;
  readonly after: MonitorState;
  /** Epoch seconds. */
  readonly at: number;
  readonly report: NewReports;
}

/** The messages that a change put into the outbox. */
export interface NewReports {
  /** Of the newest: there is one at most, but for changes by others. */
  readonly id: string | undefined;
  readonly entries: MonitorState['outbox'];
}

const LONGEST_TEXT = 200;

export function made<E extends JournalEvent['event']>(
  at: number,
  event: E,
  parts: Omit<Extract<JournalEvent, { event: E }>, 'v' | 'at' | 'event'>,
): JournalEvent {
  // What Omit leaves of one member of the union, and what was omitted, are that member again.
  return { v: 1, at, event, ...parts } as unknown as JournalEvent;
}

/** Undefined, which no line keeps, where there is nothing to say. */
export function short(text: unknown): string | undefined {
  return typeof text === 'string' ? oneLine(text, LONGEST_TEXT) || undefined : undefined;
}

/** How a command ended. Not what it printed: that is kept in the state, and may be private. */
export function commandParts(command: LastCommand | null | undefined) {
  return {
    exit: command?.exitCode ?? undefined,
    ms: command?.durationMs ?? undefined,
    error: short(command?.error) ?? (command?.timedOut === true ? 'timed out' : undefined),
  };
}

/** Whether a time is another than it was, and not only because the clock was set back (core/clock-set-back.ts). */
export function isNewTime(
  was: number | null | undefined,
  is: number | null | undefined,
  { lastTickAt }: MonitorState,
): boolean {
  if (typeof is !== 'number' || is === was) return false;
  return !(typeof was === 'number' && is < was && is === lastTickAt);
}
