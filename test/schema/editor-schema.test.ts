/** What an editor makes of a job file, by a validator that has nothing to do with ours. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { mutated } from '../support/mutated.ts';
import {
  check,
  fileOf,
  longJob,
  problemsOf,
  type Written,
  warningsOf,
  write,
} from '../support/written-jobs.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

const SCHEMA = 'schema/ops-jobs.schema.json';
const schema = read(SCHEMA);
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
const validate = ajv.compile(schema);

/** Where the validator finds something wrong. */
function placesIn(file: unknown): string[] {
  return validate(file) ? [] : [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath))];
}

it('is a JSON Schema of draft 2020-12 with a title, and stands for itself wherever it is copied to', () => {
  expect(ajv.validateSchema(schema)).toBe(true);
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: expect.stringMatching(/./),
    description: expect.stringMatching(/./),
  });
  expect(JSON.stringify(schema)).not.toMatch(/"\$(id|ref)"/);
});

it('says something of every key', () => {
  const silent: string[] = [];
  const visit = (node: Written, path: string) => {
    for (const [key, value] of Object.entries((node.properties ?? {}) as Record<string, Written>)) {
      if (typeof value.description !== 'string') silent.push(`${path}${key}`);
      visit(value, `${path}${key}.`);
    }
    for (const inner of [node.items, ...((node.anyOf ?? []) as unknown[])])
      if (inner) visit(inner as Written, path);
  };
  visit(schema, '');
  expect(silent).toEqual([]);
});

it('has as a default what its description calls one', () => {
  const pairs = [
    ...JSON.stringify(schema).matchAll(/"[^"]*Default ([\w:-]+)\."[^{}]*"default":"?([^",}]+)/g),
  ];
  expect(pairs.length).toBeGreaterThan(15);
  for (const [, described, real] of pairs) expect(real).toBe(described);
});

describe('the example job file', () => {
  const example = read('examples/ops-jobs.example.json');

  it('is valid', () => {
    expect(placesIn(example)).toEqual([]);
  });

  it('leads to the schema that the package ships, wherever it is copied to', () => {
    const home = packageJson.homepage.replace(/#.*$/, '');
    expect(example.$schema).toBe(`${home}/raw/main/${SCHEMA}`);
    expect(packageJson.files).toContain('schema');
  });
});

const FULL = {
  $schema: './x.json',
  ...fileOf(
    longJob({ policy: { stallSeconds: 0, quietHours: { start: '8:00' } }, name: null, cwd: '~/scan' }),
    check({ after: [{ jobId: 'scan', when: 'failure', delaySeconds: 5 }], approval: null }),
    write({ approval: { required: true, granted: false }, after: [{ jobId: 'check' }], _why: 'monthly' }),
  ),
  '//': 'mine',
  defaults: {
    locale: 'en',
    hostLabel: '书房',
    probeConcurrency: 4,
    quietHours: { timezone: 'Asia/Shanghai' },
  },
  notify: { transport: 'telegram', target: -100123, threadId: '7', silentRoutine: true },
};

describe('a job file', () => {
  it('that the program has nothing against is valid, however it came about', () => {
    expect([...problemsOf(FULL), ...warningsOf(FULL), ...placesIn(FULL)]).toEqual([]);
    fc.assert(
      fc.property(mutated(FULL), (file) => {
        fc.pre(problemsOf(file).length + warningsOf(file).length === 0);
        expect(placesIn(file)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, unknown, string]>([
    ['a key nobody knows', { ...fileOf(), job: [] }, ''],
    ['no version', { jobs: [] }, ''],
    ['another version', { ...fileOf(), version: 2 }, '/version'],
    ['a misspelt kind', fileOf(longJob({ kind: 'long_runing_read' })), '/jobs/0/kind'],
    ['a shell line', fileOf(check({ commands: { run: 'df -h' } })), '/jobs/0/commands/run'],
    ['a long job without status', fileOf(longJob({ commands: { start: ['a'] } })), '/jobs/0/commands'],
    ['a check without run', fileOf(check({ commands: {} })), '/jobs/0/commands'],
    ['a write without run', fileOf(write({ commands: {} })), '/jobs/0/commands'],
    ['a policy key too high', fileOf(longJob({ stallSeconds: 5 })), '/jobs/0'],
    ['seconds as a text', fileOf(longJob({ policy: { stallSeconds: '5' } })), '/jobs/0/policy/stallSeconds'],
    [
      'an impossible time',
      { ...fileOf(), defaults: { quietHours: { end: '24:00' } } },
      '/defaults/quietHours/end',
    ],
    ['another language', { ...fileOf(), defaults: { locale: 'fr' } }, '/defaults/locale'],
    ['a label too long', { ...fileOf(), defaults: { hostLabel: 'x'.repeat(41) } }, '/defaults/hostLabel'],
  ])('with %s is not, as the program finds too', (_, file, place) => {
    expect(placesIn(file)).toContain(place);
    expect([...problemsOf(file), ...warningsOf(file)]).not.toEqual([]);
  });
});
