import { describe, expect, it } from 'vitest';
import { locate, parseJson5Text } from '../../src/adapters/json5-text.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('parseJson5Text takes', () => {
  it.each([
    ['JSON', '{"a": [1, null, "x"]}', { a: [1, null, 'x'] }],
    ['a byte order mark', '\uFEFF{"a": 1}', { a: 1 }],
    ['a byte order mark before JSON5', '\uFEFF{a: 1}', { a: 1 }],
    ['comments and trailing commas', '// why\n{"a": [1, 2,], /* because */ "b": 3,}', { a: [1, 2], b: 3 }],
    ['JSON5 keys and numbers', "{a: 'x', $b_: +1, c: .5, d: 0x1F, e: Infinity}", fiveKeys()],
    ['the last of a key written twice', '{"a": 1, "a": 2}', { a: 2 }],
    ['a broken line in a text', '{a: "x\\\ny"}', { a: 'xy' }],
    ['64 levels', nested(64), JSON.parse(nested(64))],
  ])('%s', async (_, text, value) => {
    expect(await parseJson5Text(text)).toEqual({ kind: 'value', value });
  });

  it.each(['{"__proto__": {"polluted": 1}}', '{__proto__: {polluted: 1}}'])('%s', async (text) => {
    const parsed = await parseJson5Text(text);
    expect(Object.keys(parsed.kind === 'value' ? (parsed.value as object) : {})).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });
});

function fiveKeys() {
  return { a: 'x', $b_: 1, c: 0.5, d: 31, e: Number.POSITIVE_INFINITY };
}

describe('parseJson5Text says what is wrong and where', () => {
  const unexpected = (character: string) =>
    `unexpected "${character}" (neither JSON nor JSON5 allows it here)`;
  const cutShort = 'the file ends too early (a bracket, a brace, a quote or a comment is not closed)';
  const lineBreak = 'unexpected line break (a text in quotes must end on its line)';
  const tooDeep = 'brackets and braces are nested too deep (at most 64 levels)';

  it.each([
    ['a comma too many', '{\n  "version": 1,\n  "jobs": [,]\n}\n', unexpected(','), 3, 12],
    ['Windows line ends', '{\r\n"a": ,\r\n}', unexpected(','), 2, 6],
    ['a missing comma', '{"a": 1 "b": 2}', `unexpected '"' (neither JSON nor JSON5 allows it here)`, 1, 9],
    ['a missing brace', '{"a": [1,', cutShort, 1, 10],
    ['nothing', '', cutShort, 1, 1],
    ['a comment alone', '// nothing\n', cutShort, 2, 1],
    ['an open comment', '{} /* ', cutShort, 1, 7],
    ['an open quote', '{\n  "a": "x\n}', lineBreak, 2, 10],
    ['an open quote, Windows', '{\r\n  "a": "x\r\n}', lineBreak, 2, 10],
    ['two values', '{} {}', unexpected('{'), 1, 4],
    ['Python', '{"a": True}', unexpected('T'), 1, 7],
    ['behind a byte order mark', '\uFEFF[,]', unexpected(','), 1, 2],
    ['a NUL', '\0', unexpected('\\0'), 1, 1],
    ['what a terminal would act upon', '\u009b', unexpected('\\u009b'), 1, 1],
    ['a backslash', '\\u0020', unexpected('\\'), 1, 1],
    ['a quote', "[1 'x']", unexpected("'"), 1, 4],
    ['an escape that no key may have', '{\\u0020: 1}', 'this is neither JSON nor JSON5', 1, 2],
    ['65 levels', `[\n${nested(64)}]`, tooDeep, 2, 64],
    ['65 levels with brackets in texts and comments', `["[[[", /*[[[*/ ${nested(64)}]`, tooDeep, 1, 80],
    ['100,000 open brackets', '['.repeat(100_000), cutShort, 1, 100_001],
    ['100,000 levels', nested(100_000), tooDeep, 1, 65],
    ['100,000 objects', '{"a":'.repeat(100_000) + 1 + '}'.repeat(100_000), tooDeep, 1, 321],
    ['a million levels', nested(1_000_000), tooDeep, 1, 1],
  ])('%s', async (_, text, message, line, column) => {
    expect(await parseJson5Text(text)).toEqual({ kind: 'syntax-error', message, line, column });
  });
});

const TEXT = `// jobs
{
  "version": 1,
  jobs: [
    { "id": "a", 'policy': {stallSeconds: -1}, "twice": 1, "twice": 2 },
    { "__proto__": { x: 3 } },
  ],
}`;

describe('locate', () => {
  it.each([
    ['the whole', { path: [] }, { line: 2, column: 1 }],
    ['a value', { path: ['version'] }, { line: 3, column: 14 }],
    ['a key', { path: ['version'], at: 'key' as const }, { line: 3, column: 3 }],
    ['a key without quotes', { path: ['jobs'], at: 'key' as const }, { line: 4, column: 3 }],
    ['a list element', { path: ['jobs', 1] }, { line: 6, column: 5 }],
    ['a value inside', { path: ['jobs', 0, 'policy', 'stallSeconds'] }, { line: 5, column: 43 }],
    ['the last of a key written twice', { path: ['jobs', 0, 'twice'] }, { line: 5, column: 69 }],
    ['__proto__', { path: ['jobs', 1, '__proto__', 'x'] }, { line: 6, column: 25 }],
    ['what is missing: what lacks it', { path: ['jobs', 0, 'policy', 'x', 'y'] }, { line: 5, column: 28 }],
    ['a missing key: what lacks it', { path: ['jobs', 1, 'id'], at: 'key' as const }, { line: 6, column: 5 }],
    ['an index that is not there', { path: ['jobs', 9] }, { line: 4, column: 9 }],
    ['a key of a list', { path: ['jobs', 'a'] }, { line: 4, column: 9 }],
    ['an index of an object', { path: ['jobs', 0, 3] }, { line: 5, column: 5 }],
    ['inside of a number', { path: ['version', 'x'] }, { line: 3, column: 14 }],
  ])('%s', async (_, question, place) => {
    expect(await locate(TEXT, [question])).toEqual([place]);
  });

  it('answers in the order of the questions', async () => {
    const places = await locate(TEXT, [{ path: ['jobs'] }, { path: ['version'] }, { path: ['jobs'] }]);
    expect(places.map((place) => place?.line)).toEqual([4, 3, 4]);
  });

  it('counts no byte order mark', async () => {
    expect(await locate('\uFEFF{"a": 1}', [{ path: ['a'] }])).toEqual([{ line: 1, column: 7 }]);
  });

  it.each([
    ['no JSON at all', '{'],
    ['too deep for the stack', nested(100_000)],
    ['longer than 1 MiB', `{"a": "${'x'.repeat(1024 * 1024)}"}`],
  ])('knows no place where the text is %s', async (_, text) => {
    expect(await locate(text, [{ path: ['a'] }, { path: [] }])).toEqual([undefined, undefined]);
  });
});
