import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Anomaly, anomalyKey } from '../../src/core/anomaly.ts';
import { silenceOf } from '../../src/core/silence.ts';
import { anyJob } from '../support/core-arbitraries.ts';
import { completed, paused, running } from '../support/core-fixtures.ts';
import { type LivedTick, liveSilently, silentDay } from '../support/silence-history.ts';

const RUNS = { numRuns: 150 };
const anyEnd = fc.constantFrom(running('fresh'), completed(), paused('disk'));

const keyOf = (anomaly: Anomaly | undefined) => anomaly && anomalyKey(anomaly);
const isSilenced = ({ before, at }: LivedTick, jobId = 'scan') => silenceOf(before, jobId, at) !== undefined;

/** Lives a day and shows each tick with the one before it. */
function always(check: (tick: LivedTick, last: LivedTick | undefined) => void) {
  fc.assert(
    fc.property(anyJob, silentDay, anyEnd, (job, hours, last) => {
      const { ticks } = liveSilently(job, hours, last);
      for (const [i, tick] of ticks.entries()) check(tick, ticks[i - 1]);
    }),
    RUNS,
  );
}

/** Which anomaly the owner knows of, as told or acknowledged; undefined where its end was told. */
function knownAfter(known: string | undefined, { decision, acked }: LivedTick): string | undefined {
  const before = acked ?? known;
  return decision.tells && decision.sight.standing !== 'unsure' ? keyOf(decision.sight.anomaly) : before;
}

describe('whatever an owner silences and acknowledges', () => {
  it('nothing of a silenced job is sent, by whichever silence', () => {
    always((tick) => {
      for (const { jobId = '' } of tick.sent) expect(isSilenced(tick, jobId)).toBe(false);
      if (isSilenced(tick)) expect(tick.decision.tells).toBe(false);
    });
  });

  it('an anomaly that stands where nothing is silenced is known: told now or before, or acknowledged', () => {
    let known: string | undefined;
    always((tick, last) => {
      if (last === undefined) known = undefined;
      known = knownAfter(known, tick);
      const { anomaly, standing } = tick.decision.sight;
      if (anomaly !== undefined && !isSilenced(tick)) expect(keyOf(anomaly)).toBe(known);
      // What comes after an end that a silence held back is news, also where it looks the same.
      if (anomaly === undefined && standing !== 'unsure' && isSilenced(tick)) known = undefined;
    });
  });

  it('what a silence held and still stands is seen by the tick that ends it, also where the host slept', () => {
    always((tick, last) => {
      const held = last?.decision.because.reason === 'silenced' ? last.decision.sight.anomaly : undefined;
      if (held === undefined || tick.hour.operator !== 'nothing' || tick.hour.seen !== last?.hour.seen)
        return;
      // At most it has become another one: a stall shows with time.
      expect(tick.decision.sight.anomaly).toBeDefined();
    });
  });

  it('what is told is told with its true beginning', () => {
    let stretch: { key: string | undefined; since: number } | undefined;
    always((tick, last) => {
      if (last === undefined) stretch = undefined;
      const { sight, because } = tick.decision;
      if (sight.standing === 'unsure') return;
      const key = keyOf(sight.anomaly);
      const began = stretch?.key === key ? (stretch?.since ?? tick.at) : tick.at;
      stretch = { key, since: began };
      if (because.reason !== 'new-anomaly') return;
      const { kind, since } = because.anomaly;
      // A stall and an unknown status begin before they are anomalies.
      if (kind === 'paused' || kind === 'alert') expect(since).toBe(began);
      else expect(since).toBeLessThanOrEqual(began);
    });
  });

  it('the end of what is known is told, unless other trouble came', () => {
    fc.assert(
      fc.property(anyJob, silentDay, fc.constantFrom(running('fresh'), completed()), (job, hours, fine) => {
        let known: string | undefined;
        for (const tick of liveSilently(job, hours, fine).ticks) {
          const owed = tick.acked ?? known;
          known = knownAfter(known, tick);
          const { tells, recoveredAfterSeconds, sight } = tick.decision;
          if (!tells || sight.standing === 'unsure') continue;
          expect(recoveredAfterSeconds !== undefined).toBe(owed !== undefined && known === undefined);
          expect(recoveredAfterSeconds ?? 0).toBeGreaterThanOrEqual(0);
        }
        expect(known).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('of what is acknowledged no reminder is told, and nothing else is taken for it', () => {
    let acked: string | undefined;
    always((tick, last) => {
      if (last === undefined) acked = undefined;
      acked = tick.acked ?? acked;
      const { because, sight } = tick.decision;
      if (sight.standing !== 'unsure' && keyOf(sight.anomaly) !== acked) acked = undefined;
      if (acked !== undefined) expect(because.reason).not.toBe('reminder');
      else expect(because.reason).not.toBe('acknowledged');
    });
  });

  it('no alert, recovery or completion is lost in the outbox, and none is sent twice', () => {
    fc.assert(
      fc.property(anyJob, silentDay, anyEnd, (job, hours, last) => {
        const { ticks, end } = liveSilently(job, hours, last);
        const texts = (of: 'posted' | 'sent') =>
          ticks
            .flatMap((tick) => tick[of])
            .filter(({ importance }) => !['routine', 'reminder'].includes(importance))
            .map(({ text }) => text);
        expect(texts('sent').sort()).toEqual(texts('posted').sort());
        expect(end.outbox).toEqual([]);
        expect(end).not.toHaveProperty('silences');
      }),
      RUNS,
    );
  });

  it('what follows the job follows it all the same', () => {
    fc.assert(
      fc.property(anyJob, silentDay, anyEnd, (anyOne, hours, last) => {
        // In quiet hours a pause that was told, ended and came again is one: by that a silence may differ.
        const quietHours = { start: '00:00', end: '00:00' };
        const job = { ...anyOne, policy: { ...anyOne.policy, quietHours } };
        const events = (all: typeof hours) =>
          liveSilently(job, all, last).ticks.map(({ decision }) => decision.events);
        const heard = hours.map((hour) =>
          hour.operator === 'stop' || hour.operator === 'start'
            ? hour
            : { ...hour, operator: 'nothing' as const },
        );
        expect(events(hours)).toEqual(events(heard));
      }),
      RUNS,
    );
  });
});
