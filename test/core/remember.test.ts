import { describe, expect, it } from 'vitest';
import {
  completed,
  decided,
  decisions,
  failing,
  NOW,
  paused,
  ranBefore,
  running,
  toldBefore,
} from '../support/core-fixtures.ts';

describe('what follows a job', () => {
  const events = (...args: Parameters<typeof decisions>) =>
    decisions(...args).map((decision) => decision.events.join());

  it('its completion, once a run, told or not', () => {
    const parts = { policy: { quietHours: { start: '11:00', end: '13:00' } } };
    const ticks = [
      [0, running()],
      [60, completed()],
      [120, completed()],
      [180, failing()],
      [240, completed()],
      [300, running()],
      [360, completed()],
    ] as const;
    expect(events(parts, ticks)).toEqual(['', 'completed', '', '', '', '', 'completed']);
  });

  it('a pause, when it is first told', () => {
    const ticks = [
      [0, paused('a')],
      [60, paused('b')],
      [120, failing()],
      [180, paused('a')],
      [240, running()],
      [300, paused('a')],
    ] as const;
    expect(events({}, ticks)).toEqual(['pause-told', '', '', '', '', 'pause-told']);
  });

  it('no pause that the operator wanted, and no stall', () => {
    const ticks = [
      [0, running(), '12:00', { operatorStopped: true }],
      [60, paused()],
      [120, running('k1')],
      [9000, running('k1')],
    ] as const;
    expect(events({}, ticks)).toEqual(['', '', '', '']);
  });
});

describe('what is kept', () => {
  it('all that nobody knows, in the job and in what was seen', () => {
    const before = ranBefore({ theirs: { a: 1 }, lastSeen: { running: true, completed: false, theirs: 2 } });
    for (const seen of [running('k2'), paused(), completed(), failing()]) {
      const { next } = decided({ seen, before });
      expect(next.theirs).toEqual({ a: 1 });
      expect(next.lastSeen?.theirs).toBe(2);
    }
  });

  it('what was seen before a probe that failed', () => {
    const before = ranBefore({ lastLevel: 'warn', reportedCompleted: true });
    const { next } = decided({ seen: failing(), before });
    expect(next).toMatchObject({ ...before, lastReportAt: NOW });
  });

  it('no marks of trouble that is over', () => {
    const { next } = decided({
      seen: running(),
      before: { ...toldBefore('paused'), unknownCount: 3, unknownSince: 5, anomalyEndedAt: 7 },
    });
    const marks = [
      'lastAnomalyKey',
      'lastAnomalyReportAt',
      'anomalySince',
      'anomalyEndedAt',
      'unknownCount',
      'unknownSince',
    ];
    expect(marks.filter((mark) => mark in next)).toEqual([]);
  });

  it('what was seen last, as the original wrote it', () => {
    expect(decided({ seen: paused('quota', { progressKey: 'k7' }) }).next.lastSeen).toEqual({
      running: false,
      completed: false,
      progressKey: 'k7',
      stopReason: 'quota',
    });
    expect(decided({ seen: running('k7') }).next).toMatchObject({
      lastProgressKey: 'k7',
      lastProgressAt: NOW,
      lastReportAt: NOW,
    });
  });
});
