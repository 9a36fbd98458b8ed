import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continued, divideLine, type Quote } from '../../src/core/shell-words.ts';

describe('a line that is being typed', () => {
  it.each<[string, string[], Quote]>([
    ['', [''], ''],
    ['ops', ['ops'], ''],
    ['ops ', ['ops', ''], ''],
    [' ops \t start  x', ['ops', 'start', 'x'], ''],
    ['a my\\ job', ['a', 'my job'], ''],
    ['a my\\', ['a', 'my'], ''],
    ['a "my job" b', ['a', 'my job', 'b'], ''],
    ["a 'my job", ['a', 'my job'], "'"],
    ['a "my job', ['a', 'my job'], '"'],
    ['a "', ['a', ''], '"'],
    ['a ""', ['a', ''], ''],
    ['a "" ', ['a', '', ''], ''],
    ['a x"y z"w', ['a', 'xy zw'], ''],
    ['a "it\'s', ['a', "it's"], '"'],
    ['a \'say "x', ['a', 'say "x'], "'"],
    ['a "\\"\\$\\`\\\\\\n', ['a', '"$`\\\\n'], '"'],
    ["a '\\'x", ['a', '\\x'], ''],
    ['a $HOME `id`', ['a', '$HOME', '`id`'], ''],
    ['a 进度\\ 检', ['a', '进度 检'], ''],
    ['a b:c=d', ['a', 'b:c=d'], ''],
  ])('%j', (line, words, quote) => {
    expect(divideLine(line)).toEqual({ words, quote });
  });
});

describe('how a word goes on', () => {
  it.each<[string, Quote, string]>([
    ['disk:inventory-2.0/x', '', 'disk:inventory-2.0/x'],
    ['my job', '', 'my\\ job'],
    ['my job', '"', 'my job'],
    ["it's", '', "it\\'s"],
    ["it's", "'", "it'\\''s"],
    ["it's", '"', "it's"],
    ['$x `y` "z" \\', '"', '\\$x \\`y\\` \\"z\\" \\\\'],
    ['$x', "'", '$x'],
    ['*?[a]{b}~!#&|;<>()^', '', '\\*\\?\\[a\\]\\{b\\}\\~\\!\\#\\&\\|\\;\\<\\>\\(\\)\\^'],
    ['进度 😀', '', '进度\\ 😀'],
  ])('%j behind an open %j', (rest, quote, text) => {
    expect(continued(rest, quote)).toBe(text);
  });

  it('reads as what was meant, whatever it is and whatever stands before it', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, fc.constantFrom<Quote>('', "'", '"'), (typed, rest, quote) => {
        const line = `run x ${quote}${continued(typed, quote)}${continued(rest, quote)}`;
        expect(divideLine(line)).toEqual({ words: ['run', 'x', typed + rest], quote });
      }),
    );
  });
});
