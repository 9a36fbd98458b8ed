import { describe, expect, it } from 'vitest';
import { nearestWord } from '../../src/core/nearest-word.ts';

const KNOWN = ['reportEverySeconds', 'stallSeconds', 'autoResume', 'autoResumeBackoffSeconds', 'when', 'cwd'];

describe('nearestWord', () => {
  it.each([
    ['stallSecond', 'stallSeconds'],
    ['stall_seconds', 'stallSeconds'],
    ['STALLSECONDS', 'stallSeconds'],
    ['stallSeconds', 'stallSeconds'],
    ['reportEvery', 'reportEverySeconds'],
    ['autoResumed', 'autoResume'],
    ['autoResumeBackoff', 'autoResumeBackoffSeconds'],
    ['cdw', 'cwd'],
    ['wen', 'when'],
    ['zzzzzz', undefined],
    ['quietHours', undefined],
    ['x'.repeat(100_000), undefined],
    ['', undefined],
  ])('%.20s → %s', (word, nearest) => {
    expect(nearestWord(word, KNOWN)).toBe(nearest);
  });

  it('takes the nearer of two', () => {
    expect(nearestWord('jobb1', ['job22', 'jobb2', 'job1'])).toBe('jobb2');
  });

  it('has nothing to say where nothing is known', () => {
    expect(nearestWord('word', [])).toBeUndefined();
  });
});
