import { describe, expect, it } from 'vitest';
import type { AutorunOutcome } from '../../src/core/decision.ts';
import {
  completed,
  decided,
  failing,
  NOW,
  paused,
  ranBefore,
  running,
  type Scene,
  toldBefore,
} from '../support/core-fixtures.ts';

const STARTED: AutorunOutcome = { kind: 'started' };
const RESUMES = { autoResume: true };
const longAgo = NOW - 5000;

describe('a job is reported: each rule before the next one, which would apply as well', () => {
  const rows: [string, Scene, string][] = [
    [
      '1 before 2: another anomaly, told of the last one long ago',
      { seen: paused('disk'), before: toldBefore('paused', 'quota', longAgo) },
      'new-anomaly',
    ],
    [
      '2 alone: the same anomaly, told long ago',
      { seen: paused('quota'), before: toldBefore('paused', 'quota', longAgo) },
      'reminder',
    ],
    [
      '2 before 3: a reminder is due, and a resume was tried',
      { seen: paused(), before: toldBefore('paused', null, longAgo), policy: RESUMES, autorun: STARTED },
      'reminder',
    ],
    [
      '3 alone: no reminder is due, a resume was tried',
      { seen: paused(), before: toldBefore('paused'), policy: RESUMES, autorun: STARTED },
      'auto-resume',
    ],
    [
      '3 before 4: a resume was tried, and the operator stopped it meanwhile',
      {
        seen: paused(),
        before: { ...toldBefore('paused'), operatorStopped: true },
        policy: RESUMES,
        autorun: STARTED,
      },
      'auto-resume',
    ],
    [
      '4 alone: the operator stopped it',
      { seen: paused(), before: { ...toldBefore('paused'), operatorStopped: true }, policy: RESUMES },
      'recovered',
    ],
    [
      '4 before 5: trouble is over, since it completed',
      { seen: completed(), before: toldBefore('paused') },
      'recovered',
    ],
    [
      '5 alone: it completed, and nothing changed since it was seen',
      { seen: completed(), before: { lastSeen: { running: false, completed: true } } },
      'completed',
    ],
    [
      '5 before 6: it completed, which is a change too',
      { seen: completed(), before: ranBefore() },
      'completed',
    ],
    [
      '6 alone: level became warn',
      { seen: running('k1', { level: 'warn' }), before: ranBefore() },
      'changed',
    ],
    [
      '6 before 7: level became warn, and the interval is over',
      { seen: running('k1', { level: 'warn' }), before: ranBefore({ lastReportAt: longAgo }) },
      'changed',
    ],
    [
      '7 alone: the interval is over',
      { seen: running(), before: ranBefore({ lastReportAt: longAgo }) },
      'interval',
    ],
    [
      '7 before 8: the interval is over, and there is progress',
      { seen: running('k2'), before: ranBefore({ lastReportAt: longAgo }), policy: { onlyOnChange: true } },
      'interval',
    ],
    [
      '8 alone: there is progress',
      { seen: running('k2'), before: ranBefore(), policy: { onlyOnChange: true } },
      'progress',
    ],
  ];
  it.each(rows)('%s', (_, scene, reason) => {
    const { tells, because } = decided(scene);
    expect({ tells, reason: because.reason }).toEqual({ tells: true, reason });
  });
});

describe('rule 1: a new anomaly', () => {
  const rows: [string, Scene, boolean][] = [
    ['the first trouble', { seen: paused(), before: ranBefore() }, true],
    ['the same one', { seen: paused('quota'), before: toldBefore('paused', 'quota') }, false],
    [
      'the same with another message and pid',
      { seen: paused('quota', { message: '7 tries', pid: 9 }), before: toldBefore('paused', 'quota') },
      false,
    ],
    ['another stop reason', { seen: paused('disk'), before: toldBefore('paused', 'quota') }, true],
    ['a stop reason where there was none', { seen: paused('disk'), before: toldBefore('paused') }, true],
    ['another kind', { seen: failing(), before: toldBefore('paused') }, true],
    [
      'unknown again, for another reason',
      { seen: failing('empty status output'), before: toldBefore('unknown') },
      false,
    ],
    ['alert while running', { seen: running('k2', { level: 'alert' }), before: ranBefore() }, true],
    ['alert when completed', { seen: completed({ level: 'alert' }), before: ranBefore() }, true],
    [
      'the same alert when completed, told already',
      {
        seen: completed({ level: 'alert' }),
        before: {
          ...toldBefore('alert'),
          reportedCompleted: true,
          lastSeen: { running: false, completed: true },
        },
      },
      false,
    ],
    [
      'alert while paused is the pause',
      { seen: paused(undefined, { level: 'alert' }), before: toldBefore('paused') },
      false,
    ],
  ];
  it.each(rows)('%s', (_, scene, isNew) => {
    expect(decided(scene).because.reason === 'new-anomaly').toBe(isNew);
  });
});

describe('rule 2: a reminder after max(900 s, reportEverySeconds)', () => {
  it.each([
    // every   told ago   told
    [0, 899, false],
    [0, 900, true],
    [60, 899, false],
    [60, 900, true],
    [900, 900, true],
    [901, 900, false],
    [901, 901, true],
    [3600, 3599, false],
    [3600, 3600, true],
  ])('pace %i s, told %i s ago: %s', (reportEverySeconds, ago, tells) => {
    const before = toldBefore('paused', null, NOW - ago);
    const decision = decided({ seen: paused(), before, policy: { reportEverySeconds } });
    expect(decision.because).toEqual(
      tells
        ? { reason: 'reminder', sinceToldSeconds: ago }
        : { reason: 'anomaly-already-told', remindInSeconds: Math.max(900, reportEverySeconds) - ago },
    );
  });

  it('is never due for a job that completed', () => {
    const before = {
      ...toldBefore('alert', null, longAgo),
      reportedCompleted: true,
      lastSeen: { running: false, completed: true },
    };
    const { because } = decided({ seen: completed({ level: 'alert' }), before });
    expect(because).toEqual({ reason: 'anomaly-already-told', remindInSeconds: undefined });
  });

  it('sets the pace alone while trouble stands: no routine report in between', () => {
    const seen = running('k2', { level: 'alert' });
    const policy = { reportEverySeconds: 60, onlyOnChange: true };
    const before = {
      ...toldBefore('alert', null, NOW - 800),
      lastProgressKey: 'k1',
      lastProgressAt: NOW - 800,
    };
    expect(decided({ seen, before, policy }).because.reason).toBe('anomaly-already-told');
  });
});
