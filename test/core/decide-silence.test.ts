/** What a silence holds back, drops and leaves alone, and what is told when it is over. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { Observation } from '../../src/core/model.ts';
import { isNewlyHeld } from '../../src/core/silence.ts';
import type { JobState, Silence } from '../../src/schema/state.ts';
import {
  completed,
  decided,
  failing,
  instant,
  type JobParts,
  job,
  NOW,
  paused,
  ranBefore,
  running,
  type Scene,
  toldBefore,
} from '../support/core-fixtures.ts';

const UNTIL = NOW + 7200;
const SILENCE: Silence = { since: NOW - 60, until: UNTIL, held: 0 };
const RESUMES = { autoResume: true };
const longAgo = NOW - 5000;

describe('while a job is silenced', () => {
  it.each<[string, Scene, string]>([
    ['new trouble', { seen: paused(), before: ranBefore() }, 'new-anomaly'],
    [
      'other trouble than was told',
      { seen: paused('disk'), before: toldBefore('paused', 'quota') },
      'new-anomaly',
    ],
    ['a reminder', { seen: paused(), before: toldBefore('paused', null, longAgo) }, 'reminder'],
    [
      'what came of a start',
      { seen: paused(), before: toldBefore('paused'), policy: RESUMES, autorun: { kind: 'timed-out' } },
      'auto-resume',
    ],
    [
      'a start that is blocked',
      { seen: paused(), before: toldBefore('paused'), policy: RESUMES, of: { risk: 'write_local' } },
      'auto-resume',
    ],
    ['a recovery', { seen: running(), before: toldBefore('paused') }, 'recovered'],
    ['a completion', { seen: completed(), before: ranBefore() }, 'completed'],
    ['a change', { seen: running('k1', { level: 'warn' }), before: ranBefore() }, 'changed'],
    ['the first look', { seen: running() }, 'changed'],
    ['a routine report', { seen: running(), before: ranBefore({ lastReportAt: longAgo }) }, 'interval'],
    ['progress', { seen: running('k2'), before: ranBefore(), policy: { onlyOnChange: true } }, 'progress'],
  ])('%s is not told', (_, scene, holds) => {
    expect(decided(scene)).toMatchObject({ tells: true, because: { reason: holds } });
    expect(decided({ ...scene, silence: SILENCE })).toMatchObject({
      tells: false,
      because: { reason: 'silenced', holds: { reason: holds }, until: UNTIL },
    });
  });

  it('the hour has no say', () => {
    const policy = { quietHours: { start: '11:00', end: '13:00' } };
    const { because } = decided({ seen: completed(), before: ranBefore(), policy, silence: SILENCE });
    expect(because.reason).toBe('silenced');
  });

  it('the reason is the usual one where there is nothing to hold back', () => {
    const { because } = decided({ seen: running(), before: ranBefore(), silence: SILENCE });
    expect(because.reason).toBe('within-interval');
  });

  it('a job is resumed as ever', () => {
    const scene = { seen: paused(), before: ranBefore(), policy: RESUMES };
    expect(decided({ ...scene, silence: SILENCE }).resume).toEqual(decided(scene).resume);
  });

  it('what follows a pause follows it at once, and once', () => {
    const first = decided({ seen: paused(), before: ranBefore(), silence: SILENCE });
    expect(first.events).toEqual(['pause-told']);
    expect(decided({ seen: paused(), before: first.next, silence: SILENCE }).events).toEqual([]);
    expect(decided({ seen: paused(), before: first.next })).toMatchObject({ tells: true, events: [] });
  });

  it('how a start went is no start that was interrupted', () => {
    const before = { ...ranBefore(), resumeClaimed: true };
    const scene = { seen: paused(), before, policy: RESUMES, silence: SILENCE };
    expect(decided({ ...scene, autorun: { kind: 'started' } }).next).not.toHaveProperty('resumeClaimed');
    expect(decided(scene).next).toHaveProperty('resumeClaimed');
  });
});

/** One tick: seconds after NOW, what is seen, whether a silence stands, what else happened. */
type Tick = readonly [
  at: number,
  seen: Observation,
  hears: 'hears' | 'silent',
  meanwhile?: Partial<JobState>,
];

function lived(parts: JobParts, ticks: readonly Tick[], before: JobState = ranBefore()) {
  let previous = before;
  return ticks.map(([at, observation, hears, meanwhile = {}]) => {
    const known = { ...previous, ...meanwhile };
    const decision = decide({
      job: job(parts),
      previous: known,
      observation,
      now: instant(NOW + at),
      slept: false,
      autorun: undefined,
      silence: hears === 'silent' ? SILENCE : undefined,
    });
    previous = JSON.parse(JSON.stringify(decision.next));
    return { decision, counts: isNewlyHeld(known, decision) };
  });
}

