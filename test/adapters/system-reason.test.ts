import { describe, expect, it } from 'vitest';
import { systemReason } from '../../src/adapters/system-reason.ts';

describe('the reason of the system', () => {
  it.each([
    ['a code with words of ours', { code: 'ENOENT' }, 'no such file or folder'],
    ['a number of the system', { code: 'ENOSPC', errno: -28 }, 'no space left on device'],
    ['a code that nobody knows', { code: 'ENEW' }, 'ENEW'],
    ['our own words', { message: 'not a regular file' }, 'not a regular file'],
    // It follows on a colon.
    [
      "Node's own, which begins with a capital",
      { code: 'ERR_INVALID_ARG_VALUE', message: "The argument 'path' must be a string\nmore" },
      "the argument 'path' must be a string",
    ],
    ['a name stays as it is', { message: 'JSON is not what this is' }, 'JSON is not what this is'],
  ])('%s', (_, error, reason) => {
    expect(systemReason(Object.assign(new Error(), error))).toBe(reason);
  });
});
