import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Config } from '../../src/core/model.ts';
import { JobFileSchema, resolveConfig } from '../../src/schema/config.ts';
import {
  BUILT_IN,
  check,
  fileOf,
  idsOf,
  longJob,
  NO_NOTIFY,
  onlyJob,
  problemsOf,
  warningsOf,
} from '../support/written-jobs.ts';

describe('a valid file', () => {
  it('needs no more than version and jobs', () => {
    const config: Config = {
      jobs: [],
      defaults: {},
      notify: {
        transport: 'auto',
        target: undefined,
        account: undefined,
        threadId: undefined,
        openclawBin: undefined,
        silentRoutine: false,
      },
      probeConcurrency: 8,
      locale: 'zh-CN',
      hostLabel: undefined,
    };
    expect(resolveConfig(fileOf())).toEqual({ config, problems: [], warnings: [], unusable: false });
  });

  it('fills in what a job leaves out', () => {
    expect(onlyJob(longJob())).toEqual({
      id: 'scan',
      name: 'scan',
      kind: 'long_running_read',
      risk: 'read_only',
      enabled: false,
      cwd: undefined,
      commands: { start: ['scan', '--resume'], status: ['scan', '--status'] },
      policy: BUILT_IN,
      approval: { required: true, granted: false },
      after: [],
    });
  });

  it('takes what a job says', () => {
    const job = longJob({
      id: ' scan\n',
      name: 'The scan',
      enabled: true,
      cwd: '~/work',
      policy: { stallSeconds: 60, quietHours: { start: '9:30', end: '17:00', timezone: 'Asia/Shanghai' } },
      approval: { granted: true },
      after: [{ jobId: ' check ' }, { jobId: 'check', when: 'failure', delaySeconds: 5 }],
    });
    expect(resolveConfig(fileOf(job, check())).config.jobs[0]).toMatchObject({
      id: 'scan',
      name: 'The scan',
      enabled: true,
      cwd: '~/work',
      policy: {
        ...BUILT_IN,
        stallSeconds: 60,
        quietHours: { start: '09:30', end: '17:00', timezone: 'Asia/Shanghai' },
      },
      approval: { required: true, granted: true },
      after: [
        { jobId: 'check', when: 'success', delaySeconds: 0 },
        { jobId: 'check', when: 'failure', delaySeconds: 5 },
      ],
    });
  });

  it('lays a policy over defaults, and these over what is built in, key by key', () => {
    const defaults = {
      stallSeconds: 10,
      reportEverySeconds: 20,
      quietHours: { start: '01:00', end: '02:00', timezone: 'UTC' },
    };
    const policy = { reportEverySeconds: 30, quietHours: { end: '03:00' } };
    expect(onlyJob(longJob({ policy }), { defaults })?.policy).toEqual({
      ...BUILT_IN,
      stallSeconds: 10,
      reportEverySeconds: 30,
      quietHours: { start: '01:00', end: '03:00', timezone: 'UTC' },
    });
  });

  it('keeps defaults as they are written', () => {
    const defaults = { stallSeconds: 1, unheardOf: [2], quietHours: { start: '1:00' } };
    expect(resolveConfig({ ...fileOf(), defaults }).config.defaults).toEqual(defaults);
  });

  it('keeps the jobs in their order', () => {
    expect(idsOf(fileOf(longJob({ id: 'b' }), check({ id: 'c' }), longJob({ id: 'a' })))).toEqual([
      'b',
      'c',
      'a',
    ]);
  });

  it('takes null for policy, approval, after, name and cwd as absent', () => {
    const nulls = { policy: null, approval: null, after: null, name: null, cwd: null };
    expect(problemsOf(fileOf(longJob(nulls)))).toEqual([]);
    expect(onlyJob(longJob(nulls))).toEqual(onlyJob(longJob()));
  });

  it('takes a blank name for the id, and a blank folder for none', () => {
    expect(onlyJob(longJob({ name: ' ', cwd: '' }))).toEqual(onlyJob(longJob()));
  });
});

