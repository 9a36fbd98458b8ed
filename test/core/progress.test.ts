import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameProgress, progressKeyOf } from '../../src/core/progress.ts';

const status = { running: true, completed: false };

describe('progressKeyOf', () => {
  it.each([
    ['the key that the job gives', { progressKey: 'page 7', progress: { page: 7 } }, 'page 7'],
    ['without one, the progress object', { progress: { page: 7 } }, '{"page":7}'],
    ['its keys sorted', { progress: { b: 1, a: 2 } }, '{"a":2,"b":1}'],
    [
      'at every depth',
      { progress: { b: [{ y: 1, x: 2 }], a: { d: 1, c: 2 } } },
      '{"a":{"c":2,"d":1},"b":[{"x":2,"y":1}]}',
    ],
    ['lists in their own order', { progress: { done: [3, 1, 2] } }, '{"done":[3,1,2]}'],
    ['an empty object too', { progress: {} }, '{}'],
    ['nothing', {}, null],
  ])('%s', (_, parts, key) => {
    expect(progressKeyOf({ ...status, ...parts })).toBe(key);
  });

  it.each([
    [999, 999],
    [1000, 1000],
  ])('keeps a key of %i characters as it is', (length) => {
    expect(progressKeyOf({ ...status, progressKey: 'x'.repeat(length) })).toBe('x'.repeat(length));
  });

  it('remembers a longer one by a digest that changes with it', () => {
    const long = 'x'.repeat(1000);
    const [one, other] = ['a', 'b'].map((end) => progressKeyOf({ ...status, progressKey: long + end }));
    expect(one?.length).toBeLessThan(30);
    expect(one).not.toBe(other);
  });

  it('is the same whatever the order of keys', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 });
    fc.assert(
      fc.property(object, (progress) => {
        const turned = Object.fromEntries(Object.entries(progress).reverse());
        expect(progressKeyOf({ ...status, progress: turned })).toBe(progressKeyOf({ ...status, progress }));
      }),
    );
  });
});

describe('isSameProgress', () => {
  it.each([
    ['the same key', 'k1', 'k1', true],
    ['another key', 'k2', 'k1', false],
    ['none, and none before', null, null, true],
    ['none, and nothing remembered', null, undefined, true],
    ['none any more', null, 'k1', false],
    ['the first one', 'k1', null, false],
    [
      'the same object as the original wrote it',
      '{"a":1,"b":{"x":[1,2]}}',
      '{"a": 1, "b": {"x": [1, 2]}}',
      true,
    ],
    ['with letters that it had escaped', '{"file":"ü"}', '{"file": "\\u00fc"}', true],
    ['another object as the original wrote it', '{"a":2}', '{"a": 1}', false],
    ['what looks like an object and is none', '{"a":1}', '{"a": ', false],
    ['a text of the job in place of an object', 'k1', '{"a": 1}', false],
  ])('%s', (_, key, remembered, same) => {
    expect(isSameProgress(key, remembered)).toBe(same);
  });

  it('knows a long object of the original by its digest', () => {
    const files = Array.from({ length: 200 }, (_, n) => `file ${n}`);
    const key = progressKeyOf({ ...status, progress: { files } });
    expect(isSameProgress(key, `{"files": [${files.map((file) => JSON.stringify(file)).join(', ')}]}`)).toBe(
      true,
    );
  });

  it('knows a long key of the original by its digest', () => {
    const long = 'x'.repeat(1500);
    expect(isSameProgress(progressKeyOf({ ...status, progressKey: long }), long)).toBe(true);
  });
});
