import { expect, it } from 'vitest';
import { explainAfter, explainOneShot } from '../../src/core/explain-one-shot.ts';
import { explainEntry, outboxOf } from '../../src/core/explain-outbox.ts';
import { viewQueue } from '../../src/core/explain-queue.ts';
import type { Job } from '../../src/core/model.ts';
import type { JobState, OutboxEntry, QueueItem } from '../../src/schema/state.ts';
import { check, entry, type JobParts, job, NOW, state, tickFacts } from '../support/core-fixtures.ts';
import { EIGHT } from '../support/explain-scene.ts';

const write = (parts: JobParts = {}) =>
  job({ id: 'write', kind: 'one_shot_write', risk: 'write_external', commands: { run: ['w'] }, ...parts });

function queueOf(items: readonly Partial<QueueItem>[], hasConfigErrors = false) {
  return viewQueue({
    state: state({ queue: items.map((item, i) => ({ id: `q${i + 1}`, jobId: 'check', ...item })) }),
    config: tickFacts([check(), write()], {}).config,
    hasConfigErrors,
    isRunnerAlive: (pid) => pid === 7,
    times: EIGHT,
  });
}

const lease = (pid: number) => ({ pid, claimedAt: NOW - 60, until: NOW + 60 });

it.each<[string, Partial<QueueItem>, string, string]>([
  ['due', {}, 'run', 'queue: q1 would run now, for 5m at most'],
  [
    'due, with its reason and its time limit',
    { reason: 'after:write:success', timeoutSeconds: 60 },
    'run',
    'queue: q1 (after:write:success) would run now, for 1m at most',
  ],
  ['not due', { notBefore: NOW + 720 }, 'wait', 'queue: q1 waits until 08:12 (in 12m)'],
  [
    'a write',
    { jobId: 'write' },
    'block',
    'queue: q1 would be blocked, which is told: not a read_only one_shot_read',
  ],
  ['nobody’s', { jobId: 'gone' }, 'block', 'queue: q1 would be blocked, which is told: unknown jobId'],
  [
    'cut short too often',
    { attempt: 3 },
    'give-up',
    'queue: q1 would be given up, which is told: interrupted 3 times, not tried again',
  ],
  [
    'at work',
    { status: 'running', startedAt: NOW - 60, lease: lease(7) },
    'go-on',
    'queue: q1 runs in pid 7, started at 07:59, 1m ago',
  ],
  [
    'left by a tick that died',
    { status: 'running', startedAt: NOW - 60, lease: lease(8) },
    'run',
    'queue: q1 would run now, for 5m at most',
  ],
  [
    'of another program',
    { status: 'parked' },
    'wait',
    "queue: q1 is left alone: its status parked is somebody's own",
  ],
  [
    'blocked',
    { status: 'blocked', finishedAt: NOW - 60, lastError: 'unknown jobId' },
    'none',
    'queue: q1 was blocked 1m ago (unknown jobId)',
  ],
  [
    'failed',
    { status: 'failed', finishedAt: NOW - 60, exitCode: 3 },
    'none',
    'queue: q1 failed 1m ago (exit 3)',
  ],
])('an item that is %s', (_, item, would, sentence) => {
  expect(queueOf([item])).toMatchObject([{ would, sentence }]);
});

it('an item of no known job waits while the job file has errors', () => {
  expect(queueOf([{ jobId: 'gone' }], true)).toMatchObject([
    { would: 'wait', sentence: 'queue: q1 waits: its job is unknown while the job file has errors' },
  ]);
});

it('of what is over only a last failure is shown', () => {
  const failed = { status: 'failed', finishedAt: NOW - 120 };
  expect(queueOf([failed, { ...failed, finishedAt: NOW - 60 }]).map(({ id }) => id)).toEqual(['q2']);
  expect(queueOf([failed, { status: 'done', finishedAt: NOW - 60 }])).toEqual([]);
});

