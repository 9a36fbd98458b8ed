import { describe, expect, it } from 'vitest';
import type { JobState } from '../../src/schema/state.ts';
import {
  completed,
  decided,
  decisions,
  failing,
  instant,
  type JobParts,
  NOW,
  paused,
  ranBefore,
  running,
  type Scene,
  story,
  toldBefore,
} from '../support/core-fixtures.ts';

/** Quiet from 23:00 to 08:00. */
const policy = { quietHours: { start: '23:00', end: '08:00' } };
const longAgo = NOW - 5000;
const midnight = instant(NOW, '00:00');

describe('quiet hours and each rule', () => {
  const untouched: [string, Scene, string][] = [
    ['1, a new anomaly', { seen: paused(), before: ranBefore() }, 'new-anomaly'],
    ['1, an unknown status', { seen: failing(), before: ranBefore() }, 'new-anomaly'],
    [
      '1, an alert that comes with completion',
      { seen: completed({ level: 'alert' }), before: ranBefore() },
      'new-anomaly',
    ],
    ['2, a reminder', { seen: paused(), before: toldBefore('paused', null, longAgo) }, 'reminder'],
    [
      '3, a resume that was tried',
      { seen: paused(), before: toldBefore('paused'), autorun: { kind: 'started' } },
      'auto-resume',
    ],
    [
      '3, a resume that is blocked',
      {
        seen: paused(),
        before: toldBefore('paused'),
        of: { risk: 'write_local' },
        policy: { autoResume: true },
      },
      'auto-resume',
    ],
  ];
  it.each(untouched)('told at once: %s', (_, scene, reason) => {
    const decision = decided({ ...scene, policy: { ...policy, ...scene.policy }, now: midnight });
    expect({ tells: decision.tells, reason: decision.because.reason }).toEqual({ tells: true, reason });
  });

  const held: [string, Scene, string, boolean][] = [
    ['4, a recovery', { seen: running(), before: toldBefore('paused') }, 'recovered', true],
    ['5, a completion', { seen: completed(), before: ranBefore() }, 'completed', true],
    ['6, the first sight', { seen: running() }, 'changed', false],
    ['6, level warn', { seen: running('k1', { level: 'warn' }), before: ranBefore() }, 'changed', false],
    ['7, the interval', { seen: running(), before: ranBefore({ lastReportAt: longAgo }) }, 'interval', false],
    [
      '8, progress',
      { seen: running('k2'), before: ranBefore(), policy: { onlyOnChange: true } },
      'progress',
      false,
    ],
  ];
  it.each(held)('not told: %s', (_, scene, reason, isToldLater) => {
    const decision = decided({ ...scene, policy: { ...policy, ...scene.policy }, now: midnight });
    expect(decision.tells).toBe(false);
    expect(decision.because).toMatchObject({ reason: 'quiet-hours', holds: { reason }, isToldLater });
  });

  it.each([
    ['22:59', true],
    ['23:00', false],
    ['07:59', false],
    ['08:00', true],
  ])('begin and end on the minute: at %s told %s', (clock, tells) => {
    expect(decided({ seen: completed(), before: ranBefore(), policy, now: instant(NOW, clock) }).tells).toBe(
      tells,
    );
  });
});

