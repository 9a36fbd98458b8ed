import { describe, expect, it } from 'vitest';
import { type QueueResult, settle } from '../../src/core/queue.ts';
import type { QueueItem } from '../../src/schema/state.ts';
import { check, type JobParts, NOW, state, TEXTS } from '../support/core-fixtures.ts';
import { type ExitParts, exitOf } from '../support/fake-runner.ts';

const running: QueueItem = {
  id: 'q1',
  jobId: 'check',
  status: 'running',
  attempt: 1,
  depth: 2,
  theirs: 'stays',
  lease: { pid: 7, claimedAt: NOW - 9, until: NOW + 600 },
};
const fine: ExitParts = { kind: 'exited', exitCode: 0, stdout: 'all is well' };

function ended(exit: ExitParts, of: JobParts = {}, itemId = 'q1'): QueueResult {
  return { itemId, job: check({ name: 'The check', ...of }), exit: exitOf(exit), endedAt: NOW };
}

describe('an item that has ended is closed', () => {
  it.each<[string, ExitParts, object]>([
    ['well', fine, { status: 'done', exitCode: 0 }],
    [
      'badly',
      { kind: 'exited', exitCode: 3, stderr: 'one\noops\n' },
      { status: 'failed', exitCode: 3, lastError: 'oops' },
    ],
    ['badly, without a word', { kind: 'exited', exitCode: 3 }, { status: 'failed', exitCode: 3 }],
    ['by a signal', { kind: 'killed', signal: 'SIGKILL' }, { status: 'failed', exitCode: -9 }],
    [
      'at its time limit',
      { kind: 'timed-out', afterSeconds: 5 },
      { status: 'failed', exitCode: 124, lastError: 'timed out after 5s' },
    ],
    [
      'before it began',
      { kind: 'not-started', detail: 'no such program' },
      { status: 'failed', exitCode: 127, lastError: 'no such program' },
    ],
  ])('%s', (_, exit, how) => {
    const { queue } = settle(state({ queue: [running] }), ended(exit), TEXTS).state;
    const { lease: _lease, ...rest } = running;
    expect(queue).toEqual([{ ...rest, finishedAt: NOW, ...how }]);
  });

  it('and its job remembers its last run', () => {
    const jobs = { check: { lastRunAt: 5, theirs: 1 }, other: {} };
    const after = settle(state({ queue: [running], jobs }), ended(fine), TEXTS).state;
    expect(after.jobs).toEqual({
      check: {
        lastRunAt: NOW,
        theirs: 1,
        lastRun: { exitCode: 0, durationMs: 0, stdoutTail: 'all is well', stderrTail: '' },
      },
      other: {},
    });
  });

  it.each(['__proto__', 'constructor', 'toString'])('of a job whose id is %s', (id) => {
    const after = settle(state({ queue: [{ ...running, jobId: id }] }), ended(fine, { id }), TEXTS).state;
    expect(Object.entries(after.jobs)).toEqual([[id, expect.objectContaining({ lastRunAt: NOW })]]);
    expect(after.queue[0]?.status).toBe('done');
  });

  it.each([
    ['it was closed meanwhile', [{ ...running, status: 'done' }]],
    ['it is gone', []],
    ['it waits again', [{ ...running, status: 'pending' }]],
  ])('but not where %s', (_, queue) => {
    const before = state({ queue });
    expect(settle(before, ended({ kind: 'exited', exitCode: 3 }), TEXTS)).toEqual({
      state: before,
      sections: [],
    });
  });

  it('nor where our own end has ended it: the next tick takes it up again', () => {
    const before = state({ queue: [running] });
    expect(settle(before, ended({ kind: 'aborted' }), TEXTS)).toEqual({ state: before, sections: [] });
  });

  it('and no other, where several have one id', () => {
    const old: QueueItem = { id: 'q1', jobId: 'check', status: 'done', finishedAt: 5 };
    const other: QueueItem = { ...running, jobId: 'other' };
    const first = settle(state({ queue: [old, other, running] }), ended(fine), TEXTS).state;
    expect(first.queue.map(({ jobId, status, finishedAt }) => [jobId, status, finishedAt])).toEqual([
      ['check', 'done', 5],
      ['other', 'running', undefined],
      ['check', 'done', NOW],
    ]);
    const second = settle(first, ended({ kind: 'exited', exitCode: 3 }, { id: 'other' }), TEXTS).state;
    expect(second.queue[1]).toMatchObject({ jobId: 'other', status: 'failed', finishedAt: NOW });
  });
});

