import type { Clock } from '../../src/app/ports.ts';
import type { Instant, WallTime } from '../../src/core/model.ts';

/** 2026-03-01 12:00:00 UTC. */
export const NOON = 1_772_366_400;

export interface FakeClock extends Clock {
  /** Moves the time on and wakes the sleepers whose time has come, in order. */
  advance(seconds: number): void;
  /** Sets the wall clock without waking anybody, as an operator does. */
  set(epochSeconds: number): void;
  /** How many are asleep. */
  readonly sleepers: number;
}

/** Time passes only by `advance`. The host's zone is UTC. */
export function createFakeClock(startsAt = NOON): FakeClock {
  let wall = startsAt;
  let elapsed = 0;
  let asleep: { until: number; wake: () => void }[] = [];
  return {
    now: () => instantAt(wall),
    at: instantAt,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const onAbort = () => {
          asleep = asleep.filter((other) => other !== sleeper);
          resolve();
        };
        const wake = () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper = { until: elapsed + ms, wake };
        asleep.push(sleeper);
        signal?.addEventListener('abort', onAbort);
      }),
    advance(seconds) {
      wall += seconds;
      elapsed += seconds * 1000;
      const due = asleep.filter((sleeper) => sleeper.until <= elapsed).sort((a, b) => a.until - b.until);
      asleep = asleep.filter((sleeper) => sleeper.until > elapsed);
      for (const sleeper of due) sleeper.wake();
    },
    set(epochSeconds) {
      wall = epochSeconds;
    },
    get sleepers() {
      return asleep.length;
    },
  };
}

/** A frozen moment on a host whose zone is UTC. */
export function instantAt(epochSeconds: number): Instant {
  return {
    epochSeconds,
    iso: new Date(epochSeconds * 1000).toISOString(),
    wallTime: (timezone = 'UTC') => wallTimeOf(epochSeconds, timezone),
  };
}

function wallTimeOf(epochSeconds: number, timeZone: string): WallTime {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium', hourCycle: 'h23' }).format(
    epochSeconds * 1000,
  );
  const [hour = 0, minute = 0, second = 0] = text.split(':').map(Number);
  return { hour, minute, second };
}
