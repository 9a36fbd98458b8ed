/** `start`, `stop` and `run`: lines that scripts may parse, errors, exit codes (SPEC section 2). */
import { describe, expect, it } from 'vitest';
import { CONFIG_PATH, createStage, RUNNING, type Stage, says, settled } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { type ExitParts, NOON } from '../support/fakes.ts';
import { check, longJob, write } from '../support/written-jobs.ts';

const COMMANDS = { start: ['scan', '--resume'], status: ['scan', '--status'] };
const FILE = [
  longJob({ commands: { ...COMMANDS, stop: ['scan', '--stop'] } }),
  longJob({ id: 'sync' }),
  longJob({ id: 'risky', risk: 'write_local' }),
  check(),
  check({ id: 'careless', risk: 'write_local' }),
  write({ after: [{ jobId: 'check' }] }),
];

function stageEnding(exit: ExitParts): Stage {
  const stage = createStage(FILE);
  for (const program of ['scan --resume', 'scan --stop', 'check']) stage.runner.script(program, exit);
  stage.runner.script('scan --status', RUNNING);
  return stage;
}

describe.each([
  ['start scan', 'start scan: exit=N durMs=12'],
  ['stop scan', 'stop scan: exit=N'],
  ['run check', 'run check: exit=N durMs=12'],
])('%s', (argv, line) => {
  it.each([
    ['ends well', { kind: 'exited', exitCode: 0 }, 0, '0', ''],
    ['fails', { kind: 'exited', exitCode: 9 }, 1, '9', ''],
    ['is killed', { kind: 'killed', signal: 'SIGKILL' }, 1, '-9', `ERROR: ${argv} was killed by SIGKILL\n`],
    ['hangs', { kind: 'timed-out', afterSeconds: 1 }, 1, '124', `ERROR: ${argv} timed out after 1s\n`],
    [
      'is missing',
      { kind: 'not-started', detail: 'x: no such program' },
      1,
      '127',
      `ERROR: ${argv} could not start: x: no such program\n`,
    ],
  ] as const)('prints one line where the command %s', async (_, exit, code, number, stderr) => {
    const stage = stageEnding({ ...exit, durationMs: 12 });
    expect(await runMain(argv, stage)).toMatchObject({
      code,
      stdout: `${line.replace('N', number)}\n`,
      stderr,
    });
  });

  it('prints the tail of what the command wrote, each stream where it belongs', async () => {
    const stage = stageEnding({
      kind: 'exited',
      exitCode: 0,
      stdout: `${'x'.repeat(900)}\nout\n`,
      stderr: 'err\n',
    });
    const { stdout, stderr } = await runMain(argv, stage);
    expect(stdout.split('\n').slice(1).join('\n')).toBe(`${'x'.repeat(796)}\nout\n`);
    expect(stderr).toBe('err\n');
  });

  it('says what else is wrong with the job file, and does its work', async () => {
    const stage = createStage([...FILE, longJob({ id: 'broken', risk: 'none' })]);
    for (const program of ['scan', 'check']) stage.runner.script(program, { kind: 'exited', exitCode: 0 });
    const { code, stderr } = await runMain(argv, stage);
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`^ERROR: ${CONFIG_PATH}: jobs\\[6\\]\\.risk: .*\n$`));
  });

  it.each([
    ['unwritable', 1],
    ['locked', 75],
  ] as const)('prints what came of it where that cannot be saved (%s)', async (kind, code) => {
    const stage = stageEnding({ kind: 'exited', exitCode: 0 });
    const [, program = ''] = { start: ['', 'scan --resume'], stop: ['', 'scan --stop'], run: ['', 'check'] }[
      argv.split(' ')[0] as 'start' | 'stop' | 'run'
    ];
    stage.runner.script(program, () => {
      stage.store.failWith(kind, '/s.json: the reason');
      return { kind: 'exited', exitCode: 0 };
    });
    const ran = await runMain(argv, stage);
    expect(ran.code).toBe(code);
    expect(ran.stdout).toMatch(/: exit=0/);
    expect(ran.stderr).toMatch(/^ERROR: (the state cannot be saved: )?\/s\.json: the reason\n/);
  });
});

it.each([
  ['start scan', 60],
  ['stop scan', 60],
  ['run check', 300],
  ['run check --timeout-seconds 7', 7],
])('%s gives the command %i s', async (argv, timeoutSeconds) => {
  const stage = stageEnding({ kind: 'exited', exitCode: 0 });
  await runMain(argv, stage);
  expect(stage.runner.calls).toMatchObject([{ timeoutSeconds }]);
});

it('a program whose name would act on the terminal is named without that', async () => {
  const stage = stageEnding({ kind: 'not-started', detail: '\u0001\u001b[2Jscan: no such program' });
  expect(await runMain('start scan', stage)).toMatchObject({
    code: 1,
    stderr: 'ERROR: start scan could not start: scan: no such program\n',
  });
});

describe('beside a start that is under way', () => {
  const claimedAt = new Date('2026-03-01T11:59:40').getTime() / 1000;
  const startLease = { pid: 777, claimedAt, until: NOON + 90_000 };
  const stageBeside = () => {
    const stage = createStage(FILE, { state: { jobs: { scan: { startLease }, sync: { startLease } } } });
    stage.processes.add(777);
    stage.runner.script('scan --stop', { kind: 'exited', exitCode: 0 });
    stage.runner.script('scan --status', says({ running: false, completed: false }));
    return stage;
  };

  it('start says who is at it, and ends with 2', async () => {
    expect(await runMain('start scan', stageBeside())).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^ERROR: job scan is being started already \(pid 777, since 11:59:40\), and is not started twice: .*\n$/,
      ),
    });
  });

  it.each([
    ['scan', 'exit=0'],
    ['sync', 'not running, stays stopped'],
  ])('stop %s says that it may come up again, and ends with 1', async (id, what) => {
    const stage = stageBeside();
    const ran = runMain(`stop ${id}`, stage);
    await settled();
    while (stage.clock.sleepers > 0) {
      stage.clock.advance(0.25);
      await settled();
    }
    expect(await ran).toMatchObject({
      code: 1,
      stdout: `stop ${id}: ${what}\n`,
      stderr: `ERROR: a start of ${id} is still under way (pid 777, since 11:59:40), and may bring it up again: when that has ended, repeat ops-monitor stop ${id}\n`,
    });
  });
});

