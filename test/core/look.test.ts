import { describe, expect, it } from 'vitest';
import { look, unknownMessage } from '../../src/core/look.ts';
import type { Observation } from '../../src/core/model.ts';
import type { JobState } from '../../src/schema/state.ts';
import {
  completed,
  failing,
  instant,
  type JobParts,
  job,
  NOW,
  paused,
  ranBefore,
  report,
  running,
  toldBefore,
} from '../support/core-fixtures.ts';

function seen(
  observation: Observation,
  before: JobState = {},
  policy: JobParts['policy'] = {},
  slept = false,
) {
  return look(job({ policy }), before, observation, instant(), slept);
}

describe('how a job stands', () => {
  it.each([
    ['running', running(), 'running'],
    ['completed', completed(), 'completed'],
    ['both', report({ completed: true }), 'completed'],
    ['neither', paused(), 'paused'],
    ['a failed probe', failing(), 'unknown'],
  ])('%s', (_, observation, standing) => {
    expect(seen(observation).standing).toBe(standing);
  });

  it.each([
    // needed  failed before  standing    anomaly since
    [1, 0, 'unknown', NOW],
    [2, 0, 'unsure', undefined],
    [2, 1, 'unknown', NOW - 60],
    [3, 1, 'unsure', undefined],
    [3, 2, 'unknown', NOW - 60],
    [3, 9, 'unknown', NOW - 60],
  ])('failuresBeforeAlert %i, failed %i times before: %s', (failuresBeforeAlert, count, standing, since) => {
    const before = count === 0 ? {} : { unknownCount: count, unknownSince: NOW - 60 };
    const sight = seen(failing(), before, { failuresBeforeAlert });
    expect(sight.standing).toBe(standing);
    expect(sight.anomaly?.since).toBe(since);
    expect(sight.marks).toEqual({ unknownCount: count + 1, unknownSince: count === 0 ? NOW : NOW - 60 });
  });
});

describe('what is wrong with it: one thing at a time', () => {
  const stalled = { lastProgressAt: NOW - 3600 };
  it.each([
    ['nothing', running(), ranBefore(), undefined],
    ['nothing, with a stop reason', running('k1', { stopReason: 'quota' }), ranBefore(), undefined],
    ['nothing, at level warn', running('k1', { level: 'warn' }), ranBefore(), undefined],
    ['alert', running('k1', { level: 'alert' }), ranBefore(), 'alert'],
    ['alert of one that completed', completed({ level: 'alert' }), ranBefore(), 'alert'],
    ['paused', paused(), ranBefore(), 'paused'],
    ['paused before alert', paused('x', { level: 'alert' }), ranBefore(), 'paused'],
    ['stalled', running(), ranBefore(stalled), 'stalled'],
    ['stalled before alert', running('k1', { level: 'alert' }), ranBefore(stalled), 'stalled'],
    ['unknown before all', failing(), ranBefore(stalled), 'unknown'],
    ['paused as the operator wanted', paused(), ranBefore({ operatorStopped: true }), undefined],
    [
      'the operator wants it stopped, and it stalls',
      running(),
      ranBefore({ ...stalled, operatorStopped: true }),
      'stalled',
    ],
    [
      'the operator wants it stopped, and nobody knows',
      failing(),
      ranBefore({ operatorStopped: true }),
      'unknown',
    ],
  ])('%s', (_, observation, before, kind) => {
    expect(seen(observation, before).anomaly?.kind).toBe(kind);
  });

  it('keeps the stop reason', () => {
    expect(seen(paused('quota')).anomaly).toEqual({ kind: 'paused', stopReason: 'quota', since: NOW });
    expect(seen(running('k', { level: 'alert' })).anomaly).toEqual({
      kind: 'alert',
      stopReason: null,
      since: NOW,
    });
  });
});

