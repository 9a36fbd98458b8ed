import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseState } from '../../src/schema/state.ts';
import { entry, NOW, ranBefore, toldBefore } from '../support/core-fixtures.ts';

/** A full state, with keys that nobody knows here and there. */
const FULL = {
  version: 1,
  revision: 12,
  theirs: { a: [1] },
  jobs: {
    scan: {
      ...ranBefore(),
      ...toldBefore('paused', 'quota'),
      unknownCount: 2,
      theirs: 'x',
      lastRun: { exitCode: 0, durationMs: 5 },
    },
    other: { ...ranBefore(), operatorStopped: true, stallHeld: true },
  },
  queue: [
    {
      id: 'q1',
      jobId: 'check',
      status: 'running',
      lease: { pid: 7, claimedAt: NOW, until: NOW + 600 },
      depth: 1,
    },
    { id: 'q2', jobId: 'check', notBefore: NOW, theirs: 1 },
  ],
  outbox: [entry({ target: '7', unknowns: 1 }), entry({ id: 'r2', via: 'print' })],
  configError: { key: 'k', since: NOW, toldAt: NOW },
  lastTickAt: NOW,
  meanTickGapSeconds: 60,
  quarantined: ['/state.corrupt'],
  movedChats: { '-1': '-1001' },
};

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [at, ...[...keys].flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...at, key]))];
}

const PATHS = pathsOf(FULL).filter((path) => path.length > 0);

function changed(state: object, path: Path, value: unknown): object {
  const copy = structuredClone(state);
  let holder: Record<string | number, unknown> = copy as never;
  for (const key of path.slice(0, -1)) {
    const next = holder[key];
    if (next === null || typeof next !== 'object') return copy;
    holder = next as typeof holder;
  }
  const last = path.at(-1) ?? '';
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  // As a file would hold it: a deleted list element leaves null.
  return JSON.parse(JSON.stringify(copy));
}

const junk = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, -1, 1e300, 'x', [], {}),
);
const mutation = fc.tuple(fc.constantFrom(...PATHS), junk);
const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

describe('a state file that something has changed at random', () => {
  it('never makes the door throw, and what comes through it comes through again', () => {
    fc.assert(
      fc.property(mutations, (all) => {
        const raw = all.reduce<object>((state, [path, value]) => changed(state, path, value), FULL);
        const outcome = parseState(raw);
        if (outcome.kind === 'unusable') throw new Error('an object is always usable');
        expect(parseState(outcome.state)).toEqual({ kind: 'state', state: outcome.state, dropped: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('loses nothing but what was changed, or holds what was changed', () => {
    fc.assert(
      fc.property(mutation, ([path, value]) => {
        const outcome = parseState(changed(FULL, path, value));
        if (outcome.kind === 'unusable') throw new Error('an object is always usable');
        // List elements move up when one before them goes: only what lies beside other keys is compared.
        const beside = PATHS.filter(
          (other) =>
            other[0] !== path[0] || (path[0] === 'jobs' && path[1] && other[1] && other[1] !== path[1]),
        );
        for (const other of beside) expect(at(outcome.state, other)).toEqual(at(FULL, other));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the texts of all messages, whatever number beside them is wrong', () => {
    const numbers = PATHS.filter(
      ([first, , key]) => first === 'outbox' && key !== undefined && key !== 'id' && key !== 'sections',
    );
    fc.assert(
      fc.property(fc.constantFrom(...numbers), junk, (path, value) => {
        const outcome = parseState(changed(FULL, path, value));
        const texts =
          outcome.kind === 'state' ? outcome.state.outbox.map(({ sections }) => sections[0]?.text) : [];
        expect(texts).toEqual(['• scan', '• scan']);
      }),
      { numRuns: 300 },
    );
  });
});

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((holder, key) => (holder as Record<string | number, unknown>)?.[key], value);
}
