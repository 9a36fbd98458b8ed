import { describe, expect, it } from 'vitest';
import { enqueue, follow } from '../../src/core/after.ts';
import { judgeQueue } from '../../src/core/queue.ts';
import { check, NOW, state, TEXTS, tickFacts } from '../support/core-fixtures.ts';

const ALIVE = () => true;

describe('a check that the operator queues', () => {
  it('is an item like one of an after rule, from no chain', () => {
    const after = [{ jobId: 'check', when: 'success' as const, delaySeconds: 60 }];
    const [ofRule] = follow(state(), check({ id: 'other', after }), 'success', 3, NOW, TEXTS).state.queue;
    const { item, state: next } = enqueue(state(), 'check', 60, NOW);
    expect(next.queue).toEqual([item]);
    expect(item).toEqual({ ...ofRule, reason: 'operator', depth: 0 });
  });

  it('gets an id that no other item has', () => {
    const queue = ['q6.1', 'q6.2'].map((id) => ({ id, jobId: 'check' }));
    expect(enqueue(state({ revision: 5, queue }), 'check', 0, NOW).item.id).toBe('q6.3');
  });

  it.each([
    [0, NOW, ['run']],
    [60, NOW + 59.9, []],
    [60, NOW + 60, ['run']],
  ])('with a delay of %i s is judged at %d as %j', (delay, at, kinds) => {
    const next = enqueue(state(), 'check', delay, NOW).state;
    const { config } = tickFacts([check({ enabled: false })], {});
    expect(judgeQueue(next, config, false, at, ALIVE).map(({ kind }) => kind)).toEqual(kinds);
  });
});
