/** When the next tick is due, and whether one has stayed away. */
import type { ScheduledTick } from './doctor-facts.ts';

export interface NextTick {
  /** Epoch seconds; undefined where nothing is known of the pace. */
  readonly at: number | undefined;
  readonly isOverdue: boolean;
}

/** A scheduler may be a little late; so late it is when nothing comes any more. */
const PATIENCE = 3;

/** By the pace of what is scheduled, else by that of the ticks so far. Times are epoch seconds. */
export function nextTick(
  active: readonly ScheduledTick[],
  lastTickAt: number | undefined,
  meanGapSeconds: number | undefined,
  now: number,
): NextTick {
  const paces = active.flatMap(({ everySeconds }) => everySeconds ?? []);
  const pace = paces.length > 0 ? Math.min(...paces) : meanGapSeconds;
  if (active.length === 0 || pace === undefined) return { at: undefined, isOverdue: false };
  if (lastTickAt === undefined) return { at: now + pace, isOverdue: false };
  const isOverdue = now - lastTickAt > Math.max(PATIENCE * pace, pace + 60);
  return { at: isOverdue ? undefined : Math.max(now, lastTickAt + pace), isOverdue };
}
