import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitForDelivery, splitMessage } from '../../src/core/message-parts.ts';
import { escapeForOpenclaw } from '../../src/core/openclaw-escape.ts';

const LIMIT = 4000;
const face = '\u{1f600}';

describe('splitMessage', () => {
  it.each([1, 3999, 4000])('leaves %i characters as they are', (length) => {
    expect(splitMessage('x'.repeat(length))).toEqual(['x'.repeat(length)]);
  });

  it.each([
    ['between sections', 'aaaa\nbbbb\n\ncccc\ndddd\n\neeee', 25, ['aaaa\nbbbb', 'cccc\ndddd\n\neeee']],
    [
      'between sections that just fit',
      `${'a'.repeat(20)}\n\n${'b'.repeat(20)}`,
      30,
      ['a'.repeat(20), 'b'.repeat(20)],
    ],
    [
      'between lines of a section too long',
      `${'a'.repeat(15)}\n${'b'.repeat(15)}\nc`,
      30,
      ['a'.repeat(15), `${'b'.repeat(15)}\nc`],
    ],
    [
      'between lines that just fit',
      `${'a'.repeat(20)}\n${'b'.repeat(20)}`,
      30,
      ['a'.repeat(20), 'b'.repeat(20)],
    ],
    [
      'between lines, the last that fits',
      `aaaa\n${'b'.repeat(15)}\n${'c'.repeat(20)}`,
      30,
      [`aaaa\n${'b'.repeat(15)}`, 'c'.repeat(20)],
    ],
    ['anywhere in a line too long', 'a'.repeat(45), 30, ['a'.repeat(20), 'a'.repeat(20), 'aaaaa']],
    [
      'before a face',
      `${'a'.repeat(19)}${face}${'b'.repeat(20)}`,
      30,
      ['a'.repeat(19), `${face}${'b'.repeat(18)}`, 'bb'],
    ],
    [
      'behind a face',
      `${'a'.repeat(18)}${face}${'b'.repeat(20)}`,
      30,
      [`${'a'.repeat(18)}${face}`, 'b'.repeat(20)],
    ],
  ])('cuts %s', (_, text, limit, bodies) => {
    const numbered = bodies.map((body, i) => `${body}\n(${i + 1}/${bodies.length})`);
    expect(splitMessage(text, limit)).toEqual(numbered);
  });

  it('numbers a message of more than a hundred parts within the limit', () => {
    const parts = splitMessage('x'.repeat(LIMIT * 150));
    expect(parts.length).toBeGreaterThan(100);
    expect(parts.at(-1)).toMatch(new RegExp(`\\n\\(${parts.length}/${parts.length}\\)$`));
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(LIMIT);
  });

  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .tuple(fc.constantFrom('x', face, 'ab '), fc.integer({ min: 1, max: 5000 }))
      .map(([unit, n]) => unit.repeat(n)),
  );
  const message = fc.array(fc.tuple(line, fc.constantFrom('\n', '\n\n')), { minLength: 1, maxLength: 12 });

  it('loses nothing, cuts no character in two, keeps the limit', () => {
    fc.assert(
      fc.property(message, (lines) => {
        const text = `head\n\n${lines.flat().join('')}end`;
        const parts = splitMessage(text);
        expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(LIMIT);
        expect(parts.filter((part) => /\p{Surrogate}/u.test(part))).toEqual([]);
        const bodies =
          parts.length === 1 ? parts : parts.map((part) => part.slice(0, part.lastIndexOf('\n')));
        expect(bodies.filter((body) => body.trim() === '')).toEqual([]);
        // Blanks at a cut may go, and nothing else.
        expect(bodies.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});

describe('splitForDelivery', () => {
  it('cuts as usual where nothing is escaped', () => {
    const text = `${'a'.repeat(3000)}\n${'b'.repeat(3000)}`;
    expect(splitForDelivery(text)).toEqual(splitMessage(text));
  });

  it('leaves room for what escaping adds', () => {
    const text = Array.from({ length: 90 }, (_, i) => `${i}: ${'<&>'.repeat(12)}`).join('\n');
    const parts = splitForDelivery(text);
    expect(escapeForOpenclaw(text).length).toBeGreaterThan(8000);
    expect(parts.map((part) => escapeForOpenclaw(part).length <= 4000)).toEqual(parts.map(() => true));
    expect(parts.map((part) => part.replace(/\n\(\d+\/\d+\)$/, '')).join('\n')).toBe(text);
  });
});

it('fills the first part where one section is too long for a message', () => {
  const [first = ''] = splitMessage(`header\n\n${'line of a long section\n'.repeat(300)}`);
  expect(first.length).toBeGreaterThan(3900);
});
