import { describe, expect, it } from 'vitest';
import { decideResume } from '../../src/core/resume.ts';
import { startLease } from '../../src/core/start-lease.ts';
import type { JobState } from '../../src/schema/state.ts';
import {
  completed,
  decided,
  decisions,
  failing,
  instant,
  type JobParts,
  job,
  leaseAt,
  NOW,
  paused,
  report,
  running,
  story,
} from '../support/core-fixtures.ts';

const policy = { autoResume: true };
const minute = { ...policy, autoResumeBackoffSeconds: 60 };
const inBackoff = (remainingSeconds: number) => ({ kind: 'in-backoff', remainingSeconds });

const none = { ...policy, autoResumeBackoffSeconds: 0 };
const beingStarted = { kind: 'no', reason: 'being-started' };
const byHand = (claimedAt: number, until: number): JobState => ({
  lastManualStartAt: claimedAt,
  startLease: { pid: 7, claimedAt, until, byHand: true },
});

const byHandFor = (timeoutSeconds: number, claimedAt: number): JobState => ({
  lastManualStartAt: claimedAt,
  startLease: startLease({ pid: 7, claimedAt, timeoutSeconds, byHand: true }),
});

describe('decideResume', () => {
  const rows: [string, JobParts, JobState, boolean, object][] = [
    ['a paused job', { policy }, {}, true, { kind: 'start' }],
    ['not allowed', {}, {}, true, { kind: 'no', reason: 'off' }],
    ['a one-shot', { policy, kind: 'one_shot_read' }, {}, true, { kind: 'no', reason: 'off' }],
    ['disabled', { policy, enabled: false }, {}, true, { kind: 'no', reason: 'disabled' }],
    ['not paused', { policy }, {}, false, { kind: 'no', reason: 'not-paused' }],
    [
      'stopped by the operator',
      { policy },
      { operatorStopped: true },
      true,
      { kind: 'no', reason: 'stopped-by-operator' },
    ],
    ['started again by the operator', { policy }, { operatorStopped: false }, true, { kind: 'start' }],
    ['it writes here', { policy, risk: 'write_local' }, {}, true, { kind: 'blocked-by-risk' }],
    ['it writes elsewhere', { policy, risk: 'write_external' }, {}, true, { kind: 'blocked-by-risk' }],
    [
      'it writes, and is approved',
      { policy, risk: 'write_local', approval: { required: true, granted: true } },
      {},
      true,
      { kind: 'blocked-by-risk' },
    ],
    [
      'it writes, but is stopped by the operator',
      { policy, risk: 'write_local' },
      { operatorStopped: true },
      true,
      { kind: 'no', reason: 'stopped-by-operator' },
    ],
    ['tried 899 s ago', { policy }, { lastAutoResumeAt: NOW - 899 }, true, inBackoff(1)],
    ['tried 900 s ago', { policy }, { lastAutoResumeAt: NOW - 900 }, true, { kind: 'start' }],
    ['by hand 119 s ago', { policy }, { lastManualStartAt: NOW - 119 }, true, inBackoff(1)],
    ['by hand 120 s ago', { policy }, { lastManualStartAt: NOW - 120 }, true, { kind: 'start' }],
    ['by hand 59 s ago, backoff 60', { policy: minute }, { lastManualStartAt: NOW - 59 }, true, inBackoff(1)],
    [
      'by hand 60 s ago, backoff 60',
      { policy: minute },
      { lastManualStartAt: NOW - 60 },
      true,
      { kind: 'start' },
    ],
    [
      'by hand long ago, tried since',
      { policy },
      { lastAutoResumeAt: NOW - 100, lastManualStartAt: NOW - 5000 },
      true,
      inBackoff(800),
    ],
    [
      'tried long ago, by hand since',
      { policy },
      { lastAutoResumeAt: NOW - 5000, lastManualStartAt: NOW - 100 },
      true,
      inBackoff(20),
    ],
    [
      'marks without a time',
      { policy },
      { lastAutoResumeAt: null, lastManualStartAt: null },
      true,
      { kind: 'start' },
    ],
    ['a start is under way', { policy }, { startLease: leaseAt(NOW - 89) }, true, beingStarted],
    ['a start is over by its bound', { policy }, { startLease: leaseAt(NOW - 90) }, true, { kind: 'start' }],
    [
      'a start by hand is under way, its grace long over',
      { policy },
      byHand(NOW - 300, NOW + 1),
      true,
      beingStarted,
    ],
    ['without a backoff, a start is under way', { policy: none }, byHand(NOW, NOW + 1), true, beingStarted],
    [
      'without a backoff, a start has just ended',
      { policy: none },
      byHand(NOW - 9, NOW),
      true,
      { kind: 'start' },
    ],
    [
      'a damaged lease of a tick',
      { policy },
      { startLease: { ...leaseAt(NOW - 900), until: 1e15 } },
      true,
      { kind: 'start' },
    ],
    ['a damaged lease of a start by hand', { policy }, byHand(NOW - 900, 1e300), true, { kind: 'start' }],
    [
      'a start by hand with a time limit of weeks, killed 24 h ago',
      { policy },
      byHandFor(2_000_000, NOW - 86_400 - 120),
      true,
      { kind: 'start' },
    ],
    ['and less than that ago', { policy }, byHandFor(2_000_000, NOW - 86_399), true, beingStarted],
    [
      'of a tick, the newest start: what is known of the one by hand is its beginning',
      { policy },
      { lastManualStartAt: NOW - 120, startLease: { ...leaseAt(NOW - 120), until: NOW - 1 } },
      true,
      { kind: 'start' },
    ],
    ['by hand, ended 119 s ago', { policy }, byHand(NOW - 400, NOW - 119), true, inBackoff(1)],
    ['by hand, ended 120 s ago', { policy }, byHand(NOW - 400, NOW - 120), true, { kind: 'start' }],
    [
      'tried, ended just now: the backoff counts from its beginning',
      { policy: minute },
      { lastAutoResumeAt: NOW - 60, startLease: { ...leaseAt(NOW - 60), until: NOW } },
      true,
      { kind: 'start' },
    ],
    [
      'it writes, and a start is under way',
      { policy, risk: 'write_local' },
      byHand(NOW, NOW + 1),
      true,
      { kind: 'blocked-by-risk' },
    ],
    [
      'stopped by the operator while a start is under way',
      { policy },
      { ...byHand(NOW, NOW + 1), operatorStopped: true },
      true,
      { kind: 'no', reason: 'stopped-by-operator' },
    ],
    [
      'no backoff',
      { policy: { ...policy, autoResumeBackoffSeconds: 0 } },
      { lastAutoResumeAt: NOW },
      true,
      { kind: 'start' },
    ],
    ['a backoff of its own', { policy: minute }, { lastAutoResumeAt: NOW - 59 }, true, inBackoff(1)],
  ];
  it.each(rows)('%s', (_, parts, previous, isPaused, decision) => {
    expect(decideResume(job(parts), previous, isPaused, instant())).toEqual(decision);
  });
});

