import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/schema/config.ts';
import {
  check,
  fileOf,
  longJob,
  problemsOf,
  type Written,
  warningsOf,
  write,
} from '../support/written-jobs.ts';

const unknown = 'unknown key, ignored';

describe('a key that nobody knows is a warning', () => {
  it.each<[string, Written, string]>([
    ['on top', { ...fileOf(), job: [] }, `job: ${unknown} (did you mean jobs?)`],
    [
      'on top, far off',
      { ...fileOf(), zzz: 1 },
      `zzz: ${unknown} (known here: version, defaults, notify, jobs)`,
    ],
    [
      'on top, of defaults',
      { ...fileOf(), stallSeconds: 1 },
      `stallSeconds: ${unknown} (it belongs in defaults)`,
    ],
    [
      'in defaults',
      { ...fileOf(), defaults: { reportEverySecond: 5 } },
      `defaults.reportEverySecond: ${unknown} (did you mean reportEverySeconds?)`,
    ],
    [
      'in quietHours',
      { ...fileOf(), defaults: { quietHours: { start: '23:00', timeZone: 'UTC' } } },
      `defaults.quietHours.timeZone: ${unknown} (did you mean timezone?)`,
    ],
    [
      'in notify',
      { ...fileOf(), notify: { chat: 5 } },
      `notify.chat: ${unknown} (known here: transport, target, account, threadId, openclawBin, silentRoutine)`,
    ],
    [
      'in a job',
      fileOf(longJob({ enable: true })),
      `jobs[0].enable: job "scan": ${unknown} (did you mean enabled?)`,
    ],
    [
      'in a job, of its policy',
      fileOf(longJob({ autoResume: true })),
      `jobs[0].autoResume: job "scan": ${unknown} (it belongs in policy)`,
    ],
    [
      'in commands',
      fileOf(check({ commands: { run: ['x'], stat: ['y'] } })),
      `jobs[0].commands.stat: job "check": ${unknown} (did you mean status?)`,
    ],
    [
      'in a policy',
      fileOf(longJob({ policy: { stallSecond: 5 } })),
      `jobs[0].policy.stallSecond: job "scan": ${unknown} (did you mean stallSeconds?)`,
    ],
    [
      'in a policy, of defaults',
      fileOf(longJob({ policy: { probeConcurrency: 5 } })),
      `jobs[0].policy.probeConcurrency: job "scan": ${unknown} (it belongs in defaults)`,
    ],
    [
      'in quietHours of a policy',
      fileOf(longJob({ policy: { quietHours: { begin: '1:00' } } })),
      `jobs[0].policy.quietHours.begin: job "scan": ${unknown} (known here: start, end, timezone)`,
    ],
    [
      'in approval',
      fileOf(write({ approval: { grant: true }, after: [{ jobId: 'check' }] }), check()),
      `jobs[0].approval.grant: job "write": ${unknown} (did you mean granted?)`,
    ],
    [
      'in after',
      fileOf(check(), longJob({ after: [{ jobId: 'check' }, { jobId: 'check', delay: 5 }] })),
      `jobs[1].after[1].delay: job "scan": ${unknown} (did you mean delaySeconds?)`,
    ],
    [
      'by a strange name',
      fileOf(longJob({ 'a b': 1 })),
      `jobs[0]["a b"]: job "scan": ${unknown} (known here: id, name, kind, risk, enabled, cwd, commands, policy, approval, after)`,
    ],
    [
      'in a job without an id',
      fileOf(check({ id: 5, enable: true })),
      `jobs[0].enable: ${unknown} (did you mean enabled?)`,
    ],
  ])('%s', (_, raw, warning) => {
    expect(warningsOf(raw)).toEqual([warning]);
  });

  it('and no error: the job is watched as if it were not there', () => {
    const raw = {
      ...fileOf(longJob({ oops: 1, policy: { oops: 2 }, commands: { ...commands(), oops: 3 } })),
      oops: 4,
    };
    expect(problemsOf(raw)).toEqual([]);
    const [job] = resolveConfig(raw).config.jobs;
    const [plain] = resolveConfig(fileOf(longJob())).config.jobs;
    expect(job).toEqual(plain);
  });

  it('that points at the key, where an error points at the value', () => {
    const { warnings, problems } = resolveConfig(fileOf(longJob({ oops: 1, enabled: 5 })));
    expect([warnings[0]?.at, problems[0]?.at]).toEqual(['key', undefined]);
  });

  it('named like what every object has is as unknown as any', () => {
    const raw: unknown = JSON.parse('{"version": 1, "jobs": [], "__proto__": {"x": 1}, "constructor": 5}');
    expect(warningsOf(raw)).toEqual([
      'constructor: unknown key, ignored (known here: version, defaults, notify, jobs)',
    ]);
  });
});

function commands() {
  return { start: ['scan', '--resume'], status: ['scan', '--status'] };
}

describe('a note is no unknown key', () => {
  it.each(['_', '_note', '//', '// why', '__proto__'])('%s', (key) => {
    const note = JSON.parse(`{${JSON.stringify(key)}: "text"}`) as Written;
    const raw = {
      ...fileOf({ ...longJob({ policy: note, after: [] }), ...note }),
      ...note,
      defaults: note,
      notify: note,
    };
    expect([warningsOf(raw), problemsOf(raw)]).toEqual([[], []]);
  });

  it('nor is $schema on top', () => {
    expect(warningsOf({ $schema: './schema.json', ...fileOf() })).toEqual([]);
    expect(warningsOf({ ...fileOf(longJob({ $schema: 'x' })) })).toHaveLength(1);
  });
});
