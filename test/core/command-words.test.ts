import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/core/command-words.ts';

describe('words', () => {
  it.each([
    ['node scan.mjs status', ['node', 'scan.mjs', 'status']],
    ['  a   b\tc ', ['a', 'b', 'c']],
    [`node 'my scan.mjs' "a b"`, ['node', 'my scan.mjs', 'a b']],
    [`a'b c'd`, ['ab cd']],
    [`"it's" 'a "b"' "a \\"b\\" \\n"`, ["it's", 'a "b"', 'a "b" \\n']],
    ['a\\ b \\|', ['a b', '|']],
    [`sh -c 'a | b > c'`, ['sh', '-c', 'a | b > c']],
    [`printf "%s;" x`, ['printf', '%s;', 'x']],
    ["''", ['']],
    ['~/bin/scan ~ a~ ~b "~/c"', ['/home/me/bin/scan', '/home/me', 'a~', '~b', '~/c']],
    ['["a b", "c"]', ['a b', 'c']],
  ])('%s', (text, words) => {
    expect(parseCommand(text, '/home/me')).toEqual({ kind: 'words', words });
  });

  it.each([
    ['', 'there is no command'],
    ['   ', 'there is no command'],
    [`a 'b`, 'a quotation mark is not closed'],
    ['a "b\\"', 'a quotation mark is not closed'],
    ['a | b', 'only a shell understands |'],
    ['a > b', 'only a shell understands >'],
    ['a; b', 'only a shell understands ;'],
    ['a && b', 'only a shell understands &'],
    ['a $HOME', 'only a shell understands $'],
    ['a "$HOME"', 'only a shell understands $'],
    ['a *.txt', 'only a shell understands *'],
    ['["a"', 'it begins as a JSON list'],
    ['[]', 'it begins as a JSON list'],
    ['["a", 1]', 'it begins as a JSON list'],
  ])('not: %j', (text, why) => {
    expect(parseCommand(text, '/home/me')).toMatchObject({
      kind: 'wrong',
      why: expect.stringContaining(why),
    });
  });

  it('whatever is taken, a shell would take for the same words', () => {
    const piece = fc.constantFrom(
      'a',
      'b c',
      "'d e'",
      '"f g"',
      '\\ ',
      "\\'",
      'h',
      ' ',
      '"i\\"j"',
      "''",
      '%',
      'é',
    );
    const texts = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseCommand(text, '/home/me');
        fc.pre(parsed.kind === 'words');
        const shell = execFileSync('/bin/sh', ['-c', `for word in ${text}; do printf '%s\\0' "$word"; done`]);
        const words = shell.toString().split('\0').slice(0, -1);
        expect(parsed.kind === 'words' && parsed.words).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });
});
