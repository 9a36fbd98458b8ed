import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/schema/config.ts';
import { check, fileOf, idsOf, longJob, problemsOf, write } from '../support/written-jobs.ts';

const SECONDS = 'a number of seconds, 0 or more';

describe('the keys of a job', () => {
  const kinds = 'must be one of long_running_read, one_shot_read, one_shot_write';
  const text = 'must be a text that is not blank';
  const list = 'must be a list of texts with the program first, such as ["node", "check.mjs"]';
  const argument = 'must be a non-empty text without NUL characters';
  const pathOrNull = 'must be a path without NUL characters, or null';
  const commands = (run: unknown) => check({ commands: { run } });

  it.each<[unknown, string]>([
    [5, ': must be an object with id, kind, risk and commands (got 5)'],
    [null, ': must be an object with id, kind, risk and commands (got null)'],
    [[], ': must be an object with id, kind, risk and commands (got an empty list)'],
    [check({ id: undefined }), `.id: ${text} (missing)`],
    [check({ id: 5 }), `.id: ${text} (got 5)`],
    [check({ id: ' \n' }), `.id: ${text} (got " \\n")`],
    [
      check({ id: ' __proto__' }),
      '.id: job "__proto__": must be another text: this one is reserved (got " __proto__")',
    ],
    [check({ name: 5 }), '.name: job "check": must be a text, or null (got 5)'],
    [check({ kind: undefined }), `.kind: job "check": ${kinds} (missing)`],
    [check({ kind: 'long_read' }), `.kind: job "check": ${kinds} (got "long_read")`],
    [check({ kind: 'constructor' }), `.kind: job "check": ${kinds} (got "constructor")`],
    [check({ kind: null }), `.kind: job "check": ${kinds} (got null)`],
    [
      check({ risk: 'none' }),
      '.risk: job "check": must be one of read_only, write_local, write_external (got "none")',
    ],
    [check({ enabled: 'yes' }), '.enabled: job "check": must be true or false (got "yes")'],
    [check({ enabled: null }), '.enabled: job "check": must be true or false (got null)'],
    [check({ cwd: ['/x'] }), `.cwd: job "check": ${pathOrNull} (got a list)`],
    [check({ cwd: '/x\0' }), `.cwd: job "check": ${pathOrNull} (got "/x\\u0000")`],
    [
      check({ commands: undefined }),
      '.commands: job "check": must be an object of commands (start and status, or run) (missing)',
    ],
    [
      check({ commands: ['x'] }),
      '.commands: job "check": must be an object of commands (start and status, or run) (got a list)',
    ],
    [commands('echo hi'), `.commands.run: job "check": ${list} (got "echo hi")`],
    [commands([]), `.commands.run: job "check": ${list} (got an empty list)`],
    [commands(null), `.commands.run: job "check": ${list} (got null)`],
    [commands(['x', '']), `.commands.run[1]: job "check": ${argument} (got "")`],
    [commands([5]), `.commands.run[0]: job "check": ${argument} (got 5)`],
    [commands(['x', 'a\0b']), `.commands.run[1]: job "check": ${argument} (got "a\\u0000b")`],
    [
      check({ commands: {} }),
      '.commands.run: job "check": must be a list of texts with the program first (missing; a one_shot_read needs run)',
    ],
    [
      longJob({ commands: { start: ['x'], run: ['x'] } }),
      '.commands.status: job "scan": must be a list of texts with the program first (missing; a long_running_read needs start and status)',
    ],
    [
      longJob({ commands: { status: ['x'] } }),
      '.commands.start: job "scan": must be a list of texts with the program first (missing; a long_running_read needs start and status)',
    ],
    [check({ policy: [] }), '.policy: job "check": must be an object of policy keys (got an empty list)'],
    [
      check({ approval: true }),
      '.approval: job "check": must be an object with required and granted, or null (got true)',
    ],
    [
      check({ approval: { granted: 'yes' } }),
      '.approval.granted: job "check": must be true or false (got "yes")',
    ],
    [
      check({ after: {} }),
      '.after: job "check": must be a list of {jobId, when, delaySeconds}, or null (got an object)',
    ],
    [check({ after: ['x'] }), '.after[0]: job "check": must be an object with jobId (got "x")'],
    [check({ after: [{}] }), '.after[0].jobId: job "check": must be the id of a job (missing)'],
    [check({ after: [{ jobId: ' ' }] }), '.after[0].jobId: job "check": must be the id of a job (got " ")'],
    [
      check({ after: [{ jobId: 'check', when: 'done' }] }),
      '.after[0].when: job "check": must be one of success, failure (got "done")',
    ],
    [
      check({ after: [{ jobId: 'check', delaySeconds: -1 }] }),
      `.after[0].delaySeconds: job "check": must be ${SECONDS} (got -1)`,
    ],
  ])('%j', (job, problem) => {
    const raw = fileOf(longJob({ id: 'other' }), job);
    expect(problemsOf(raw)).toEqual([`jobs[1]${problem}`]);
    expect(idsOf(raw)).toEqual(['other']);
  });

  it('are all checked in one pass, beside the rest of the file', () => {
    const raw = {
      version: '1',
      defaults: { stallSeconds: 'x', quietHours: { start: 5 } },
      notify: { transport: 5 },
      jobs: [
        longJob({ risk: 5, kind: 'one_shot_read', policy: { stallSeconds: -1 }, after: [{ jobId: 'gone' }] }),
        write(),
        5,
        check({ id: 'scan' }),
      ],
    };
    const paths = resolveConfig(raw).problems.map((problem) => problem.path.join('.'));
    expect(paths).toEqual([
      'defaults.stallSeconds',
      'defaults.quietHours.start',
      'notify.transport',
      'jobs.0.risk',
      'jobs.0.policy.stallSeconds',
      'jobs.0.commands.run',
      'jobs.0.after.0.jobId',
      'jobs.1.after',
      'jobs.2',
      'jobs.3.id',
    ]);
  });

  it('repeat no more than the beginning of a long value', () => {
    const [problem = ''] = problemsOf(fileOf(check({ kind: 'x'.repeat(10_000), id: 'y'.repeat(10_000) })));
    expect(problem).toContain(`job "${'y'.repeat(60)}…": ${kinds} (got "${'x'.repeat(60)}…")`);
  });
});