describe('a stall', () => {
  const at = (lastProgressAt: number, parts: JobState = {}) => ranBefore({ lastProgressAt, ...parts });
  const hour = NOW - 3600;
  const day = NOW - 86_400;
  it.each([
    ['a second short of stallSeconds', running(), at(hour + 1), {}, undefined],
    ['stallSeconds after the last progress', running(), at(hour), {}, hour],
    ['long after it', running(), at(day), {}, day],
    ['switched off', running(), at(day), { stallSeconds: 0 }, undefined],
    [
      'after a shorter time, where that is the policy',
      running(),
      at(NOW - 60),
      { stallSeconds: 60 },
      NOW - 60,
    ],
    ['the key has changed', running('k2'), at(day), {}, undefined],
    ['a key for the first time', running('k1'), at(day, { lastProgressKey: null }), {}, undefined],
    ['no key, now and before: nothing is known', report(), at(day, { lastProgressKey: null }), {}, undefined],
    ['no key any more', report(), at(day), {}, undefined],
    ['no mark to count from', running(), at(hour, { lastProgressAt: null }), {}, undefined],
    ['never seen before', running(), {}, {}, undefined],
    [
      'it was paused when last seen',
      running(),
      at(day, { lastSeen: { running: false, completed: false } }),
      {},
      undefined,
    ],
    [
      'it was completed when last seen',
      running(),
      at(day, { lastSeen: { running: true, completed: true } }),
      {},
      undefined,
    ],
    ['paused now', paused(undefined, { progressKey: 'k1' }), at(day), {}, undefined],
    ['completed now', completed({ progressKey: 'k1' }), at(day), {}, undefined],
    ['started by hand a second too late', running(), at(day, { lastManualStartAt: hour + 1 }), {}, undefined],
    ['started by hand stallSeconds ago', running(), at(day, { lastManualStartAt: hour }), {}, hour],
    ['started by hand before the last progress', running(), at(hour, { lastManualStartAt: day }), {}, hour],
    [
      'the key as the original spelled it',
      report({ progress: { n: 1 } }),
      at(day, { lastProgressKey: '{"n": 1}' }),
      {},
      day,
    ],
  ] as const)('%s', (_, observation, before, policy, since) => {
    const { anomaly } = seen(observation, before, policy);
    expect(anomaly?.kind === 'stalled' ? anomaly.since : undefined).toBe(since);
  });

  it('says for how long, before what the job says', () => {
    expect(seen(running(), at(day)).message).toBe('stalled >= 3600s');
    expect(seen(running('k1', { message: 'page 7' }), at(day)).message).toBe('stalled >= 3600s; page 7');
  });

  it('moves the mark with progress alone', () => {
    expect(seen(running('k1'), at(hour)).marks).toEqual({ lastProgressKey: 'k1', lastProgressAt: hour });
    expect(seen(running('k2'), at(hour)).marks).toEqual({ lastProgressKey: 'k2', lastProgressAt: NOW });
    expect(seen(paused(), at(hour)).marks).toEqual({});
    expect(seen(completed(), at(hour)).marks).toEqual({});
    expect(seen(failing(), at(hour)).marks).not.toHaveProperty('lastProgressAt');
  });

  it('counts as progress what differs from what was remembered', () => {
    expect(seen(running('k2'), at(hour)).hasProgressed).toBe(true);
    expect(seen(running('k1'), at(hour)).hasProgressed).toBe(false);
    expect(
      seen(running('k1'), at(hour, { lastSeen: { running: false, completed: false } })).hasProgressed,
    ).toBe(false);
    expect(seen(paused('x', { progressKey: 'k2' }), at(hour)).hasProgressed).toBe(false);
  });
});

describe('after the host slept', () => {
  const old = ranBefore({ lastProgressAt: NOW - 30_000 });
  const told = { ...old, ...toldBefore('stalled') };
  it.each([
    ['a stall waits for one more tick', running(), old, { held: true, kind: undefined }],
    ['and no longer', running(), { ...old, stallHeld: true }, { held: false, kind: 'stalled' }],
    ['one that was told still stands', running(), told, { held: false, kind: 'stalled' }],
    ['other trouble does not wait', running('k1', { level: 'alert' }), old, { held: true, kind: 'alert' }],
    ['nor does a pause', paused(), old, { held: false, kind: 'paused' }],
    ['nor an unknown status', failing(), old, { held: false, kind: 'unknown' }],
    ['progress is no stall', running('k2'), old, { held: false, kind: undefined }],
  ])('%s', (_, observation, before, { held, kind }) => {
    const sight = seen(observation, before, {}, true);
    expect(sight.isStallHeld).toBe(held);
    expect(sight.anomaly?.kind).toBe(kind);
  });

  it('the mark stays: what is held is told with its real beginning', () => {
    const first = seen(running(), old, {}, true);
    expect(seen(running(), { ...old, ...first.marks, stallHeld: true }).anomaly?.since).toBe(NOW - 30_000);
  });
});

describe('unknownMessage', () => {
  it.each([
    [{ kind: 'exited', exitCode: 3, stderrTail: 'one\ntwo\n' }, 'two'],
    [{ kind: 'exited', exitCode: 3, stderrTail: ' \n' }, 'status exit=3'],
    [{ kind: 'killed', signal: 'SIGKILL', stderrTail: 'out of memory' }, 'out of memory'],
    [{ kind: 'killed', signal: 'SIGKILL', stderrTail: '' }, 'status killed by SIGKILL'],
    [{ kind: 'timed-out', afterSeconds: 30 }, 'status timed out after 30s'],
    [{ kind: 'not-started', detail: '/x/y:\nno such program' }, '/x/y: no such program'],
    [{ kind: 'unreadable', detail: 'empty status output' }, 'empty status output'],
  ] as const)('%j', (observation, message) => {
    expect(unknownMessage(observation)).toBe(message);
  });
});
