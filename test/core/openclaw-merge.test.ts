import { expect, it } from 'vitest';
import { atPointer, mergeDeep } from '../../src/core/openclaw-merge.ts';

it.each([
  [{ a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  [{ a: { x: 1, y: 1 } }, { a: { y: 2, z: 2 } }, { a: { x: 1, y: 2, z: 2 } }],
  [{ a: [1, 2] }, { a: [3] }, { a: [1, 2, 3] }],
  [{ a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
  [{ a: { b: 1 } }, { a: 'text' }, { a: 'text' }],
  [{ a: 1 }, { a: null }, { a: null }],
  [[1], [2], [1, 2]],
])('%j under %j is %j', (under, over, merged) => {
  expect(mergeDeep(under, over)).toEqual(merged);
});

it('reaches into no prototype', () => {
  mergeDeep(
    {},
    JSON.parse('{"__proto__": {"spoiled": true}, "constructor": {"prototype": {"spoiled": true}}}'),
  );
  mergeDeep(JSON.parse('{"a": {"b": {}}}'), JSON.parse('{"a": {"__proto__": {"spoiled": true}}}'));
  expect(({} as { spoiled?: boolean }).spoiled).toBeUndefined();
});

it.each([
  ['', { a: 1 }],
  ['/a', 1],
  ['/b~1c', 2],
  ['/d~0e', 3],
  ['/list/1', 'y'],
  ['/deep/er', 'x'],
])('the JSON pointer %j finds %j', (pointer, expected) => {
  const root = { a: 1, 'b/c': 2, 'd~e': 3, list: ['x', 'y'], deep: { er: 'x' } };
  expect(atPointer(pointer === '' ? expected : root, pointer)).toEqual(expected);
});

it.each(['a', '/none', '/a/b', '/toString', '/list/9', '/'])(
  'the JSON pointer %j finds nothing',
  (pointer) => {
    expect(atPointer({ a: 1, list: [] }, pointer)).toBeUndefined();
  },
);
