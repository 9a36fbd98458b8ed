import type { Instant, QuietHours } from './model.ts';

/**
 * Whether routine news has to wait now (SPEC section 4): start included, end not, may cross midnight, equal means never.
 * It compares wall clocks and not instants, so a day with a time change needs no rule of its own: an hour that the
 * clock skips is not lived through, and one that it repeats is quiet both times.
 */
export function isQuiet(hours: QuietHours, now: Instant): boolean {
  const start = minuteOfDay(hours.start);
  const end = minuteOfDay(hours.end);
  if (start === end) return false;
  const { hour, minute } = now.wallTime(hours.timezone);
  const at = hour * 60 + minute;
  return start < end ? at >= start && at < end : at >= start || at < end;
}

/** A day of 25 hours, twice: the one minute a day that is not quiet may be skipped by a time change. */
const LONGEST_QUIET_SECONDS = 50 * 3600;

/**
 * When the quiet hours end that hold at `from`, in epoch seconds; undefined where it is not quiet then. Found minute by
 * minute on the wall clock that `at` gives, so that a time change in between counts.
 */
export function quietUntil(
  hours: QuietHours,
  from: Instant,
  at: (epochSeconds: number) => Instant,
): number | undefined {
  if (!isQuiet(hours, from)) return undefined;
  const latest = from.epochSeconds + LONGEST_QUIET_SECONDS;
  const nextMinute = (Math.floor(from.epochSeconds / 60) + 1) * 60;
  for (let minute = nextMinute; minute <= latest; minute += 60) {
    if (!isQuiet(hours, at(minute))) return minute;
  }
  return undefined;
}

/** `HH:MM` as minutes since midnight. The job file's door has checked the format. */
export function minuteOfDay(text: string): number {
  const [hour = '0', minute = '0'] = text.split(':');
  return Number(hour) * 60 + Number(minute);
}
