/** Moments for people, on the clock of this host. Times are epoch seconds. */
import { duration } from '../core/text.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12:42`, or `Feb 28 12:42` on another day than `now`. */
export function clockTime(at: number, now: number): string {
  const date = dateOf(at);
  if (date === undefined) return 'an unknown time';
  const time = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  const isToday = dateOf(now)?.toDateString() === date.toDateString();
  return isToday ? time : `${MONTHS[date.getMonth()]} ${date.getDate()} ${time}`;
}

/** `12:42:07`. */
export function clockSeconds(at: number): string {
  return dateOf(at)?.toTimeString().slice(0, 8) ?? 'an unknown time';
}

/** `4m ago`; what is ahead of a clock that was set back is `0s ago`. */
export function ago(at: number, now: number): string {
  return `${duration(now - at)} ago`;
}

/** `120ms`, `1.2s`, `1h 05m`. */
export function milliseconds(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)}s` : duration(ms / 1000);
}

/** A state that somebody edited may hold any number. */
function dateOf(at: number): Date | undefined {
  const date = new Date(at * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
