import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/schema/config.ts';
import {
  check,
  fileOf,
  idsOf,
  longJob,
  problemsOf,
  type Written,
  warningsOf,
  write,
} from '../support/written-jobs.ts';

const leadingTo = (...ids: string[]) => ({ after: ids.map((jobId) => ({ jobId })) });

function afterOf(raw: unknown, id: string): string[] | undefined {
  return resolveConfig(raw)
    .config.jobs.find((job) => job.id === id)
    ?.after.map((rule) => rule.jobId);
}

describe('ids', () => {
  it('must be unique after trimming; the first job stays', () => {
    const raw = fileOf(
      longJob({ id: 'a', name: 'first' }),
      check({ id: ' a ' }),
      check({ id: 'A' }),
      check({ id: 'a' }),
    );
    expect(problemsOf(raw)).toEqual([
      'jobs[1].id: job "a": must be unique (jobs[0] has this id already)',
      'jobs[3].id: job "a": must be unique (jobs[0] has this id already)',
    ]);
    expect(resolveConfig(raw).config.jobs.map((job) => job.name)).toEqual(['first', 'A']);
  });

  it('of a broken job leave the valid one of the same id watched, though it is told', () => {
    const raw = fileOf(
      longJob({ id: 'a', risk: 5 }),
      check({ id: 'b' }),
      longJob({ id: 'a', name: 'second' }),
    );
    expect(problemsOf(raw)).toEqual([
      'jobs[0].risk: job "a": must be one of read_only, write_local, write_external (got 5)',
      'jobs[2].id: job "a": must be unique (jobs[0] has this id already)',
    ]);
    expect(resolveConfig(raw).config.jobs.map((job) => job.name)).toEqual(['b', 'second']);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('may be %s', (id) => {
    const raw = fileOf(check({ id, ...leadingTo(id) }));
    expect([problemsOf(raw), idsOf(raw), afterOf(raw, id)]).toEqual([[], [id], [id]]);
  });
});

describe('after', () => {
  it.each<[string, Written]>([
    ['a long job', longJob({ id: 'x', ...leadingTo('chek', 'check', 'nothing-like-it') })],
    ['a one-shot', check({ id: 'x', ...leadingTo('chek', 'check', 'nothing-like-it') })],
    ['a write', write({ id: 'x', ...leadingTo('chek', 'check', 'nothing-like-it') })],
  ])('of %s that leads nowhere is told and left out; the job stays', (_, job) => {
    const raw = fileOf(check(), job);
    expect(problemsOf(raw)).toEqual([
      'jobs[1].after[0].jobId: job "x": must be the id of a job of this file (got "chek"; did you mean "check"?)',
      'jobs[1].after[2].jobId: job "x": must be the id of a job of this file (got "nothing-like-it")',
    ]);
    expect(afterOf(raw, 'x')).toEqual(['check']);
  });

  it('may lead to a job that is itself invalid: its own error is enough', () => {
    const raw = fileOf(longJob(leadingTo('check')), write(leadingTo('check')), check({ kind: 'oops' }));
    expect(problemsOf(raw)).toEqual([
      'jobs[2].kind: job "check": must be one of long_running_read, one_shot_read, one_shot_write (got "oops")',
    ]);
    expect(afterOf(raw, 'scan')).toEqual(['check']);
    expect(afterOf(raw, 'write')).toEqual(['check']);
  });

  it('of an invalid job is checked all the same', () => {
    const paths = resolveConfig(fileOf(longJob({ risk: 5, ...leadingTo('gone') }))).problems.map(({ path }) =>
      path.join('.'),
    );
    expect(paths).toEqual(['jobs.0.risk', 'jobs.0.after.0.jobId']);
  });
});

describe('a one_shot_write', () => {
  const message =
    'job "write": must name, with when=success, a one_shot_read or long_running_read whose risk is read_only, to verify this one_shot_write';

  it.each<[string, Written, Written[]]>([
    ['a one_shot_read', leadingTo('check'), [check()]],
    ['a long_running_read', leadingTo('scan'), [longJob()]],
    ['one of several', leadingTo('write', 'scan'), [longJob()]],
    ['a job that stands first', { after: [{ jobId: 'check', when: 'success' }] }, [check()]],
  ])('is verified by %s', (_, more, others) => {
    expect(problemsOf(fileOf(write(more), ...others))).toEqual([]);
    expect(problemsOf(fileOf(...others, write(more)))).toEqual([]);
  });

  it.each<[string, Written, string]>([
    ['nothing', {}, 'it names none'],
    ['null', { after: null }, 'it names none'],
    ['an empty list', { after: [] }, 'it names none'],
    ['what follows its failure', { after: [{ jobId: 'check', when: 'failure' }] }, 'it names none'],
    ['a write', leadingTo('other'), 'got "other": one_shot_write, write_local'],
    ['itself', leadingTo('write'), 'got "write": one_shot_write, write_external'],
    ['a read that may write', leadingTo('risky'), 'got "risky": one_shot_read, write_local'],
    [
      'two that will not do',
      leadingTo('risky', 'write'),
      'got "risky": one_shot_read, write_local, "write": one_shot_write, write_external',
    ],
  ])('is not verified by %s; it stays listed', (_, more, found) => {
    const others = [
      check(),
      check({ id: 'risky', risk: 'write_local' }),
      write({ id: 'other', risk: 'write_local', ...leadingTo('check') }),
    ];
    const raw = fileOf(write(more), ...others);
    expect(problemsOf(raw)).toEqual([`jobs[0].after: ${message} (${found})`]);
    expect(idsOf(raw)).toEqual(['write', 'check', 'risky', 'other']);
  });

  it('whose after is broken is told that alone', () => {
    expect(problemsOf(fileOf(write({ after: 'check' })))).toHaveLength(1);
    expect(problemsOf(fileOf(write(leadingTo('gone'))))).toHaveLength(1);
  });
});

describe('warnings', () => {
  it.each<[string, Written[], string[]]>([
    ['a chain', [check({ id: 'a', ...leadingTo('b') }), check({ id: 'b' })], []],
    [
      'itself',
      [check({ id: 'a', ...leadingTo('a') })],
      ['jobs[0].after: job "a": goes in a circle: "a" → "a" (such a chain is ended at depth 16)'],
    ],
    [
      'each other',
      [
        check({ id: 'x', ...leadingTo('a') }),
        check({ id: 'a', ...leadingTo('b') }),
        longJob({ id: 'b', ...leadingTo('a') }),
      ],
      ['jobs[1].after: job "a": goes in a circle: "a" → "b" → "a" (such a chain is ended at depth 16)'],
    ],
  ])('of after that leads to %s', (_, jobs, warnings) => {
    expect(warningsOf(fileOf(...jobs))).toEqual(warnings);
    expect(problemsOf(fileOf(...jobs))).toEqual([]);
  });

  it('of a long circle name its beginning', () => {
    const jobs = Array.from({ length: 12 }, (_, i) =>
      check({ id: `j${i}`, ...leadingTo(`j${(i + 1) % 12}`) }),
    );
    const ids = jobs.slice(0, 10).map((job) => `"${job.id}"`);
    expect(warningsOf(fileOf(...jobs))).toEqual([
      `jobs[0].after: job "j0": goes in a circle: ${ids.join(' → ')} → 2 more → "j0" (such a chain is ended at depth 16)`,
    ]);
  });

  const vain = (risk: string) =>
    `job "x": autoResume is on, but a job whose risk is ${risk} is never resumed (only read_only is)`;
  const on = { policy: { autoResume: true } };
  const local = { id: 'x', risk: 'write_local' };
  it.each<[string, Written, Written, string[]]>([
    ['its own', longJob({ ...local, ...on }), {}, [`jobs[0].policy.autoResume: ${vain('write_local')}`]],
    [
      'that of a one-shot',
      check({ ...local, ...on }),
      {},
      [`jobs[0].policy.autoResume: ${vain('write_local')}`],
    ],
    ['that of defaults', longJob(local), { autoResume: true }, [`jobs[0].risk: ${vain('write_local')}`]],
    ['that of defaults, on a one-shot', check(local), { autoResume: true }, []],
    ['off', longJob({ ...local, policy: { autoResume: false } }), { autoResume: true }, []],
    ['of a read_only job', longJob(on), {}, []],
  ])('of autoResume in vain: %s', (_, job, defaults, warnings) => {
    expect(warningsOf({ ...fileOf(job), defaults })).toEqual(warnings);
  });

  it.each(['all', '*'])('of a job that is called %s, as all of them are', (id) => {
    expect(warningsOf(fileOf(longJob({ id })))).toEqual([
      `jobs[0].id: job "${id}": cannot be silenced alone: ops-monitor silence takes this id for all jobs`,
    ]);
  });

  it.each<[string, string[]]>([
    ['/srv/scan', []],
    ['~', []],
    ['~/scan', []],
    [
      'scan',
      [
        'jobs[0].cwd: job "scan": should start with / or ~ (got "scan", which depends on where ops-monitor is started)',
      ],
    ],
    [
      './scan',
      [
        'jobs[0].cwd: job "scan": should start with / or ~ (got "./scan", which depends on where ops-monitor is started)',
      ],
    ],
  ])('of the folder %s', (cwd, warnings) => {
    expect(warningsOf(fileOf(longJob({ cwd })))).toEqual(warnings);
  });
});
