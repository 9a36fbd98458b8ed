import { expect, it } from 'vitest';
import { noteSent, secondsToWait } from '../../src/core/telegram-pace.ts';

const TWENTY = Array.from({ length: 20 }, (_, i) => 100 + i);

it.each([
  ['nothing was sent yet', [], 100, true, 0],
  ['just sent', [100], 100, false, 1],
  ['half a second ago', [100], 100.5, false, 0.5],
  ['exactly a second ago', [100], 101, false, 0],
  ['19 in a minute, a group', TWENTY.slice(1), 120, true, 0],
  ['20 in a minute, a group', TWENTY, 120, true, 40],
  ['20, the first exactly a minute ago', TWENTY, 160, true, 0],
  ['20 in a minute, a person', TWENTY, 120, false, 0],
  ['the clock was set back by an hour', [3700], 100, false, 1],
  ['the clock was set back, a group that is full', TWENTY.map((at) => at + 3600), 100, true, 60],
])('%s: wait', (_what, sentAt, now, toGroup, expected) => {
  expect(secondsToWait(sentAt, now, toGroup)).toBeCloseTo(expected);
});

it('remembers no more than matters', () => {
  expect(noteSent(TWENTY, 200)).toEqual([...TWENTY.slice(1), 200]);
});