describe('a file that cannot be used', () => {
  const noObject = 'must be an object with version and jobs';
  it.each([
    [undefined, [`: ${noObject} (missing)`]],
    [null, [`: ${noObject} (got null)`]],
    [5, [`: ${noObject} (got 5)`]],
    ['jobs', [`: ${noObject} (got "jobs")`]],
    [[], [`: ${noObject} (got an empty list)`]],
    [[{}], [`: ${noObject} (got a list)`]],
    [{}, ['version: must be 1 (missing)', 'jobs: must be a list of jobs (missing)']],
    [{ version: 1 }, ['jobs: must be a list of jobs (missing)']],
    [{ version: 1, jobs: {} }, ['jobs: must be a list of jobs (got an object)']],
    [{ version: 1, jobs: null }, ['jobs: must be a list of jobs (got null)']],
    [{ jobs: [] }, ['version: must be 1 (missing)']],
    [{ version: 2, jobs: [] }, ['version: must be 1 (got 2)']],
    [{ version: '2', jobs: [] }, ['version: must be 1 (got "2")']],
    [{ version: '1.0', jobs: [] }, ['version: must be 1 (got "1.0")']],
    [{ version: true, jobs: [] }, ['version: must be 1 (got true)']],
    [{ version: null, jobs: [] }, ['version: must be 1 (got null)']],
  ])('%j', (raw, problems) => {
    expect(problemsOf(raw)).toEqual(problems);
    expect(resolveConfig(raw)).toMatchObject({ unusable: true, config: { jobs: [], notify: NO_NOTIFY } });
  });

  it.each([1, '1'])('version %j is none of them', (version) => {
    expect(resolveConfig({ version, jobs: [longJob()] })).toMatchObject({ unusable: false, problems: [] });
  });

  it('says all the rest that is wrong as well, and still knows whom to tell', () => {
    const raw = { version: 2, notify: { target: 42 }, jobs: [longJob({ risk: 'none' }), check()] };
    expect(problemsOf(raw)).toEqual([
      'version: must be 1 (got 2)',
      'jobs[0].risk: job "scan": must be one of read_only, write_local, write_external (got "none")',
    ]);
    expect(resolveConfig(raw).config).toMatchObject({ jobs: [], notify: { target: '42' } });
  });
});

describe('JobFileSchema', () => {
  it('becomes a JSON Schema for editors', () => {
    expect(z.toJSONSchema(JobFileSchema, { io: 'input' })).toMatchObject({
      required: ['version', 'jobs'],
      properties: {
        version: { enum: [1, '1'] },
        jobs: {
          items: {
            required: ['id', 'kind', 'risk', 'commands'],
            properties: { kind: { enum: ['long_running_read', 'one_shot_read', 'one_shot_write'] } },
          },
        },
        defaults: {
          properties: { stallSeconds: { type: 'number', minimum: 0, description: expect.any(String) } },
        },
      },
    });
  });
});

describe('500 jobs', () => {
  // A tick a minute must not feel them. Valid ones take some 20 ms, wrong ones 200; the limit leaves room for a slow machine.
  it.each([
    ['valid', (i: number) => longJob({ id: `job-${i}`, after: [{ jobId: `job-${(i + 1) % 499}` }] })],
    ['wrong', (i: number) => longJob({ id: `job-${i}`, risk: i, oops: 1, after: [{ jobId: `jab-${i}` }] })],
  ])('%s, are read in well under a second', (_, job) => {
    const raw = fileOf(...Array.from({ length: 500 }, (_, i) => job(i)));
    const { problems, config } = resolveConfig(raw);
    expect(leastCpuMs(() => resolveConfig(raw))).toBeLessThan(2000);
    expect(problems.length === 0 ? config.jobs.length : problems.length / 2).toBe(500);
    expect(warningsOf(raw).length).toBeGreaterThan(0);
  });
});

/** The least of several runs, in processor time: what else the machine does counts little. */
function leastCpuMs(work: () => unknown): number {
  const runs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...runs);
}
