import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/schema/status.ts';

const base = { running: true, completed: false };
const parsed = (parts: object) => parseStatus(JSON.stringify({ ...base, ...parts }));

describe('what cannot be read', () => {
  it.each([
    ['', 'empty status output'],
    [' \n\t', 'empty status output'],
    ['\uFEFF', 'empty status output'],
    ['ok', 'status output is not JSON'],
    ['{"running": true', 'status output is not JSON'],
    ['{"running":true,"completed":false}{"running":true,"completed":false}', 'status output is not JSON'],
    ["{'running': true, 'completed': false}", 'status output is not JSON'],
    ['null', 'status JSON must be an object'],
    ['[]', 'status JSON must be an object'],
    ['"running"', 'status JSON must be an object'],
    ['7', 'status JSON must be an object'],
    ['true', 'status JSON must be an object'],
    ['{}', 'status JSON must include boolean fields: running, completed'],
    ['{"running":true}', 'status JSON must include boolean fields: running, completed'],
    ['{"completed":true}', 'status JSON must include boolean fields: running, completed'],
    ['{"running":1,"completed":0}', 'status JSON must include boolean fields: running, completed'],
    ['{"running":"true","completed":false}', 'status JSON must include boolean fields: running, completed'],
    ['{"running":null,"completed":false}', 'status JSON must include boolean fields: running, completed'],
  ])('%j', (stdout, detail) => {
    expect(parseStatus(stdout)).toEqual({ kind: 'unreadable', detail });
  });
});

describe('what can', () => {
  it('the two truths alone, with blanks and a byte order mark around them', () => {
    expect(parseStatus('\uFEFF {"running":false,"completed":true}\r\n')).toEqual({
      kind: 'reported',
      status: { running: false, completed: true },
    });
  });

  it('every key of the contract', () => {
    const all = {
      pid: 42,
      stopReason: 'quota',
      message: 'm',
      progressKey: 'k',
      progress: { page: 7, deep: { x: [1] } },
      level: 'warn',
    };
    expect(parsed(all)).toEqual({ kind: 'reported', status: { ...base, ...all } });
  });

  it('not the keys beside it', () => {
    expect(parsed({ host: 'h' })).toEqual({ kind: 'reported', status: base });
  });

  it.each([
    ['pid', [0, -1, 1.5, '42', null, true, 1e99]],
    ['stopReason', ['', ' \n', 7, null, {}]],
    ['message', ['', '\t', 7, null, []]],
    ['progressKey', ['', ' ', 7, null, {}]],
    ['progress', [[], 'p', 7, null, true]],
    ['level', ['', 'ALERT', 'error', 7, null]],
  ])('a wrong %s is none', (key, values) => {
    for (const value of values) expect(parsed({ [key]: value })).toEqual({ kind: 'reported', status: base });
  });

  it.each(['ok', 'warn', 'alert'])('level %s', (level) => {
    expect(parsed({ level })).toMatchObject({ status: { level } });
  });

  it.each([
    [64, true],
    [65, false],
    [100_000, false],
  ])('a progress object of %i levels: %s', (levels, kept) => {
    const progress = `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
    const seen = parseStatus(`{"running":true,"completed":false,"progress":${progress}}`);
    expect(seen).toMatchObject({ kind: 'reported' });
    expect(seen.kind === 'reported' && seen.status.progress !== undefined).toBe(kept);
  });

  it('a list among the levels, and other keys as deep as they like', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(parseStatus(`{"running":true,"completed":false,"junk":${deep}}`)).toMatchObject({
      kind: 'reported',
    });
    expect(parseStatus(`{"running":true,"completed":false,"progress":{"a":${deep}}}`)).toEqual({
      kind: 'reported',
      status: base,
    });
  });
});

it('never throws, whatever a job prints', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.object({ withNullPrototype: true }).map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anything, (stdout) => {
      expect(['reported', 'unreadable']).toContain(parseStatus(stdout).kind);
    }),
  );
});
