import { expect, test } from 'vitest';
import { formatInterval } from '../../src/core/interval.ts';
import { parseDuration } from '../../src/core/parse-duration.ts';

test.each([
  [60, '1m'],
  [90, '90s'],
  [300, '5m'],
  [3600, '1h'],
  [86_400, '24h'],
])('%d seconds are %s, which is read back', (seconds, shortest) => {
  expect(formatInterval(seconds)).toBe(shortest);
  expect(parseDuration(shortest)).toBe(seconds);
});
