import { describe, expect, it } from 'vitest';
import { progressShare } from '../../src/core/progress-share.ts';

describe('how far a job is', () => {
  it.each([
    [
      { done: 1, total: 4 },
      { share: 0.25, done: 1, total: 4 },
    ],
    [
      { done: 0, total: 4 },
      { share: 0, done: 0, total: 4 },
    ],
    [
      { done: 5, total: 4 },
      { share: 1, done: 5, total: 4 },
    ],
    [
      { done: -1, total: 4 },
      { share: 0, done: -1, total: 4 },
    ],
    [{ done: 1, total: 0 }, undefined],
    [{ done: 1, total: -4 }, undefined],
    [{ done: '1', total: '4' }, undefined],
    [{ done: 1 }, undefined],
    [{ percent: 0 }, { share: 0 }],
    [{ percent: 62.5 }, { share: 0.625 }],
    [{ percent: 100 }, { share: 1 }],
    [{ percent: 100.1 }, undefined],
    [{ percent: -0.1 }, undefined],
    [
      { done: 1, total: 4, percent: 99 },
      { share: 0.25, done: 1, total: 4 },
    ],
    [{ done: 1, total: null, percent: 99 }, { share: 0.99 }],
    [{}, undefined],
    [undefined, undefined],
  ])('%j', (progress, share) => {
    expect(progressShare(progress)).toEqual(share);
  });
});
