import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digest } from '../../src/core/digest.ts';

it('is the same for the same text, and short', () => {
  const text = 'a line of a log\n'.repeat(10_000);
  expect(digest(text)).toBe(digest(`${text}`));
  expect(digest(text).length).toBeLessThan(20);
});

it.each([
  ['', ' '],
  ['a', 'b'],
  ['ab', 'ba'],
  ['a'.repeat(2000), 'a'.repeat(2001)],
  [`${'a'.repeat(2000)}b`, `b${'a'.repeat(2000)}`],
  ['\u{1f600}', '\u{1f601}'],
])('tells %j from %j', (one, other) => {
  expect(digest(one)).not.toBe(digest(other));
});

it('tells apart the counters of a million steps', () => {
  const seen = new Set(Array.from({ length: 100_000 }, (_, n) => digest(`{"done":${n},"of":1000000}`)));
  expect(seen.size).toBe(100_000);
});

it('tells apart texts of one length that differ in one place', () => {
  const pair = fc.tuple(fc.string({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 0xffff }));
  fc.assert(
    fc.property(pair, ([text, place, by]) => {
      const at = place % text.length;
      const changed = String.fromCharCode(text.charCodeAt(at) ^ by);
      expect(digest(text.slice(0, at) + changed + text.slice(at + 1))).not.toBe(digest(text));
    }),
  );
});
