import { describe, expect, it } from 'vitest';
import { claim, closeUnrunnable, judgeQueue } from '../../src/core/queue.ts';
import type { QueueItem } from '../../src/schema/state.ts';
import { check, type JobParts, job, NOW, state, TEXTS, tickFacts } from '../support/core-fixtures.ts';

const item = (parts: Partial<QueueItem> = {}): QueueItem => ({ id: 'q1', jobId: 'check', ...parts });
const lease = { pid: 7, claimedAt: NOW - 100, until: NOW + 500 };

interface Circumstances {
  readonly of?: JobParts;
  readonly hasErrors?: boolean;
  readonly alive?: boolean;
}

function judged(
  queue: readonly QueueItem[],
  { of = {}, hasErrors = false, alive = true }: Circumstances = {},
) {
  const { config } = tickFacts([check(of), job()], {});
  return judgeQueue(state({ queue: [...queue] }), config, hasErrors, NOW, () => alive);
}

describe('which items are due', () => {
  it.each([
    ['pending, without a time', item({ status: 'pending' }), true],
    ['no status: pending', item(), true],
    ['a status of null: pending', item({ status: null }), true],
    ['a time that is null', item({ notBefore: null }), true],
    ['its time has come', item({ notBefore: NOW }), true],
    ['its time is to come', item({ notBefore: NOW + 0.5 }), false],
    ['done', item({ status: 'done' }), false],
    ['failed', item({ status: 'failed' }), false],
    ['blocked', item({ status: 'blocked' }), false],
    ['a status that nobody knows: somebody holds it back', item({ status: 'cancelled' }), false],
    ['running, its runner alive', item({ status: 'running', lease }), false],
    ['running by nobody', item({ status: 'running' }), true],
    ['running, its lease just over', item({ status: 'running', lease: { ...lease, until: NOW } }), true],
    [
      'running, its lease almost over',
      item({ status: 'running', lease: { ...lease, until: NOW + 1 } }),
      false,
    ],
  ])('%s', (_, one, due) => {
    expect(judged([one])).toHaveLength(due ? 1 : 0);
  });

  it('running, its runner dead: taken up again', () => {
    expect(judged([item({ status: 'running', lease })], { alive: false })).toMatchObject([{ kind: 'run' }]);
  });
});

