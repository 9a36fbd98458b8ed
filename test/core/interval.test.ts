import { expect, test } from 'vitest';
import { formatInterval, parseInterval } from '../../src/core/interval.ts';

test.each([
  ['60s', 60, '1m'],
  ['90', 90, '90s'],
  ['5m', 300, '5m'],
  [' 1H ', 3600, '1h'],
  ['0', 0, '0h'],
])('%s is %d seconds', (text, seconds, shortest) => {
  expect(parseInterval(text)).toBe(seconds);
  expect(formatInterval(seconds)).toBe(shortest);
  expect(parseInterval(shortest)).toBe(seconds);
});

test.each(['', 's', '1d', '-5s', '1.5m', '5 m m', '1234567s'])('%j is none', (text) => {
  expect(parseInterval(text)).toBeUndefined();
});
