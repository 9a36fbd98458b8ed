import { expect, it } from 'vitest';
import { parseDuration } from '../../src/core/parse-duration.ts';

it.each([
  ['90s', 90],
  ['30m', 1800],
  ['2h', 7200],
  ['3d', 259_200],
  ['1h30m', 5400],
  ['1h 05m', 3900],
  [' 1d2h3m4s ', 93_784],
  ['', undefined],
  [' ', undefined],
  ['90', undefined],
  ['1.5h', undefined],
  ['-1h', undefined],
  ['30m1h', undefined],
  ['2h2h', undefined],
  ['2 weeks', undefined],
])('«%s»', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
