import type { Clock } from '../../src/app/ports.ts';
import { instantAt, NOON } from './fake-clock.ts';

export interface JumpingClock extends Clock {
  /** Every pause that was asked for, in seconds. */
  readonly pauses: readonly number[];
}

/** A clock on which sleeping takes no time, but shows: for tests that would otherwise wait. */
export function createJumpingClock(): JumpingClock {
  let epochSeconds = NOON;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => instantAt(epochSeconds),
    at: instantAt,
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      pauses.push(ms / 1000);
      epochSeconds += ms / 1000;
    },
  };
}
