import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { clockContract } from '../support/clock-contract.ts';
import { createFakeClock } from '../support/fakes.ts';

clockContract('the system clock', () => ({ clock: createSystemClock(), pass: (ms) => pause(ms) }));

clockContract('the fake clock', () => {
  const clock = createFakeClock();
  const pass = async (ms: number) => {
    clock.advance(ms / 1000);
    await pause(0);
  };
  return { clock, pass };
});

describe('the system clock', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    process.env.TZ = zone;
  });

  it('is the clock of this host', () => {
    const before = Date.now() / 1000;
    const { epochSeconds } = createSystemClock().now();
    expect(epochSeconds).toBeGreaterThanOrEqual(before);
    expect(epochSeconds).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it.each(['Asia/Kolkata', 'America/New_York', 'UTC'])(
    'shows the wall clock of the host in %s',
    (hostZone) => {
      process.env.TZ = hostZone;
      const moment = createSystemClock().now();
      expect(moment.wallTime()).toEqual(moment.wallTime(hostZone));
    },
  );

  it('falls back to the host where a zone is not known', () => {
    const moment = createSystemClock().now();
    expect(moment.wallTime('Mars/Olympus')).toEqual(moment.wallTime());
  });
});