describe('what is done with a due item', () => {
  const unknown = item({ jobId: 'no\nbody' });
  it.each<[string, QueueItem, Circumstances, object[]]>([
    ['a read-only one-shot runs', item(), {}, [{ kind: 'run', timeoutSeconds: 300 }]],
    ['a disabled one too', item(), { of: { enabled: false } }, [{ kind: 'run' }]],
    ['with its own time limit', item({ timeoutSeconds: 7 }), {}, [{ kind: 'run', timeoutSeconds: 7 }]],
    [
      'a time limit of null is none',
      item({ timeoutSeconds: null }),
      {},
      [{ kind: 'run', timeoutSeconds: 300 }],
    ],
    ['nor is one of 0', item({ timeoutSeconds: 0 }), {}, [{ kind: 'run', timeoutSeconds: 300 }]],
    ['nor one below', item({ timeoutSeconds: -5 }), {}, [{ kind: 'run', timeoutSeconds: 300 }]],
    [
      'one that writes',
      item(),
      { of: { risk: 'write_local' } },
      [{ kind: 'block', error: 'not a read_only one_shot_read' }],
    ],
    ['a write job', item(), { of: { kind: 'one_shot_write' } }, [{ kind: 'block' }]],
    [
      'an approved write job',
      item(),
      { of: { kind: 'one_shot_write', risk: 'write_local', approval: { required: true, granted: true } } },
      [{ kind: 'block' }],
    ],
    ['a long job', item({ jobId: 'scan' }), {}, [{ kind: 'block' }]],
    ['a job nobody knows', unknown, {}, [{ kind: 'block', error: 'unknown jobId' }]],
    ['a job nobody knows while the job file is broken waits', unknown, { hasErrors: true }, []],
    ['a job that is known does not', item(), { hasErrors: true }, [{ kind: 'run' }]],
    ['interrupted twice', item({ attempt: 2 }), {}, [{ kind: 'run' }]],
    [
      'interrupted three times',
      item({ attempt: 3 }),
      {},
      [{ kind: 'give-up', error: 'interrupted 3 times, not tried again' }],
    ],
  ])('%s', (_, one, circumstances, verdicts) => {
    expect(judged([one], circumstances)).toMatchObject(verdicts);
    expect(judged([one], circumstances)).toHaveLength(verdicts.length);
  });

  it.each([
    ['a job nobody knows', unknown, {}, '• ALERT: queued job missing\n- jobId: no body'],
    [
      'one that is blocked',
      item({ jobId: 'scan' }),
      {},
      '• ACTION REQUIRED: queued job blocked\n- job: scan (long_running_read, read_only)',
    ],
    [
      'one that is given up',
      item({ attempt: 3 }),
      { of: { name: 'The check' } },
      '• ALERT: queued job error\n- job: The check (check)\n- error: interrupted 3 times, not tried again',
    ],
  ])('tells of %s', (_, one, circumstances, text) => {
    const verdicts = judged([one], circumstances);
    const { sections } = closeUnrunnable(state({ queue: [one] }), verdicts, NOW, TEXTS);
    expect(sections).toMatchObject([{ jobId: one.jobId, importance: 'alert', text }]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('knows the job %s by its id alone', (id) => {
    expect(judged([item({ jobId: id })])).toMatchObject([{ kind: 'block', error: 'unknown jobId' }]);
    expect(judged([item({ jobId: id })], { of: { id } })).toMatchObject([{ kind: 'run', job: { id } }]);
  });
});

describe('a claim', () => {
  const claimed = (queue: QueueItem[], waves = 1) => {
    const before = state({ queue });
    const verdicts = judgeQueue(before, tickFacts([check()], {}).config, false, NOW, () => true);
    return claim(before, verdicts, 42, NOW, waves);
  };

  it('marks what is to run, and nothing else', () => {
    const waiting = [item({ id: 'later', notBefore: NOW + 9 }), item({ id: 'missing', jobId: 'x' })];
    const { queue } = claimed([waiting[0]!, item({ attempt: 1, theirs: 'stays' }), waiting[1]!]);
    expect(queue).toEqual([
      waiting[0],
      {
        id: 'q1',
        jobId: 'check',
        theirs: 'stays',
        status: 'running',
        attempt: 2,
        startedAt: NOW,
        lease: { pid: 42, claimedAt: NOW, until: NOW + 600 },
      },
      waiting[1],
    ]);
  });

  it('writes nothing where there is nothing to claim', () => {
    const before = state({ queue: [item({ status: 'done' })] });
    expect(claim(before, [], 42, NOW, 1)).toBe(before);
  });

  it('lasts until the last of several waves has ended: each may have to wait for the longest', () => {
    const { queue } = claimed(
      [item({ id: 'long', timeoutSeconds: 3600 }), item({ id: 'short', timeoutSeconds: 60 })],
      2,
    );
    expect(queue.map(({ lease }) => lease?.until)).toEqual([NOW + 7500, NOW + 7500]);
  });

  it('leaves an item of the same id alone that is not due', () => {
    const { queue } = claimed([
      item({ status: 'done', finishedAt: 5 }),
      item(),
      item({ notBefore: NOW + 9 }),
    ]);
    expect(queue.map(({ status }) => status)).toEqual(['done', 'running', undefined]);
  });
});

describe('what cannot be run', () => {
  const closed = (queue: QueueItem[]) => {
    const before = state({ queue });
    const verdicts = judgeQueue(before, tickFacts([check()], {}).config, false, NOW, () => true);
    return closeUnrunnable(before, verdicts, NOW, TEXTS);
  };

  it('is closed and told, and the rest stays', () => {
    const blocked = item({ id: 'b', jobId: 'x', theirs: 1 });
    const tired = item({ id: 't', attempt: 3, status: 'running', lease: { ...lease, until: NOW } });
    const { state: after, sections } = closed([item({ id: 'ok' }), blocked, tired]);
    expect(after.queue).toEqual([
      item({ id: 'ok' }),
      { ...blocked, status: 'blocked', finishedAt: NOW, lastError: 'unknown jobId' },
      {
        id: 't',
        jobId: 'check',
        attempt: 3,
        status: 'failed',
        finishedAt: NOW,
        lastError: expect.stringMatching(/^interrupted/),
      },
    ]);
    expect(sections.map(({ importance }) => importance)).toEqual(['alert', 'alert']);
  });

  it('is each closed and told, where two have one id', () => {
    const { state: after, sections } = closed([
      item({ jobId: 'x' }),
      item({ jobId: 'y' }),
      item({ status: 'done' }),
    ]);
    expect(after.queue.map(({ jobId, status }) => `${jobId} ${status}`)).toEqual([
      'x blocked',
      'y blocked',
      'check done',
    ]);
    expect(sections.map(({ text }) => text.slice(-1))).toEqual(['x', 'y']);
  });

  it('joins the history, of which the newest 200 are kept', () => {
    const history = Array.from({ length: 200 }, (_, n) =>
      item({ id: `h${n}`, status: 'done', finishedAt: n }),
    );
    const ids = closed([item({ jobId: 'x' }), ...history]).state.queue.map(({ id }) => id);
    expect(ids).toEqual(['q1', ...history.slice(1).map(({ id }) => id)]);
  });

  it('changes nothing where there is nothing to close', () => {
    const before = state({ queue: [item()] });
    expect(closeUnrunnable(before, [], NOW, TEXTS).state).toBe(before);
  });
});