describe('what is seen of a job that may be resumed', () => {
  it.each([
    ['paused', paused(), 'start'],
    ['running', running(), 'no'],
    ['completed', completed(), 'no'],
    ['running and completed', report({ completed: true }), 'no'],
    ['an unknown status: it may be running', failing(), 'no'],
    ['no probe at all', { kind: 'not-started', detail: 'no such program' } as const, 'no'],
    ['a probe without an end', { kind: 'timed-out', afterSeconds: 30 } as const, 'no'],
  ])('%s', (_, seen, kind) => {
    expect(decided({ seen, policy }).resume.kind).toBe(kind);
  });

  it('says «blocked» once in each pause', () => {
    const ticks = [
      [0, paused()],
      [60, paused()],
      [120, running()],
      [180, paused()],
      [240, paused()],
    ] as const;
    const parts: JobParts = { risk: 'write_local', policy };
    const blocked = decisions(parts, ticks).map(({ tells, saysBlocked }) => tells && saysBlocked);
    expect(blocked).toEqual([true, false, false, true, false]);
    expect(story(parts, ticks)).toEqual([
      'new-anomaly',
      '- anomaly-already-told',
      'recovered',
      'new-anomaly',
      '- anomaly-already-told',
    ]);
  });

  it('says «blocked» when that is first found of a pause that was told', () => {
    const told = { seen: paused(), policy, of: { risk: 'write_local' } } as const;
    const before = decided({ ...told, policy: {} }).next;
    const first = decided({ ...told, before });
    expect(first).toMatchObject({ tells: true, because: { reason: 'auto-resume' }, saysBlocked: true });
    expect(decided({ ...told, before: first.next })).toMatchObject({ tells: false, saysBlocked: false });
  });

  it('stays blocked without a word over a probe that failed in between', () => {
    const ticks = [
      [0, paused()],
      [60, failing()],
      [120, paused()],
    ] as const;
    const parts: JobParts = { risk: 'write_local', policy };
    expect(story(parts, ticks)).toEqual(['new-anomaly', 'new-anomaly', 'new-anomaly']);
    const last = decided({ seen: paused(), of: parts, policy, before: { resumeBlockedTold: true } });
    expect(last.saysBlocked).toBe(false);
  });
});
