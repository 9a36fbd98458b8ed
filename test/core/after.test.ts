import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEEPEST_CHAIN, follow } from '../../src/core/after.ts';
import { job, NOW, state, TEXTS } from '../support/core-fixtures.ts';

const after = [
  { jobId: 'check', when: 'success', delaySeconds: 0 },
  { jobId: 'other', when: 'success', delaySeconds: 60 },
  { jobId: 'mend', when: 'failure', delaySeconds: 0 },
] as const;

describe('follow', () => {
  it('queues each rule of the outcome', () => {
    const { state: next, sections } = follow(
      state({ revision: 6 }),
      job({ after }),
      'success',
      0,
      NOW,
      TEXTS,
    );
    expect(next.queue).toEqual([
      {
        id: 'q7.1',
        jobId: 'check',
        createdAt: NOW,
        notBefore: NOW,
        reason: 'after:scan:success',
        status: 'pending',
        attempt: 0,
        depth: 1,
      },
      {
        id: 'q7.2',
        jobId: 'other',
        createdAt: NOW,
        notBefore: NOW + 60,
        reason: 'after:scan:success',
        status: 'pending',
        attempt: 0,
        depth: 1,
      },
    ]);
    expect(sections).toEqual([]);
    const failed = follow(state(), job({ after }), 'failure', 0, NOW, TEXTS).state.queue;
    expect(failed).toMatchObject([{ jobId: 'mend', reason: 'after:scan:failure' }]);
  });

  it('changes nothing where nothing follows', () => {
    const before = state();
    expect(follow(before, job(), 'success', DEEPEST_CHAIN, NOW, TEXTS)).toEqual({
      state: before,
      sections: [],
    });
  });

  it.each([
    [0, 2, 0],
    [15, 2, 0],
    [16, 0, 1],
    [99, 0, 1],
  ])('behind %i links: %i items, %i alerts', (depth, items, alerts) => {
    const { state: next, sections } = follow(
      state(),
      job({ after, name: 'Night\nscan' }),
      'success',
      depth,
      NOW,
      TEXTS,
    );
    expect(next.queue).toHaveLength(items);
    expect(sections).toHaveLength(alerts);
    for (const section of sections) {
      expect(section).toMatchObject({ jobId: 'scan', importance: 'alert' });
      expect(section.text).toMatch(
        /^• ALERT: queued job error\n- job: Night scan \(scan\)\n- error: .*16 jobs/,
      );
    }
  });

  it('never gives an id twice, and keeps what is queued', () => {
    const taken = fc.uniqueArray(fc.constantFrom('q7.1', 'q7.2', 'q7.3', 'q1.1', 'check'));
    fc.assert(
      fc.property(taken, fc.integer({ min: 1, max: 4 }), (ids, times) => {
        let current = state({ revision: 6, queue: ids.map((id) => ({ id, jobId: 'check' })) });
        for (let n = 0; n < times; n++)
          current = follow(current, job({ after }), 'success', 0, NOW, TEXTS).state;
        expect(new Set(current.queue.map(({ id }) => id)).size).toBe(ids.length + 2 * times);
        expect(current.queue.slice(0, ids.length).map(({ id }) => id)).toEqual(ids);
      }),
    );
  });
});
