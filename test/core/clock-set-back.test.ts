import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutFuture } from '../../src/core/clock-set-back.ts';
import type { JobState, QueueItem } from '../../src/schema/state.ts';
import { entry, instant, leaseAt, NOW, state } from '../support/core-fixtures.ts';

const HOUR = 3600;

describe('a remembered time later than now counts as now', () => {
  const times: (keyof JobState)[] = [
    'lastProgressAt',
    'lastReportAt',
    'lastAnomalyReportAt',
    'lastAutoResumeAt',
    'lastManualStartAt',
    'lastStopAt',
    'lastRunAt',
    'anomalySince',
    'anomalyEndedAt',
    'unknownSince',
    'standingSince',
    'heldAnomalySince',
  ];
  it.each(times)('%s', (key) => {
    for (const [at, counts] of [
      [NOW + 1, NOW],
      [NOW, NOW],
      [NOW - 1, NOW - 1],
    ] as const) {
      const before = state({ jobs: { scan: { [key]: at, theirs: NOW + 5 } } });
      expect(withoutFuture(before, instant()).jobs.scan).toEqual({ [key]: counts, theirs: NOW + 5 });
    }
  });

  it('what others have noted since now was frozen is none', () => {
    const jobs = { mine: { lastManualStartAt: NOW + 9 }, theirs: { lastStopAt: NOW + 11 } };
    const after = withoutFuture(state({ jobs, lastTickAt: NOW + 10 }), instant(), NOW + 10);
    expect(after.jobs).toEqual({ mine: { lastManualStartAt: NOW + 9 }, theirs: { lastStopAt: NOW } });
    expect(after.lastTickAt).toBe(NOW + 10);
  });

  it('but what was noted while a tick probed is no future', () => {
    const times = (lastStopAt: number) => state({ jobs: { scan: { lastStopAt } }, lastTickAt: lastStopAt });
    const at = (time: number) => withoutFuture(times(time), instant(), NOW + 5);
    expect(at(NOW + 5)).toEqual(times(NOW + 5));
    expect(at(NOW + 6)).toEqual(times(NOW));
  });

  it('where there is none, none is made', () => {
    const scan = { lastReportAt: null, lastSeen: { running: true, completed: false } };
    expect(withoutFuture(state({ jobs: { scan, other: {} } }), instant()).jobs).toEqual({ scan, other: {} });
  });

  it('of an acknowledgement', () => {
    const acked = (at: number) => state({ jobs: { scan: { ack: { key: 'k', at, theirs: 1 } } } });
    expect(withoutFuture(acked(NOW + 1), instant())).toEqual(acked(NOW));
    expect(withoutFuture(acked(NOW - 1), instant())).toEqual(acked(NOW - 1));
  });

  it.each([
    ['claimed in the future', NOW + 60, NOW],
    ['claimed while a tick probed', NOW + 5, NOW + 5],
    ['claimed before', NOW - 60, NOW - 60],
  ])('of the claim of a start, whose bound moves back with it: %s', (_, claimedAt, countsAs) => {
    const before = state({ jobs: { scan: { startLease: { ...leaseAt(claimedAt), theirs: 1 } } } });
    const after = withoutFuture(before, instant(), NOW + 5).jobs;
    expect(after).toEqual({ scan: { startLease: { ...leaseAt(countsAs), theirs: 1 } } });
  });

  it('of the job file, and of the last tick', () => {
    const configError = { key: 'k', since: NOW + 60, toldAt: NOW + HOUR };
    const before = state({ configError, lastConfigErrorAt: NOW + HOUR, lastTickAt: NOW + HOUR });
    expect(withoutFuture(before, instant())).toMatchObject({
      configError: { key: 'k', since: NOW, toldAt: NOW },
      lastConfigErrorAt: NOW,
      lastTickAt: NOW,
    });
  });

  it('of a job whose id is a word of the language', () => {
    const jobs = JSON.parse(
      `{"__proto__": {"lastReportAt": ${NOW + 5}}, "constructor": {"lastReportAt": 7}}`,
    );
    const after = withoutFuture(state({ jobs }), instant()).jobs;
    expect(JSON.stringify(after)).toBe(
      `{"__proto__":{"lastReportAt":${NOW}},"constructor":{"lastReportAt":7}}`,
    );
  });
});

