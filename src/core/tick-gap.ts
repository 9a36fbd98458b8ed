import type { MonitorState } from '../schema/state.ts';
import type { Instant } from './model.ts';

/** A gap of more than this many usual ones is a host that slept, or a scheduler that did. */
const UNUSUAL_FACTOR = 3;
/** How much the newest gap weighs in the mean. */
const WEIGHT = 0.2;

/** Whether the time since the last tick is unusually long (SPEC section 6, Clock). */
export function hasSlept(state: MonitorState, now: Instant): boolean {
  const { lastTickAt, meanTickGapSeconds } = state;
  if (lastTickAt === undefined || meanTickGapSeconds === undefined) return false;
  return now.epochSeconds - lastTickAt > UNUSUAL_FACTOR * meanTickGapSeconds;
}

/**
 * The marks of this tick. An unusual gap counts as the longest usual one, so that one night asleep does not hide the
 * next, while a scheduler that was set to a slower pace is known after some ticks.
 */
export function tickMarks(state: MonitorState, now: Instant): Partial<MonitorState> {
  const marks = { lastTickAt: now.epochSeconds, updatedAt: now.iso };
  const gap = state.lastTickAt === undefined ? 0 : now.epochSeconds - state.lastTickAt;
  if (gap <= 0) return marks;
  const mean = state.meanTickGapSeconds;
  if (mean === undefined) return { ...marks, meanTickGapSeconds: gap };
  return { ...marks, meanTickGapSeconds: mean + WEIGHT * (Math.min(gap, UNUSUAL_FACTOR * mean) - mean) };
}
