import type { Instant, QuietHours } from './model.ts';
import { minuteOfDay } from './quiet-hours.ts';

const DAY_SECONDS = 86_400;

/**
 * When the quiet hours end that `at` falls into, both epoch seconds; undefined where it falls into none. `at` is now or
 * later. Counted on by the wall clock of now: across a time change it is an hour off until the clock has changed.
 */
export function quietEnd(hours: QuietHours, now: Instant, at: number): number | undefined {
  const start = minuteOfDay(hours.start) * 60;
  const end = minuteOfDay(hours.end) * 60;
  const { hour, minute, second } = now.wallTime(hours.timezone);
  const moment = Math.floor(at);
  const onTheWall = ofDay(
    hour * 3600 + minute * 60 + second + moment - Math.min(moment, Math.floor(now.epochSeconds)),
  );
  return ofDay(onTheWall - start) < ofDay(end - start) ? moment + ofDay(end - onTheWall) : undefined;
}

function ofDay(seconds: number): number {
  return ((seconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
}
