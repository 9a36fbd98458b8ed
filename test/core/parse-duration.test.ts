import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/core/parse-duration.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90],
    ['30m', 1800],
    ['2h', 7200],
    ['3d', 259_200],
    ['1h30m', 5400],
    ['1h 30m', 5400],
    ['1d2h3m4s', 93_784],
    ['1d 4s', 86_404],
    [' 10m ', 600],
    ['2H', 7200],
    ['0s', 0],
    ['007m', 420],
    ['100d', 8_640_000],
  ])('%s is %i s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    ['nothing', ''],
    ['blanks', '  '],
    ['no unit', '30'],
    ['a number without a unit behind one with', '1h30'],
    ['no number', 'h'],
    ['an unknown unit', '2w'],
    ['a smaller unit first', '30m1h'],
    ['a unit twice', '1h1h'],
    ['less than nothing', '-5m'],
    ['a fraction', '1.5h'],
    ['a word', 'soon'],
    ['something behind it', '5m!'],
    ['a blank between number and unit', '5 m'],
    ['more seconds than can be counted', `${'9'.repeat(20)}d`],
    ['a number without end', `${'9'.repeat(400)}s`],
    ['digits of another script', '٣m'],
  ])('is not: %s', (_, text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('is whole seconds or nothing, whatever is typed', () => {
    const typed = fc.string({ unit: fc.constantFrom('0', '1', '9', 'd', 'h', 'm', 's', ' ', '-', '.') });
    fc.assert(
      fc.property(typed, (text) => {
        const seconds = parseDuration(text);
        expect(seconds === undefined || (Number.isSafeInteger(seconds) && seconds >= 0)).toBe(true);
      }),
    );
  });
});
