/**
 * Everything in it that can be a moment of these years, later by so many seconds. To the program a clock that was set
 * back by a day and memories that are a day later are the same.
 */
export function shiftTimes<T>(value: T, seconds: number): T {
  return shifted(value, seconds) as T;
}

function shifted(value: unknown, seconds: number): unknown {
  if (typeof value === 'number') return value > 1e9 ? value + seconds : value;
  if (Array.isArray(value)) return value.map((item) => shifted(item, seconds));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shifted(item, seconds)]));
}
