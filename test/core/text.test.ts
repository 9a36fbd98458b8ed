import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, lastLine, oneLine, outputTail, wellFormed, withoutControls } from '../../src/core/text.ts';

const face = '\u{1f600}';

describe('oneLine', () => {
  it.each([
    ['plain words', 'page 7 of 9', 'page 7 of 9'],
    ['blanks around it', '  page 7 \n', 'page 7'],
    ['several lines', 'one\ntwo\nthree', 'one two three'],
    ['blanks and empty lines between them', 'one  \n\n \n  two', 'one two'],
    ['line ends of Windows', 'one\r\ntwo', 'one two'],
    ['tabs', 'one\ttwo', 'one two'],
    ['blanks within a line stay', 'one   two', 'one   two'],
    ['colours of a terminal', '\u001b[1;31mred\u001b[0m', 'red'],
    ['NUL, BEL, DEL and C1', 'a\u0000b\u0007c\u007fd\u009be', 'abcde'],
    ['marks that turn the direction of writing', 'a\u202eb\u2066c\u202ad', 'abcd'],
    ['letters of any script, and faces', `状态 ü ${face}`, `状态 ü ${face}`],
    ['nothing', '', ''],
    ['only blanks', ' \n\t ', ''],
  ])('%s', (_, text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it.each([
    [499, 'x'.repeat(499)],
    [500, 'x'.repeat(500)],
    [501, `${'x'.repeat(499)}…`],
    [9999, `${'x'.repeat(499)}…`],
  ])('cuts %i characters at 500', (length, line) => {
    expect(oneLine('x'.repeat(length))).toBe(line);
  });

  it.each([
    ['before the cut', `${'x'.repeat(497)}${face}yyyy`, `${'x'.repeat(497)}${face}…`],
    ['across the cut', `${'x'.repeat(498)}${face}yyyy`, `${'x'.repeat(498)}…`],
    ['behind the cut', `${'x'.repeat(499)}${face}yyyy`, `${'x'.repeat(499)}…`],
  ])('cuts no face in two that is %s', (_, text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it.each([
    ['blanks', ' '],
    ['line breaks', '\n'],
    ['both', ' \n'],
  ])('takes no long time over half a million %s inside a message', (_, filler) => {
    const startedAt = performance.now();
    expect(oneLine(`a${filler.repeat(500_000)}b`)).toMatch(/^a/);
    // Milliseconds as it is; minutes when the time grows with the square of the length.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('is one line within the limit, whatever comes in', () => {
    const any = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(any, fc.integer({ min: 2, max: 50 }), (text, limit) => {
        const line = oneLine(text, limit);
        expect(line.length).toBeLessThanOrEqual(limit);
        expect(['\n', '\t', '\r', '\u001b'].filter((unit) => line.includes(unit))).toEqual([]);
        expect(line).toBe(oneLine(line, limit));
      }),
    );
  });
});

describe('outputTail', () => {
  it.each([
    ['short output as it is', 'one\n  two', 'one\n  two'],
    ['blanks around it', '\n one \n\n', 'one'],
    ['line ends of Windows', 'one\r\ntwo\r\n', 'one\ntwo'],
    ['control characters', 'a\u0000\u001bb', 'ab'],
    ['800 characters', 'x'.repeat(800), 'x'.repeat(800)],
    ['colours', '\u001b[32mok\u001b[0m', 'ok'],
    ['801: the last 800', `y${'x'.repeat(800)}`, 'x'.repeat(800)],
    ['a face across the cut', `${face}${'x'.repeat(799)}`, 'x'.repeat(799)],
    ['a face behind the cut', `y${face}${'x'.repeat(798)}`, `${face}${'x'.repeat(798)}`],
  ])('%s', (_, output, tail) => {
    expect(outputTail(output)).toBe(tail);
  });
});

describe('withoutControls', () => {
  const ESC = '\u001b';
  const BEL = '\u0007';
  it.each([
    ['lines and tabs stay', 'one\n\ttwo', 'one\n\ttwo'],
    ['colours', `${ESC}[31mred${ESC}[0m`, 'red'],
    ['colours of 24 bits', `${ESC}[38;2;1;2;3mred${ESC}[m`, 'red'],
    ['colours with colons', `${ESC}[38:5:9mred`, 'red'],
    ['movements and deletions', `50%${ESC}[2K${ESC}[1G100%${ESC}[?25h`, '50%100%'],
    ['one with a blank before its end', `a${ESC}[2 qb`, 'ab'],
    ['a title, ended by a bell', `${ESC}]0;my shell${BEL}done`, 'done'],
    ['a link, ended by a string terminator', `${ESC}]8;;http://x/${ESC}\\here${ESC}]8;;${ESC}\\`, 'here'],
    ['a device control string', `a${ESC}P1$r0m${ESC}\\b`, 'ab'],
    ['what tput sgr0 prints', `a${ESC}(B${ESC}[mb`, 'ab'],
    ['a saved and restored cursor', `${ESC}7a${ESC}8b`, 'ab'],
    ['a reset', `${ESC}ca`, 'a'],
    ['a title without an end takes nothing else along', `${ESC}]0;ALERT\nnext`, ']0;ALERT\nnext'],
    ['a sequence that was cut', `a${ESC}[3`, 'a[3'],
    ['brackets without an escape', 'list[31m]', 'list[31m]'],
  ])('%s', (_, text, shown) => {
    expect(withoutControls(text)).toBe(shown);
  });

  it.each([
    ['openings', `${ESC}[`],
    ['openings of titles', `${ESC}]0;`],
    ['escapes', ESC],
    ['colours', `${ESC}[31m`],
    ['bells', BEL],
  ])('takes no long time over a megabyte of %s', (_, filler) => {
    const startedAt = performance.now();
    const text = filler.repeat(Math.ceil(1_000_000 / filler.length));
    expect(withoutControls(`${text}\nend`).slice(-4)).toBe('\nend');
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it.each([
    ['numbers', `${ESC}[`, '0'],
    ['a colour without an end', `${ESC}[`, '1;'],
    ['blanks', `${ESC}[`, ' '],
    ['a title', `${ESC}]`, 'x'],
    ['plain words', '', 'word '],
  ])('nor over one that begins with a sequence and goes on with %s', (_, opening, filler) => {
    const startedAt = performance.now();
    const text = opening + filler.repeat(Math.ceil(1_000_000 / filler.length));
    expect(withoutControls(`${text}\u0000`)).not.toContain(ESC);
    expect(oneLine(`${text}\u0000`).length).toBeLessThanOrEqual(500);
    expect(outputTail(`${text}\u0000`).length).toBeLessThanOrEqual(800);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describe('lastLine', () => {
  it.each([
    ['of one line', 'oops', 'oops'],
    ['of several', 'Traceback\n  File x\nKeyError: 7\n', 'KeyError: 7'],
    ['before blank ones', 'oops\n\n  \n', 'oops'],
    ['before one of control characters alone', 'oops\n\u0007\u0000\n', 'oops'],
    ['of nothing', '', ''],
    ['of blanks', ' \n \n', ''],
  ])('%s', (_, text, line) => {
    expect(lastLine(text)).toBe(line);
  });
});

describe('wellFormed', () => {
  it.each([
    ['faces', `a${face}b`, `a${face}b`],
    ['a first half', 'a\ud83db', 'a\ufffdb'],
    ['a second half', 'a\ude00b', 'a\ufffdb'],
    ['the halves in the wrong order', '\ude00\ud83d', '\ufffd\ufffd'],
    ['a half at the end', 'a\ud83d', 'a\ufffd'],
  ])('%s', (_, text, mended) => {
    expect(wellFormed(text)).toBe(mended);
  });
});

describe('duration', () => {
  it.each([
    [-5, '0s'],
    [0, '0s'],
    [0.4, '0s'],
    [45.2, '45s'],
    [59.4, '59s'],
    [59.5, '1m'],
    [60, '1m'],
    [3599, '59m'],
    [3600, '1h 00m'],
    [3900, '1h 05m'],
    [86_399, '23h 59m'],
    [86_400, '1d 0h'],
    [86_400 * 3 + 3600 * 4, '3d 4h'],
  ])('%d s is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
