import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/app/ports.ts';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets so many ms pass on it. */
  pass(ms: number): Promise<void>;
}

/** What every Clock does, the real one and the fake. */
export function clockContract(name: string, make: () => ClockUnderTest): void {
  describe(`${name} keeps the contract of a Clock`, () => {
    it('freezes a moment: it stays what it was while time goes on', async () => {
      const { clock, pass } = make();
      const moment = clock.now();
      const before = { epochSeconds: moment.epochSeconds, iso: moment.iso, wall: moment.wallTime() };
      await pass(1100);
      expect({ epochSeconds: moment.epochSeconds, iso: moment.iso, wall: moment.wallTime() }).toEqual(before);
      expect(clock.now().epochSeconds).toBeGreaterThanOrEqual(moment.epochSeconds + 1);
    });

    it('tells one moment as epoch seconds and as ISO 8601 text alike', () => {
      const moment = make().clock.now();
      expect(Date.parse(moment.iso) / 1000).toBeCloseTo(moment.epochSeconds, 3);
      expect(moment.iso).toMatch(/Z$/);
    });

    it('gives any other moment', () => {
      const { clock } = make();
      const { epochSeconds } = clock.now();
      const later = clock.at(epochSeconds + 5400);
      expect(later.epochSeconds).toBeCloseTo(epochSeconds + 5400, 3);
      expect(Date.parse(later.iso) / 1000).toBeCloseTo(epochSeconds + 5400, 3);
      expect(later.wallTime('UTC').hour).toBe(new Date((epochSeconds + 5400) * 1000).getUTCHours());
    });

    it.each([
      { zone: 'UTC', aheadMinutes: 0 },
      { zone: 'Asia/Kolkata', aheadMinutes: 330 },
      { zone: 'Asia/Shanghai', aheadMinutes: 480 },
      { zone: 'America/Phoenix', aheadMinutes: -420 },
    ])('reads the wall clock of $zone', ({ zone, aheadMinutes }) => {
      const moment = make().clock.now();
      const there = new Date((moment.epochSeconds + aheadMinutes * 60) * 1000);
      expect(moment.wallTime(zone)).toEqual({
        hour: there.getUTCHours(),
        minute: there.getUTCMinutes(),
        second: there.getUTCSeconds(),
      });
    });

    it('sleeps for the time it was asked, and not shorter', async () => {
      const { clock, pass } = make();
      const from = clock.now().epochSeconds;
      const sleeping = clock.sleep(200);
      await pass(250);
      await sleeping;
      expect(clock.now().epochSeconds - from).toBeGreaterThanOrEqual(0.199);
    });

    it('wakes at once when the signal aborts, without rejecting', async () => {
      const { clock } = make();
      const abort = new AbortController();
      const sleeping = clock.sleep(3_600_000, abort.signal);
      abort.abort(new Error('enough'));
      await expect(sleeping).resolves.toBeUndefined();
    });

    it('does not fall asleep when the signal was aborted before', async () => {
      await expect(make().clock.sleep(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
    });

    it('does not take a sleep of months for none', async () => {
      const { clock, pass } = make();
      const abort = new AbortController();
      let awake = false;
      const sleeping = clock.sleep(90 * 86_400_000, abort.signal).then(() => {
        awake = true;
      });
      await pass(50);
      expect(awake).toBe(false);
      abort.abort();
      await sleeping;
    });
  });
}