const word = ({ because, tells }: Decision) => {
  if (because.reason === 'silenced') return `(${because.holds.reason})`;
  return tells ? because.reason : '-';
};

describe('from tick to tick', () => {
  const DISK = paused('disk');
  const QUOTA = paused('quota');

  it.each<[string, Tick[], string[], number]>([
    [
      'what stands at the end is told, and counted once',
      [
        [0, QUOTA, 'silent'],
        [60, QUOTA, 'silent'],
        [120, QUOTA, 'hears'],
        [180, QUOTA, 'hears'],
        [240, running(), 'hears'],
      ],
      ['(new-anomaly)', '(new-anomaly)', 'new-anomaly', '-', 'recovered'],
      1,
    ],
    [
      'what came and went is counted alone',
      [
        [0, QUOTA, 'silent'],
        [60, running(), 'silent'],
        [120, QUOTA, 'silent'],
        [180, running(), 'silent'],
        [240, running(), 'hears'],
      ],
      ['(new-anomaly)', '(changed)', '(new-anomaly)', '(changed)', '-'],
      2,
    ],
    [
      'each anomaly counts',
      [
        [0, QUOTA, 'silent'],
        [60, DISK, 'silent'],
        [120, failing(), 'silent'],
        [180, failing(), 'hears'],
      ],
      ['(new-anomaly)', '(new-anomaly)', '(new-anomaly)', 'new-anomaly'],
      3,
    ],
    [
      'what was told before and is over is told to be over',
      [
        [0, QUOTA, 'hears'],
        [60, running(), 'silent'],
        [120, running(), 'silent'],
        [180, running(), 'hears'],
      ],
      ['new-anomaly', '(recovered)', '(recovered)', 'recovered'],
      0,
    ],
    [
      'what was told, ended and came again is news',
      [
        [0, QUOTA, 'hears'],
        [60, running(), 'silent'],
        [120, QUOTA, 'silent'],
        [180, QUOTA, 'hears'],
        [240, running(), 'hears'],
      ],
      ['new-anomaly', '(recovered)', '(new-anomaly)', 'new-anomaly', 'recovered'],
      1,
    ],
    [
      'what was told, gave way to other trouble and came again is news',
      [
        [0, QUOTA, 'hears'],
        [60, DISK, 'silent'],
        [120, QUOTA, 'silent'],
        [180, QUOTA, 'hears'],
      ],
      ['new-anomaly', '(new-anomaly)', '(new-anomaly)', 'new-anomaly'],
      2,
    ],
    [
      'what was told, ended, came again and ended is over, since it first ended',
      [
        [0, QUOTA, 'hears'],
        [60, running(), 'silent'],
        [120, QUOTA, 'silent'],
        [180, running(), 'silent'],
        [240, running(), 'hears'],
      ],
      ['new-anomaly', '(recovered)', '(new-anomaly)', '(recovered)', 'recovered'],
      1,
    ],
    [
      'a reminder that came due is told, and counted once',
      [
        [0, QUOTA, 'hears'],
        [1800, QUOTA, 'silent'],
        [1860, QUOTA, 'silent'],
        [1920, QUOTA, 'hears'],
        [1980, QUOTA, 'hears'],
      ],
      ['new-anomaly', '(reminder)', '(reminder)', 'reminder', '-'],
      1,
    ],
    [
      'a second silence counts what stands anew',
      [
        [0, QUOTA, 'silent'],
        [60, QUOTA, 'hears'],
        [1860, QUOTA, 'silent'],
      ],
      ['(new-anomaly)', 'new-anomaly', '(reminder)'],
      2,
    ],
    [
      'a completion is told, also of a job that runs again',
      [
        [0, completed(), 'silent'],
        [60, running('k2'), 'silent'],
        [120, running('k2'), 'hears'],
      ],
      ['(completed)', '(completed)', 'completed'],
      0,
    ],
    [
      'routine news is dropped',
      [
        [0, running('k1', { level: 'warn' }), 'silent'],
        [60, running('k1', { level: 'warn' }), 'hears'],
      ],
      ['(changed)', '-'],
      0,
    ],
  ])('%s', (_, ticks, words, count) => {
    const all = lived({}, ticks);
    expect(all.map(({ decision }) => word(decision))).toEqual(words);
    expect(all.filter(({ counts }) => counts)).toHaveLength(count);
  });

  it('a probe that fails now and then is no end of what is held', () => {
    const parts = { policy: { failuresBeforeAlert: 2 } };
    const all = lived(parts, [
      [0, QUOTA, 'silent'],
      [60, failing(), 'silent'],
      [120, QUOTA, 'silent'],
      [180, failing(), 'hears'],
      [240, QUOTA, 'hears'],
    ]);
    expect(all.map(({ decision }) => word(decision))).toEqual([
      '(new-anomaly)',
      '-',
      '(new-anomaly)',
      '-',
      'new-anomaly',
    ]);
    expect(all.filter(({ counts }) => counts)).toHaveLength(1);
    expect(all.at(-1)?.decision.next.anomalySince).toBe(NOW);
  });

  it('is told with its true beginning', () => {
    const [, told, over] = lived({}, [
      [0, QUOTA, 'silent'],
      [7200, QUOTA, 'hears'],
      [9000, running(), 'hears'],
    ]);
    expect(told?.decision.because).toMatchObject({ anomaly: { since: NOW } });
    expect(told?.decision.next).not.toHaveProperty('heldAnomalyKey');
    expect(told?.decision.next).not.toHaveProperty('heldAnomalySince');
    expect(over?.decision.recoveredAfterSeconds).toBe(9000);
  });

  it('an end is told by when it came, whatever came and went after it', () => {
    const ticks: Tick[] = [
      [0, QUOTA, 'hears'],
      [60, running(), 'silent'],
      [120, QUOTA, 'silent'],
      [180, running(), 'silent'],
      [240, running(), 'hears'],
    ];
    expect(lived({}, ticks).at(-1)?.decision.recoveredAfterSeconds).toBe(60);
  });

  it('a stall that was seen before the host slept is told when it wakes', () => {
    const stalled = ranBefore({}, longAgo);
    const held = decided({ seen: running(), before: stalled, silence: SILENCE });
    const policy = { reportEverySeconds: 0 };
    const awake = { seen: running(), now: instant(UNTIL + 9), slept: true, policy };
    expect(decided({ ...awake, before: stalled })).toMatchObject({ tells: false });
    expect(decided({ ...awake, before: held.next })).toMatchObject({
      tells: true,
      because: { reason: 'new-anomaly', anomaly: { kind: 'stalled', since: longAgo } },
    });
  });
});

