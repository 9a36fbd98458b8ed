import { expect, it } from 'vitest';
import { progressAmount } from '../../src/core/progress-amount.ts';

it.each<[string, object | undefined, string | undefined, object | undefined]>([
  ['done and total', { files: 7, done: 3, total: 9 }, '99', { done: 3, total: 9 }],
  ['done alone', { done: 0 }, undefined, { done: 0 }],
  ['a total that is no number', { done: 3, total: '9' }, undefined, { done: 3 }],
  ['percent', { percent: 12.5, files: 7 }, undefined, { done: 12.5, total: 100 }],
  ['another number', { folder: 'a', files: 7, bytes: 8 }, '99', { done: 7 }],
  ['no number', { folder: 'a', done: Number.NaN }, undefined, undefined],
  ['nothing', undefined, undefined, undefined],
  ['a key that is a number', undefined, '1234', { done: 1234 }],
  ['a key with a share', undefined, 'folder 12 of 40', { done: 12, total: 40 }],
  ['a key with a share, short', undefined, '12/40', { done: 12, total: 40 }],
  ['a key with several', undefined, '2026-03-01 7', { done: 7 }],
  ['a key with digits in its words', undefined, 'k1 a3f9', undefined],
  ['a key with a number that no number holds', undefined, '12345678901234567890', undefined],
  ['a key with all its numbers far ahead of its end', undefined, `7 ${'x'.repeat(300)}`, undefined],
])('%s', (_, progress, progressKey, amount) => {
  const status = { running: true, completed: false, progress: progress as never, progressKey };
  expect(progressAmount(status)).toEqual(amount);
});
