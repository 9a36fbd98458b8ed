import type { Clock } from '../app/ports.ts';
import type { Instant, WallTime } from '../core/model.ts';

/** The longest delay a Node timer can hold, in ms; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createSystemClock(): Clock {
  return { now: () => instantAt(Date.now()), at: (epochSeconds) => instantAt(epochSeconds * 1000), sleep };
}

/** A frozen moment on this host. */
export function instantAt(epochMs: number): Instant {
  return {
    epochSeconds: epochMs / 1000,
    // A getter: most moments are never written down.
    get iso() {
      return new Date(epochMs).toISOString();
    },
    wallTime: (timezone) =>
      timezone === undefined ? hostWallTime(epochMs) : zoneWallTime(epochMs, timezone),
  };
}

function hostWallTime(epochMs: number): WallTime {
  const date = new Date(epochMs);
  return { hour: date.getHours(), minute: date.getMinutes(), second: date.getSeconds() };
}

/** `Intl` costs some 9 ms to load, so it is asked only where a job names a zone, and once a zone. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function zoneWallTime(epochMs: number, timezone: string): WallTime {
  if (!formats.has(timezone)) formats.set(timezone, formatFor(timezone));
  const format = formats.get(timezone);
  // A zone that this host's tables lack must not end a tick: quiet hours then go by the host's own wall clock.
  if (format === undefined) return hostWallTime(epochMs);
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
  return { hour: parts.get('hour') ?? 0, minute: parts.get('minute') ?? 0, second: parts.get('second') ?? 0 };
}

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/** As the port says. `node:timers/promises` has the same and takes 2 ms to load. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', wake, { once: true });
  });
}
