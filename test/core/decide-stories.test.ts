import { describe, expect, it } from 'vitest';
import {
  completed,
  decided,
  decisions,
  failing,
  instant,
  NOW,
  paused,
  ranBefore,
  running,
  story,
  toldBefore,
} from '../support/core-fixtures.ts';

describe('what was told is told once', () => {
  it('a completion that is seen before the process has ended', () => {
    const ticks = [
      [0, running('k1')],
      [60, completed({ running: true })],
      [120, completed()],
      [180, completed()],
    ] as const;
    const told = '- completion-already-told';
    expect(story({}, ticks)).toEqual(['changed', 'completed', told, told]);
  });

  it('a completion; and again after a new run', () => {
    const ticks = [
      [0, running('k1')],
      [60, completed()],
      [120, completed({ message: 'still done' })],
      [180, running('k9')],
      [240, completed()],
      [300, completed()],
    ] as const;
    expect(story({}, ticks)).toEqual([
      'changed',
      'completed',
      '- completion-already-told',
      'changed',
      'completed',
      '- completion-already-told',
    ]);
  });

  it('a completion, also over a probe that failed in between', () => {
    const ticks = [
      [0, completed()],
      [60, failing()],
      [120, completed()],
      [180, completed()],
    ] as const;
    expect(story({}, ticks)).toEqual(['completed', 'new-anomaly', 'recovered', '- completion-already-told']);
  });

  it('an alert at completion; and its end, when it is over', () => {
    const ticks = [
      [0, completed({ level: 'alert' })],
      [5000, completed({ level: 'alert' })],
      [5060, completed()],
      [5120, completed()],
    ] as const;
    expect(story({}, ticks)).toEqual([
      'new-anomaly',
      '- anomaly-already-told',
      'recovered',
      '- completion-already-told',
    ]);
  });

  it('the completion of a job whose alert was told while it ran', () => {
    const ticks = [
      [0, running('k1', { level: 'alert' })],
      [60, completed({ level: 'alert' })],
      [120, completed({ level: 'alert' })],
    ] as const;
    expect(story({}, ticks)).toEqual(['new-anomaly', 'completed', '- anomaly-already-told']);
  });

  it('an unknown status, after so many in a row; a good one starts the count anew', () => {
    const ticks = [
      [0, failing()],
      [60, failing()],
      [120, running('k1')],
      [180, failing()],
      [240, failing()],
      [300, failing()],
      [360, failing()],
      [420, running('k1')],
    ] as const;
    expect(story({ policy: { failuresBeforeAlert: 3 } }, ticks, ranBefore())).toEqual([
      '- not-sure-yet',
      '- not-sure-yet',
      '- within-interval',
      '- not-sure-yet',
      '- not-sure-yet',
      'new-anomaly',
      '- anomaly-already-told',
      'recovered',
    ]);
  });

  it('a start that was interrupted, and not by a tick that is not sure how the job is', () => {
    const first = decided({
      seen: failing(),
      policy: { failuresBeforeAlert: 2 },
      before: ranBefore({ resumeClaimed: true }),
      autorun: { kind: 'interrupted' },
    });
    expect(first).toMatchObject({ tells: false, because: { reason: 'not-sure-yet' } });
    expect(first.next.resumeClaimed).toBe(true);
  });

  it('what stood before a probe that failed once is still told', () => {
    const ticks = [
      [0, paused()],
      [60, failing()],
      [120, paused()],
      [180, running()],
    ] as const;
    const unsure = decisions({ policy: { failuresBeforeAlert: 2 } }, ticks)[1];
    expect(unsure?.recoveredAfterSeconds).toBeUndefined();
    expect(story({ policy: { failuresBeforeAlert: 2 } }, ticks)).toEqual([
      'new-anomaly',
      '- not-sure-yet',
      '- anomaly-already-told',
      'recovered',
    ]);
  });

  it('level warn, each time that it becomes warn', () => {
    const levels = (['ok', 'warn', 'warn', undefined, 'warn'] as const).map(
      (level, n) => [n * 60, running('k1', { level })] as const,
    );
    expect(story({}, levels, ranBefore())).toEqual([
      '- within-interval',
      'changed',
      '- within-interval',
      '- within-interval',
      'changed',
    ]);
  });

  it('a stop by the operator, and what ended by it', () => {
    const ticks = [
      [0, paused()],
      [60, paused(), '12:01', { operatorStopped: true }],
      [6000, paused()],
      [6060, paused(), '13:41', { operatorStopped: false }],
    ] as const;
    expect(story({}, ticks)).toEqual(['new-anomaly', 'recovered', '- stopped-by-operator', 'new-anomaly']);
  });

  it('trouble at the pace of reminders, counted from the last one', () => {
    const ticks = Array.from({ length: 62 }, (_, minute) => [minute * 60, paused()] as const);
    const told = story({ policy: { reportEverySeconds: 60 } }, ticks).flatMap((line, minute) =>
      line.startsWith('-') ? [] : [`${minute} ${line}`],
    );
    expect(told).toEqual(['0 new-anomaly', '15 reminder', '30 reminder', '45 reminder', '60 reminder']);
  });
});

describe('RECOVERED: how long it lasted', () => {
  it.each([
    [
      'a pause, from when it was first seen',
      [
        [0, paused()],
        [900, paused()],
        [1000, running()],
      ] as const,
      1000,
    ],
    [
      'an unknown status, from the first that failed',
      [
        [0, failing()],
        [60, failing()],
        [120, failing()],
        [300, running()],
      ] as const,
      300,
    ],
    [
      'a probe that fails in between ends nothing',
      [
        [0, paused()],
        [60, failing()],
        [120, running()],
      ] as const,
      120,
    ],
    [
      'a stall, from the last progress',
      [
        [3540, running('k1')],
        [3600, running('k1')],
        [3660, running('k2')],
      ] as const,
      3720,
    ],
    [
      'another stop reason is other trouble',
      [
        [0, paused('a')],
        [600, paused('b')],
        [1000, running()],
      ] as const,
      400,
    ],
  ])('%s', (_, ticks, lasted) => {
    const all = decisions({ policy: { failuresBeforeAlert: 3 } }, ticks, ranBefore());
    expect(all.at(-1)?.because).toEqual({ reason: 'recovered', lastedSeconds: lasted });
    expect(all.at(-1)?.recoveredAfterSeconds).toBe(lasted);
  });

  it('from the last report, where the original told it', () => {
    const { anomalySince: _, ...before } = toldBefore('paused', null, NOW - 500);
    expect(decided({ seen: running(), before }).because).toEqual({ reason: 'recovered', lastedSeconds: 500 });
    const reminded = decided({ seen: paused(), before, now: instant(NOW + 9000) });
    expect(decided({ seen: running(), before: reminded.next, now: instant(NOW + 9500) }).because).toEqual({
      reason: 'recovered',
      lastedSeconds: 10_000,
    });
  });
});