describe('what is told of it', () => {
  it.each<[string, ExitParts, string | undefined]>([
    ['nothing, where all is well', fine, undefined],
    ['nothing of an alert on stderr alone', { ...fine, stderr: 'ALERT' }, undefined],
    ['nothing in other letters', { ...fine, stdout: 'no alert, no action required' }, undefined],
    [
      'what asks for attention',
      { ...fine, stdout: 'ACTION REQUIRED: look\nhere\n' },
      '• The check (check)\n- ACTION REQUIRED: look\nhere',
    ],
    ['an alert', { ...fine, stdout: 'page 1\nALERT: disk' }, '• The check (check)\n- page 1\nALERT: disk'],
    [
      'the end of it',
      { ...fine, stdout: `ALERT${'x'.repeat(900)}` },
      `• The check (check)\n- ${'x'.repeat(800)}`,
    ],
    [
      'a failure',
      { kind: 'exited', exitCode: 3, stdout: 'ALERT' },
      '• ALERT: queued job failed\n- job: The check (check)\n- exit: 3',
    ],
    [
      'a signal',
      { kind: 'killed', signal: 'SIGTERM' },
      '• ALERT: queued job failed\n- job: The check (check)\n- exit: -15',
    ],
    [
      'a time limit',
      { kind: 'timed-out', afterSeconds: 5 },
      '• ALERT: queued job error\n- job: The check (check)\n- error: timed out after 5s',
    ],
    [
      'no start',
      { kind: 'not-started', detail: 'no such\nprogram' },
      '• ALERT: queued job error\n- job: The check (check)\n- error: no such program',
    ],
  ])('%s', (_, exit, text) => {
    const { sections } = settle(state({ queue: [running] }), ended(exit), TEXTS);
    expect(sections).toEqual(text === undefined ? [] : [{ jobId: 'check', importance: 'alert', text }]);
  });

  it('what follows it is queued by its outcome, one link deeper', () => {
    const after = [
      { jobId: 'good', when: 'success', delaySeconds: 0 },
      { jobId: 'bad', when: 'failure', delaySeconds: 60 },
    ] as const;
    const next = (exit: ExitParts, of: JobParts = { after }) =>
      settle(state({ queue: [running] }), ended(exit, of), TEXTS).state.queue.slice(1);
    expect(next(fine)).toMatchObject([
      { jobId: 'good', depth: 3, notBefore: NOW, reason: 'after:check:success' },
    ]);
    expect(next({ kind: 'exited', exitCode: 1 })).toMatchObject([
      { jobId: 'bad', depth: 3, notBefore: NOW + 60 },
    ]);
    expect(next({ kind: 'timed-out', afterSeconds: 1 })).toMatchObject([{ jobId: 'bad' }]);
    expect(next({ kind: 'killed', signal: 'SIGKILL' })).toMatchObject([{ jobId: 'bad' }]);
    expect(next({ kind: 'not-started', detail: 'x' })).toMatchObject([{ jobId: 'bad' }]);
  });
});

describe('the history', () => {
  const finished = (n: number, finishedAt: number): QueueItem => ({
    id: `h${n}`,
    jobId: 'check',
    status: 'done',
    finishedAt,
  });

  it('is the newest 200 by their end, wherever they stand; what waits stays', () => {
    const history = Array.from({ length: 200 }, (_, n) => finished(n, NOW - 1000 + n));
    const waiting: QueueItem = { id: 'w', jobId: 'check', notBefore: NOW + 9 };
    const odd: QueueItem = { id: 'odd', jobId: 'check', status: 'cancelled' };
    const { queue } = settle(state({ queue: [waiting, odd, running, ...history] }), ended(fine), TEXTS).state;
    expect(queue.map(({ id }) => id)).toEqual(['w', 'odd', 'q1', ...history.slice(1).map(({ id }) => id)]);
  });

  it('of less than 200 is whole', () => {
    const history = Array.from({ length: 199 }, (_, n) => finished(n, n));
    expect(settle(state({ queue: [...history, running] }), ended(fine), TEXTS).state.queue).toHaveLength(200);
  });
});