describe('an anomaly that the operator has acknowledged', () => {
  const ack = { key: JSON.stringify({ kind: 'paused', stopReason: 'quota' }), at: NOW - 30 };
  const known = { ...toldBefore('paused', 'quota', longAgo), ack };

  it('is not reminded of', () => {
    expect(decided({ seen: paused('quota'), before: known })).toMatchObject({
      tells: false,
      because: { reason: 'acknowledged', at: NOW - 30 },
      next: { ack },
    });
  });

  it('says so as well where no reminder is due, or a silence stands', () => {
    const before = { ...toldBefore('paused', 'quota'), ack };
    expect(decided({ seen: paused('quota'), before }).because.reason).toBe('acknowledged');
    expect(decided({ seen: paused('quota'), before, silence: SILENCE }).because.reason).toBe('acknowledged');
  });

  it('that the original told of is known by its key', () => {
    const key = JSON.stringify({ running: false, completed: false, stopReason: 'quota', progressKey: 'k1' });
    const before = { ...known, lastAnomalyKey: key, ack: { key, at: NOW } };
    expect(decided({ seen: paused('quota'), before }).because.reason).toBe('acknowledged');
  });

  it.each<[string, Scene, string]>([
    ['becomes another', { seen: paused('disk') }, 'new-anomaly'],
    ['becomes unknown', { seen: failing() }, 'new-anomaly'],
    ['is over', { seen: running() }, 'recovered'],
    ['is over, since the job completed', { seen: completed() }, 'recovered'],
  ])('%s: that is told at once, and the acknowledgement is no more', (_, scene, reason) => {
    const decision = decided({ ...scene, before: known });
    expect(decision).toMatchObject({ tells: true, because: { reason } });
    expect(decision.next).not.toHaveProperty('ack');
  });

  it('is over in quiet hours: the acknowledgement is no more, and the end is still told', () => {
    const policy = { quietHours: { start: '11:00', end: '13:00' } };
    const { tells, next } = decided({ seen: running(), before: known, policy });
    expect(tells).toBe(false);
    expect(next).not.toHaveProperty('ack');
    expect(decided({ seen: running(), before: next }).because.reason).toBe('recovered');
  });

  it('stays acknowledged while a probe fails now and then', () => {
    const policy = { failuresBeforeAlert: 2 };
    expect(decided({ seen: failing(), before: known, policy }).next).toMatchObject({ ack });
  });

  it('is resumed all the same, and what came of that is told', () => {
    const scene = { seen: paused('quota'), before: known, policy: RESUMES };
    expect(decided(scene).resume.kind).toBe('start');
    expect(decided({ ...scene, autorun: { kind: 'timed-out' } })).toMatchObject({
      tells: true,
      because: { reason: 'auto-resume' },
    });
  });
});
