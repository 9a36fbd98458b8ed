import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/core/config-problem.ts';
import { resolveConfig } from '../../src/schema/config.ts';
import { check, longJob, type Written, write } from '../support/written-jobs.ts';

/** Every key of SPEC section 4 is in it. */
const VALID = {
  $schema: 'x',
  version: 1,
  defaults: policy({ probeConcurrency: 4 }),
  notify: {
    transport: 'auto',
    target: '42',
    account: 'a',
    threadId: 7,
    openclawBin: '/b',
    silentRoutine: true,
  },
  jobs: [
    longJob({
      id: 'a',
      name: 'A',
      enabled: true,
      cwd: '/srv',
      policy: policy(),
      after: [{ jobId: 'b', when: 'failure' }],
    }),
    check({ id: 'b', after: [{ jobId: 'c', when: 'success', delaySeconds: 5 }] }),
    write({ id: 'c', approval: { required: true, granted: false }, after: [{ jobId: 'b' }] }),
    longJob({ id: 'd', after: [{ jobId: 'a' }] }),
    longJob({ id: 'e' }),
  ],
};

function policy(more: Written = {}): Written {
  return {
    reportEverySeconds: 60,
    stallSeconds: 60,
    autoResume: true,
    autoResumeBackoffSeconds: 60,
    quietHours: { start: '23:00', end: '08:00', timezone: 'UTC' },
    reportWhileRunning: true,
    onlyOnChange: true,
    statusTimeoutSeconds: 5,
    failuresBeforeAlert: 2,
    ...more,
  };
}

interface Mutation {
  /** Which of all values inside, counted depth first. */
  readonly pick: number;
  readonly change: 'replace' | 'remove' | 'add';
  readonly key: string;
  readonly value: unknown;
}

const keys = ['id', 'kind', 'after', 'policy', 'jobs', '__proto__', 'constructor', 'toString', '_', ''];
const values = [
  null,
  {},
  [],
  '',
  'a',
  'b',
  'e',
  ' e ',
  'gone',
  -1,
  0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  'read_only',
  '\0',
  { jobId: 'a' },
];
const mutation: fc.Arbitrary<Mutation> = fc.record({
  pick: fc.nat(400),
  change: fc.constantFrom('replace', 'remove', 'add'),
  key: fc.oneof(fc.constantFrom(...keys), fc.string()),
  value: fc.oneof(fc.constantFrom<unknown>(...values), fc.jsonValue()),
});

/** A copy of the value with one thing in it changed. */
function mutate(value: unknown, { pick, change, key, value: fresh }: Mutation): unknown {
  const holder: Record<string, unknown> = { root: structuredClone(value) };
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const visit = (object: object) => {
    for (const name of Object.keys(object)) {
      places.push([object as Record<string, unknown>, name]);
      const child = (object as Record<string, unknown>)[name];
      if (typeof child === 'object' && child !== null) visit(child);
    }
  };
  visit(holder);
  const [inside, name] = places[pick % places.length] ?? [holder, 'root'];
  const target = inside[name];
  if (change === 'add' && Array.isArray(target)) {
    target.push(fresh);
  } else if (change === 'add' && typeof target === 'object' && target !== null) {
    Object.defineProperty(target, key, {
      value: fresh,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else if (change === 'remove' && inside !== holder) {
    if (Array.isArray(inside)) inside.splice(Number(name), 1);
    else delete inside[name];
  } else {
    inside[name] = fresh;
  }
  return holder.root;
}

/** What becomes of it as it is. */
const untouched = resolveConfig(VALID).config;

describe('resolveConfig', () => {
  it('has nothing to say of the file that is mutated below', () => {
    expect(resolveConfig(VALID).problems).toEqual([]);
    expect(untouched.jobs.map((job) => job.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('takes anything at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (raw) => {
        const { problems, unusable, config } = resolveConfig(raw);
        expect(config.jobs.length === 0 || !unusable).toBe(true);
        expect(problems.length > 0 || !unusable).toBe(true);
      }),
    );
  });

  it('takes a valid file with anything changed in it', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const raw = mutations.reduce<unknown>(mutate, VALID);
        const { problems, warnings, config } = resolveConfig(raw);
        for (const { path, message } of [...problems, ...warnings]) {
          expect(formatPath(path)).toBeTypeOf('string');
          expect(message).not.toMatch(/undefined|\[object|Invalid input/);
        }
        expect(new Set(config.jobs.map((job) => job.id)).size).toBe(config.jobs.length);
        for (const job of config.jobs) expect(job.policy.quietHours.start).toMatch(/^\d\d:\d\d$/);
      }),
      { numRuns: 500 },
    );
  });

  it('watches every job that was not touched, whatever became of another', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.array(mutation, { minLength: 1, maxLength: 4 }), (index, mutations) => {
        const broken = mutations.reduce<unknown>(mutate, VALID.jobs[index]);
        const { config, unusable } = resolveConfig({
          ...VALID,
          jobs: VALID.jobs.with(index, broken as Written),
        });
        expect(unusable).toBe(false);
        const ids = config.jobs.map((job) => job.id);
        for (const job of untouched.jobs.filter((_, place) => place !== index)) {
          expect(ids).toContain(job.id);
          const now = config.jobs.find(({ id }) => id === job.id);
          // The touched one may have taken this id, and stand first; and what led to it may now lead nowhere.
          if (idOf(broken) !== job.id) expect({ ...now, after: [] }).toEqual({ ...job, after: [] });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('watches every job, whatever stands beside the list of jobs', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
        fc.jsonValue(),
        (rest, defaults, notify) => {
          const { config } = resolveConfig({ ...rest, defaults, notify, version: 1, jobs: VALID.jobs });
          expect(config.jobs.map((job) => job.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
        },
      ),
    );
  });

  it('watches every job, whatever stands between them', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.nat(5), (garbage, at) => {
        const { config } = resolveConfig({
          ...VALID,
          jobs: VALID.jobs.toSpliced(at, 0, ...(garbage as Written[])),
        });
        expect(config.jobs.map((job) => job.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
      }),
    );
  });
});

function idOf(job: unknown): unknown {
  const id = typeof job === 'object' && job !== null ? (job as Written).id : undefined;
  return typeof id === 'string' ? id.trim() : id;
}