describe('stop without a command', () => {
  it('says of a job that does not run that it stays so', async () => {
    const stage = createStage(FILE);
    stage.runner.script('scan --status', says({ running: false, completed: false }));
    expect(await runMain('stop sync', stage)).toMatchObject({
      code: 0,
      stdout: 'stop sync: not running, stays stopped\n',
      stderr: '',
    });
    stage.store.failWith('unwritable', '/s.json: the reason');
    expect(await runMain('stop sync', stage)).toMatchObject({
      code: 1,
      stdout: 'stop sync: not running\n',
      stderr: expect.stringMatching(
        /^ERROR: .*the reason\nthat sync is to stay stopped could not be saved: /,
      ),
    });
  });

  it('prints whom it sent SIGTERM', async () => {
    const stage = createStage(FILE);
    stage.processes.add(4242);
    stage.runner.script('scan --status', says({ running: true, completed: false, pid: 4242 }));
    expect(await runMain('stop sync', stage)).toMatchObject({
      code: 0,
      stdout: 'stop sync: SIGTERM pid=4242\n',
      stderr: '',
    });
  });

  it.each([
    [
      5555,
      1,
      'failed to SIGTERM pid=5555: no such process, or not yours (sync stays marked as stopped until: ops-monitor start sync)',
    ],
    [4000, 2, "will not SIGTERM pid=4000: it is this command, one of its parents, or no job's pid"],
  ])('says what keeps it from that: pid %i', async (pid, code, message) => {
    const stage = createStage(FILE);
    stage.runner.script('scan --status', says({ running: true, completed: false, pid }));
    expect(await runMain('stop sync', stage)).toMatchObject({
      code,
      stdout: '',
      stderr: `ERROR: ${message}\n`,
    });
  });

  it.each([
    [RUNNING, ''],
    [{ kind: 'exited', exitCode: 2, stderr: 'no db' }, ' (no db)'],
  ] as const)('says that there is no way', async (status, why) => {
    const stage = createStage(FILE);
    stage.runner.script('scan --status', status);
    expect(await runMain('stop sync', stage)).toMatchObject({
      code: 2,
      stderr: `ERROR: job sync has no commands.stop and status.pid is missing${why}\n`,
    });
  });
});

it('run --dry-run says what it would run', async () => {
  expect(await runMain('run check --dry-run', createStage(FILE))).toMatchObject({
    code: 0,
    stdout: 'run check: would run ["check"] (dry-run)\n',
    stderr: '',
  });
});

describe('a refusal', () => {
  const refuse = async (argv: string, file: unknown = FILE) => {
    const stage = createStage(file);
    const { code, stdout, stderr } = await runMain(argv, stage);
    expect({ code, stdout, calls: stage.runner.calls }).toEqual({ code: 2, stdout: '', calls: [] });
    return stderr;
  };

  it.each([
    ['start nope', 'unknown job id: nope'],
    ['start sacn', 'unknown job id: sacn (did you mean scan?)'],
    ['stop nope', 'unknown job id: nope'],
    ['run chekc', 'unknown job id: chekc (did you mean check?)'],
    ['start check', 'job check is not long_running_read (it is one_shot_read)'],
    ['stop check', 'job check is not long_running_read (it is one_shot_read)'],
    ['run scan', 'job scan is not one_shot_read (it is long_running_read)'],
    ['run write', 'job write is not one_shot_read (it is one_shot_write)'],
    ['start risky', 'job risky risk=write_local; pass --allow-risk to run'],
    ['run careless', 'job careless risk=write_local; only read_only jobs are run'],
  ])('of %s is one line', async (argv, message) => {
    expect(await refuse(argv)).toBe(`ERROR: ${message}\n`);
  });

  it('names the place where the job itself is wrong, and then the rest', async () => {
    const file = [longJob({ id: 'broken', risk: 'none' }), check({ risk: 'no' })];
    const lines = (await refuse('start broken', file)).trim().split('\n');
    expect(lines).toEqual([
      expect.stringContaining(`ERROR: job broken is invalid: ${CONFIG_PATH}: jobs[0].risk: `),
      expect.stringContaining(`ERROR: ${CONFIG_PATH}: jobs[1].risk: `),
    ]);
  });

  it('says what is wrong with the job file where that may be why a job is unknown', async () => {
    const file = [longJob(), { ...longJob(), id: 5 }];
    const lines = (await refuse('start sync', file)).trim().split('\n');
    expect(lines).toEqual([
      'ERROR: unknown job id: sync',
      expect.stringContaining(`ERROR: ${CONFIG_PATH}: jobs[1].id: `),
    ]);
  });

  it('says that there is no valid job at all', async () => {
    expect(await refuse('run check', [])).toBe(
      'ERROR: unknown job id: check (the job file has no valid jobs)\n',
    );
  });

  it('shows all that is wrong with a job file that cannot be used, once', async () => {
    const lines = (await refuse('run check', { version: 2, jobs: [] })).trim().split('\n');
    expect(lines).toEqual([expect.stringContaining(`ERROR: ${CONFIG_PATH}: version: `)]);
  });
});