it.each<[string, Job, JobState, readonly string[]]>([
  [
    'a check that never ran',
    check(),
    {},
    ['a check: runs when the queue holds it, or by ops-monitor run check', 'it never ran'],
  ],
  [
    'a check that ran',
    check(),
    { lastRunAt: NOW - 60, lastRun: { exitCode: 3 } },
    [
      'a check: runs when the queue holds it, or by ops-monitor run check',
      'last run at 07:59, 1m ago: exit 3',
    ],
  ],
  [
    'a check that writes',
    check({ risk: 'write_local' }),
    { lastRunAt: NOW - 60 },
    [
      'a check that nothing runs: risk is write_local, and only read_only jobs are run',
      'last run at 07:59, 1m ago: its outcome is not known',
    ],
  ],
  [
    'a write',
    write(),
    {},
    ['a write: no tick, no queue and no command of this program runs it; its approval is not granted'],
  ],
  [
    'a write that is approved',
    write({ approval: { required: true, granted: true } }),
    {},
    ['a write: no tick, no queue and no command of this program runs it; its approval is granted'],
  ],
  [
    'a write that needs no approval',
    write({ approval: { required: false, granted: false } }),
    {},
    ['a write: no tick, no queue and no command of this program runs it; it needs no approval'],
  ],
])('%s', (_, of, previous, sentences) => {
  expect(explainOneShot(of, previous, EIGHT)).toEqual(sentences);
});

const AFTER = [
  { jobId: 'verify', when: 'success', delaySeconds: 600 },
  { jobId: 'mend', when: 'failure', delaySeconds: 0 },
] as const;

it.each<[string, Job, Parameters<typeof explainAfter>[1], readonly string[]]>([
  [
    'a long job',
    job({ after: AFTER }),
    [],
    ['when it completes it queues verify (after 10m)', 'when its pause is told it queues mend'],
  ],
  [
    'a long job that has just completed',
    job({ after: AFTER }),
    ['completed'],
    ['would queue verify (after 10m)', 'when its pause is told it queues mend'],
  ],
  [
    'a long job whose pause is told',
    job({ after: AFTER }),
    ['pause-told'],
    ['when it completes it queues verify (after 10m)', 'would queue mend'],
  ],
  [
    'a check',
    check({ after: AFTER }),
    undefined,
    ['when it succeeds it queues verify (after 10m)', 'when it fails it queues mend'],
  ],
  [
    'a write',
    write({ after: AFTER }),
    undefined,
    [
      'after its success: verify (after 10m), which nothing here queues',
      'after its failure: mend, which nothing here queues',
    ],
  ],
])('what follows %s', (_, of, events, sentences) => {
  expect(explainAfter(of, events)).toEqual(sentences);
});

it.each<[string, Partial<OutboxEntry>, string]>([
  ['new', { createdAt: NOW }, 'in the outbox: r1 (alert), made just now, not tried yet; next try now'],
  [
    'tried once',
    { createdAt: NOW - 300, attempts: 1, nextAttemptAt: NOW + 180, lastError: 'no\nnetwork' },
    'in the outbox: r1 (alert), made 5m ago, tried once, not delivered (no network); next try in 3m',
  ],
  [
    'refused',
    {
      createdAt: NOW - 7200,
      attempts: 2,
      nextAttemptAt: NOW + 1800,
      lastError: 'chat not found',
      isRefused: true,
    },
    'in the outbox: r1 (alert), made 2h 00m ago, tried 2 times, refused (chat not found); next try in 30m',
  ],
  [
    'to be printed',
    { via: 'print', createdAt: NOW - 60 },
    'in the outbox: r1 (alert), made 1m ago; it waits for a tick with --print-only',
  ],
])('a message that is %s', (_, parts, sentence) => {
  const [view] = outboxOf(state({ outbox: [entry(parts)] }), 'scan');
  expect(view && explainEntry(view, EIGHT)).toBe(sentence);
});

it('a job has the messages that speak of it, by the gravest that they say of it', () => {
  const section = (jobId: string | undefined, importance: 'alert' | 'recovery' | 'routine') => ({
    ...(jobId !== undefined && { jobId }),
    importance,
    text: '',
  });
  const outbox = [
    entry({ id: 'a', sections: [section('other', 'alert'), section('scan', 'routine')] }),
    entry({ id: 'b', sections: [section('scan', 'routine'), section('scan', 'recovery')] }),
    entry({ id: 'c', sections: [section(undefined, 'alert')] }),
  ];
  const told = (jobId: string | undefined) =>
    outboxOf(state({ outbox }), jobId).map(({ id, importance }) => `${id} ${importance}`);
  expect(told('scan')).toEqual(['a routine', 'b recovery']);
  expect(told('other')).toEqual(['a alert']);
  expect(told(undefined)).toEqual(['c alert']);
});