describe('what lies ahead on purpose moves back with the clock', () => {
  const item = (parts: Partial<QueueItem>): QueueItem => ({ id: 'q', jobId: 'check', ...parts });
  it.each([
    ['it was set back by an hour', NOW + HOUR, NOW + 600 - HOUR],
    ['it stands still', NOW, NOW + 600],
    ['it goes on', NOW - 60, NOW + 600],
    ['no tick is known', undefined, NOW + 600],
  ])('%s', (_, lastTickAt, expected) => {
    const before = state({
      ...(lastTickAt !== undefined && { lastTickAt }),
      queue: [item({ notBefore: NOW + 600 }), item({ notBefore: 0 }), item({ notBefore: null }), item({})],
      outbox: [entry({ nextAttemptAt: NOW + 600, createdAt: NOW })],
    });
    const after = withoutFuture(before, instant());
    expect(after.queue).toEqual([
      item({ notBefore: expected }),
      item({ notBefore: 0 }),
      item({ notBefore: null }),
      item({}),
    ]);
    expect(after.outbox[0]?.nextAttemptAt).toBe(expected);
  });

  it.each([
    ['claimed before the clock was set back', NOW + HOUR - 60, NOW, NOW + 600],
    ['claimed since then, by this very tick', NOW, NOW, NOW + 600],
    ['claimed long ago', NOW - 60, NOW - 60, NOW + 540],
  ])('a lease of ten minutes stays one: %s', (_, claimedAt, countsAs, until) => {
    const lease = { pid: 7, claimedAt, until: claimedAt + 600 };
    const before = state({ lastTickAt: NOW + HOUR, queue: [item({ status: 'running', lease })] });
    expect(withoutFuture(before, instant()).queue[0]?.lease).toEqual({ pid: 7, claimedAt: countsAs, until });
  });
});

it('changes nothing where the clock goes on', () => {
  const past = fc.integer({ min: 1, max: NOW });
  fc.assert(
    fc.property(past, past, past, (a, b, c) => {
      const before = state({
        lastTickAt: a,
        jobs: { scan: { lastReportAt: b, lastProgressAt: c } },
        queue: [
          { id: 'q', jobId: 'check', notBefore: NOW + b, lease: { pid: 1, claimedAt: c, until: NOW + a } },
        ],
        outbox: [entry({ nextAttemptAt: NOW + c })],
      });
      expect(withoutFuture(before, instant())).toEqual(before);
    }),
  );
});

describe('a silence', () => {
  const silenced = (since: number, until: number, lastTick?: number) => {
    const silences = { scan: { since: NOW + since, until: NOW + until, held: 2, reason: 'r' } };
    return state({ silences, ...(lastTick !== undefined && { lastTickAt: NOW + lastTick }) });
  };

  it.each([
    ['stays where the clock was not set back', [-60, 7200, -30], [-60, 7200]],
    ['is the future of nobody where it begins now', [0, 7200, -30], [0, 7200]],
    ['moves back with the clock', [1800, 9000, 3600], [-1800, 5400]],
    ['moves back with the clock, also where it had long begun', [-7200, 9000, 3600], [-10_800, 5400]],
    ['made after the last tick begins now', [3630, 10_830, 3600], [0, 7200]],
    ['made in a future that no tick has seen begins now', [86_400, 93_600, -30], [0, 7200]],
    ['made where no tick ever was begins now', [86_400, 93_600, undefined], [0, 7200]],
  ])('%s', (_, [since = 0, until = 0, lastTick], [thenSince = 0, thenUntil = 0]) => {
    const { silences } = withoutFuture(silenced(since, until, lastTick), instant());
    expect(silences).toEqual(silenced(thenSince, thenUntil).silences);
  });

  it('that was asked for while a tick probed is no future', () => {
    const before = silenced(5, 7200);
    expect(withoutFuture(before, instant(), NOW + 5).silences).toEqual(before.silences);
  });

  it('is none where there is none', () => {
    expect(withoutFuture(state(), instant())).not.toHaveProperty('silences');
  });
});
