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

/** `HH:MM` as minutes since midnight. The job file's door has checked the format. */
function minuteOfDay(text: string): number {
  const [hour = '0', minute = '0'] = text.split(':');
  return Number(hour) * 60 + Number(minute);
}
