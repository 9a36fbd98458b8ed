// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { describe, expect, it } from 'vitest';
import {
  configVariables,
  lookupIn,
  shorthandName,
  substitute,
  substituteDeep,
  unresolvedIn,
} from '../../src/core/openclaw-variables.ts';

const lookup = lookupIn([
  { name: 'here', values: { A: 'one', B_2: 'two', _C: 'three', EMPTY: '', a: 'low' } },
]);

describe('${VAR}', () => {
  it.each([
    ['${A}', 'one'],
    ['x-${A}-${B_2}-${_C}', 'x-one-two-three'],
    ['$${A}', '${A}'],
    ['${MISSING}', '${MISSING}'],
    ['${EMPTY}', '${EMPTY}'],
    ['${a}', '${a}'],
    ['${2A}', '${2A}'],
    ['$A', '$A'],
    ['${A', '${A'],
    ['$${MISSING} ${A}', '${MISSING} one'],
  ])('in %s gives %s', (text, expected) => {
    expect(substitute(text, lookup)).toBe(expected);
  });

  it('is filled in at every depth, in values alone', () => {
    expect(substituteDeep({ '${A}': ['${A}', { x: '${B_2}' }], n: 1, t: true, z: null }, lookup)).toEqual({
      '${A}': ['one', { x: 'two' }],
      n: 1,
      t: true,
      z: null,
    });
  });

  it('is not filled in twice', () => {
    const nested = lookupIn([{ name: 'here', values: { A: '${B}', B: 'deep' } }]);
    expect(substitute('${A}', nested)).toBe('${B}');
  });

  it('left standing is found, whatever made it', () => {
    expect(unresolvedIn('a ${X} b ${Y_1}')).toEqual(['X', 'Y_1']);
    expect(unresolvedIn(substitute('$${A}', lookup))).toEqual(['A']);
    expect(unresolvedIn('$X {Y} ${lower}')).toEqual([]);
  });
});

describe('the sources of variables', () => {
  const sources = [
    { name: 'first', values: { A: '', B: 'b1' } },
    { name: 'second', values: { A: 'a2', B: 'b2', N: 5 } },
  ];

  it('give the first value that is not empty, and say where it stood', () => {
    expect(lookupIn(sources)('B')).toEqual({ value: 'b1', from: 'first' });
    expect(lookupIn(sources)('A')).toEqual({ value: 'a2', from: 'second' });
  });

  it.each(['N', 'C', 'toString', '__proto__'])('have no text for %s', (name) => {
    expect(lookupIn(sources)(name)).toBeUndefined();
  });

  it('of the config are env.vars.*, then plain texts of env.*', () => {
    expect(configVariables({ A: 'plain', B: 'plain', vars: { A: 'var' }, shellEnv: { x: 1 } })).toMatchObject(
      {
        A: 'var',
        B: 'plain',
      },
    );
    expect(configVariables('nonsense')).toEqual({});
    expect(configVariables({ A: 'plain', vars: 7 })).toMatchObject({ A: 'plain' });
  });
});

it.each([
  ['$TOKEN', 'TOKEN'],
  ['$_T1', '_T1'],
  ['${TOKEN}', undefined],
  ['$token', undefined],
  ['a$TOKEN', undefined],
  ['$TOKEN b', undefined],
  ['$', undefined],
])('the secret %s names the variable %s', (text, expected) => {
  expect(shorthandName(text)).toBe(expected);
});
