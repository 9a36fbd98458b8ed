/** Moments as the owner's wall clock and calendar show them. Epoch seconds in, texts out. */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** `2026-11-22`. */
export function localDate(at: number): string {
  const date = new Date(at * 1000);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `2026-11-22 Sunday`. */
export function localDay(at: number): string {
  return `${localDate(at)} ${DAYS[new Date(at * 1000).getDay()]}`;
}

/** `03:12:05`. */
export function localClock(at: number): string {
  const date = new Date(at * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** `03:12`, with the date before it where that is not the day of `beside`. */
export function localMinute(at: number, beside: number): string {
  const clock = localClock(at).slice(0, 5);
  return localDate(at) === localDate(beside) ? clock : `${localDate(at)} ${clock}`;
}

/** `2026-11-22 16:30`. */
export function localTime(at: number): string {
  return `${localDate(at)} ${localClock(at).slice(0, 5)}`;
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