describe('what quiet hours held', () => {
  const scan: JobParts = { policy };

  it('is told when they end: a recovery, with how long the trouble really lasted', () => {
    const night = decisions(scan, [
      [0, paused(), '02:00'],
      [600, running('k1'), '02:10'],
      [1200, running('k2'), '02:20'],
      [21_600, running('k3'), '08:00'],
      [21_660, running('k3'), '08:01'],
    ]);
    expect(night.map(({ because }) => because.reason)).toEqual([
      'new-anomaly',
      'quiet-hours',
      'quiet-hours',
      'recovered',
      'within-interval',
    ]);
    expect(night[3]?.because).toEqual({ reason: 'recovered', lastedSeconds: 600 });
    expect(night[3]?.recoveredAfterSeconds).toBe(600);
  });

  it('is told when they end: a completion', () => {
    const night = [
      [0, completed(), '02:00'],
      [21_600, completed(), '08:00'],
      [21_660, completed(), '08:01'],
    ] as const;
    expect(story(scan, night, ranBefore())).toEqual([
      '- quiet-hours',
      'completed',
      '- completion-already-told',
    ]);
  });

  it('is told once, when a recovery and a completion were both held', () => {
    const night = decisions(scan, [
      [0, paused(), '02:00'],
      [60, running(), '02:01'],
      [120, completed(), '02:02'],
      [21_600, completed(), '08:00'],
      [21_660, completed(), '08:01'],
    ]);
    expect(night.map(({ because }) => because.reason)).toEqual([
      'new-anomaly',
      'quiet-hours',
      'quiet-hours',
      'recovered',
      'completion-already-told',
    ]);
  });

  it('goes on as the same trouble, if that is back before they end', () => {
    // The third moment is a change, which the quiet hours drop.
    const night = [
      [0, paused(), '02:00'],
      [60, running(), '02:01'],
      [120, paused(), '02:02'],
      [1800, paused(), '02:30'],
    ] as const;
    expect(story(scan, night)).toEqual(['new-anomaly', '- quiet-hours', '- quiet-hours', 'reminder']);
  });

  it('gives way to other trouble', () => {
    const night = [
      [0, paused(), '02:00'],
      [60, running(), '02:01'],
      [120, failing(), '02:02'],
      [180, running(), '08:00'],
    ] as const;
    expect(story(scan, night)).toEqual(['new-anomaly', '- quiet-hours', 'new-anomaly', 'recovered']);
  });

  it('is told of a job that was started again before they end', () => {
    const night = decisions(
      scan,
      [
        [0, completed(), '02:00'],
        [3600, running('again'), '03:00'],
        [21_600, running('again 2'), '08:00'],
        [21_660, running('again 2'), '08:01'],
      ],
      ranBefore(),
    );
    expect(night.map(({ because }) => because.reason)).toEqual([
      'quiet-hours',
      'quiet-hours',
      'completed',
      'within-interval',
    ]);
    expect(night.map(({ saysCompletedEarlier }) => saysCompletedEarlier)).toEqual([false, true, true, false]);
    expect(night[2]?.importance).toBe('completion');
  });

  it('is told of a job that was started again, and whose probe fails now and then', () => {
    const careful: JobParts = { policy: { ...policy, failuresBeforeAlert: 3 } };
    const night = [
      [0, completed(), '02:00'],
      [60, running(), '03:00'],
      [120, failing(), '08:00'],
      [180, running(), '08:01'],
    ] as const;
    expect(decisions(careful, night, ranBefore())[2]).toMatchObject({
      saysCompletedEarlier: false,
      recoveredAfterSeconds: undefined,
    });
    expect(story(careful, night, ranBefore())).toEqual([
      '- quiet-hours',
      '- quiet-hours',
      '- not-sure-yet',
      'completed',
    ]);
  });

  it('gives way to trouble of the job that was started again', () => {
    const night = [
      [0, completed(), '02:00'],
      [60, paused(), '03:00'],
      [21_600, running(), '08:00'],
      [21_660, running(), '08:01'],
    ] as const;
    expect(story(scan, night, ranBefore())).toEqual([
      '- quiet-hours',
      'new-anomaly',
      'recovered',
      '- within-interval',
    ]);
    expect(decisions(scan, night, ranBefore())[2]?.saysCompletedEarlier).toBe(false);
  });

  it('waits until the trouble is over that came back with the same name', () => {
    const rare: JobParts = { policy: { ...policy, reportEverySeconds: 86_400 } };
    const night = decisions(rare, [
      [0, paused(), '02:00'],
      [60, completed(), '02:01'],
      [120, paused(), '02:02'],
      [21_600, paused(), '08:00'],
      [21_660, running(), '08:01'],
    ]);
    expect(night.map(({ because }) => because.reason)).toEqual([
      'new-anomaly',
      'quiet-hours',
      'quiet-hours',
      'anomaly-already-told',
      'recovered',
    ]);
    expect(night.map(({ saysCompletedEarlier }) => saysCompletedEarlier)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('is not told, if it was routine news; what was seen is remembered', () => {
    const before: JobState = ranBefore({ lastReportAt: NOW });
    const night = [
      [60, running('k1', { level: 'warn' }), '02:00'],
      [120, running('k1', { level: 'warn' }), '08:00'],
    ] as const;
    expect(story(scan, night, before)).toEqual(['- quiet-hours', '- within-interval']);
  });
});
