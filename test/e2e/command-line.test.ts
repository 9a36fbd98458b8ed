/** What the program says of itself, and what becomes of what it says when nobody reads it. */
import { readdirSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { longJob, PAUSED } from '../support/e2e-jobs.ts';
import { createRig } from '../support/e2e-rig.ts';

const COMMANDS = ['tick', 'status', 'start', 'stop', 'run', 'validate-config', 'selftest'] as const;
const CODES = ['0', '1', '2', '3', '70', '75', '128+n'];

describe.concurrent('help', () => {
  test('is what the program alone shows, on stderr and with 2; asked for, it goes to stdout', async (context) => {
    const rig = createRig(context);
    const alone = await rig.run([]);
    expect(alone).toMatchObject({ exitCode: 2, stdout: '' });
    for (const flag of ['--help', '-h']) {
      expect(await rig.run([flag])).toMatchObject({ exitCode: 0, stdout: alone.stderr, stderr: '' });
    }
    for (const name of COMMANDS) expect(alone.stderr).toMatch(new RegExp(`^  ${name} `, 'm'));
    expectExampleAndCodes(alone.stderr);
  });

  test.for(COMMANDS)(
    'of %s has an example that the program takes, and the exit codes',
    async (name, context) => {
      const rig = createRig(context);
      const help = await rig.run([name, '--help']);
      expect(help).toMatchObject({ exitCode: 0, stderr: '' });
      expect(help.stdout).toMatch(new RegExp(`^Usage: ops-monitor ${name} `));
      expectExampleAndCodes(help.stdout);

      const example = /^ {2}ops-monitor (.*)$/m.exec(help.stdout)?.[1]?.split(' ') ?? [];
      const { stderr } = await rig.run(example);
      expect(stderr).not.toMatch(/unknown|argument|option/);
    },
  );

  test.for(['--version', '-V'])('%s is that of the package', async (flag, context) => {
    const version = await createRig(context).run([flag]);
    expect(version).toMatchObject({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });
});

function expectExampleAndCodes(help: string): void {
  expect(help).toMatch(/^Example:\n {2}ops-monitor /m);
  const codes = help.slice(help.indexOf('Exit codes:\n')).match(/^ {2}[\d+n]+(?= )/gm);
  expect(codes?.map((code) => code.trim())).toEqual(CODES);
  // A terminal in the middle of the night is 80 wide.
  expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
}

const WRONG: readonly (readonly [argv: string[], says: RegExp])[] = [
  [['tikc'], /^ERROR: unknown command 'tikc'\n\(Did you mean tick\?\)\n/],
  [['frobnicate'], /^ERROR: unknown command 'frobnicate'\nops-monitor --help shows the commands/],
  [['tick', '--print-olny'], /^ERROR: unknown option '--print-olny'\n\(Did you mean --print-only\?\)\n/],
  [['status', '--target', '1'], /^ERROR: unknown option '--target'\n/],
  [['start'], /^ERROR: missing required argument 'job'\n/],
  [['start', 'a', 'b'], /^ERROR: too many arguments for 'start'/],
  [['tick', 'a'], /^ERROR: too many arguments for 'tick'/],
  [['tick', '--target'], /^ERROR: option '--target <id>' argument missing\n/],
  [['run', 'a', '--timeout-seconds', 'soon'], /^ERROR: .*--timeout-seconds.* 'soon' .*a number of seconds/],
  [['run', 'a', '--timeout-seconds', '-1'], /^ERROR: .*--timeout-seconds/],
];

describe.concurrent('wrong usage', () => {
  test.for(WRONG)('%j ends with 2 and says what is wrong', async ([argv, says], context) => {
    const ran = await createRig(context).run(argv);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toMatch(says);
  });
});

describe.concurrent('a user whose home nobody knows, as in a container', () => {
  /** To such a user Node answers this way. */
  const NO_ENTRY = `const os = require('node:os');
os.userInfo = os.homedir = () => { throw new Error('A system error occurred: ENOENT (no such file or directory)'); };`;
  const without = (rig: { at(name: string): string }, ...HOME: string[]) => ({
    before: ['env', '-u', 'HOME', ...HOME],
    nodeFlags: ['--require', rig.at('no-entry.cjs')],
  });

  test.for([[], ['HOME=']])('and %j: one line says what to do', async (home, context) => {
    const rig = createRig(context);
    rig.write('no-entry.cjs', NO_ENTRY);
    const says = `ERROR: HOME is not set, and user ${process.getuid?.()} has no home folder: set HOME\n`;
    for (const [command, exitCode] of [
      ['tick', 2],
      ['status', 2],
      ['selftest', 2],
      ['check', 3],
    ] as const) {
      expect(await rig.run([command], without(rig, ...home))).toMatchObject({
        exitCode,
        stdout: '',
        stderr: says,
      });
    }
    expect(await rig.run(['--version'], without(rig, ...home))).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(rig.folder).sort()).toEqual(['no-entry.cjs', 'user']);
  });

  test('is watched for where HOME is set', async (context) => {
    const rig = createRig(context);
    rig.write('no-entry.cjs', NO_ENTRY);
    rig.writeJobs([]);
    expect(await rig.run(['tick'], without(rig, `HOME=${rig.user}`))).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });
});

describe.concurrent('a current folder that is gone', () => {
  const inNowhere = { before: ['sh', '-c', 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'sh'] };

  test.for([
    ['status', '--state-file'],
    ['tick', '--config-file'],
  ] as const)('cannot be where the path of %s %s begins', async ([command, flag], context) => {
    const rig = createRig(context);
    rig.writeJobs([]);
    expect(await rig.run([command, flag, 'one.json'], inNowhere)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr:
        'ERROR: one.json: the current folder, which this is meant from, is gone: name an absolute path\n',
    });
  });

  test('keeps nothing from working that has absolute paths', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([]);
    const { exitCode, stderr } = await rig.run(['tick', '--state-file', rig.at('state.json')], inNowhere);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(rig.exists('state.json')).toBe(true);
  });
});

describe.concurrent('an output that takes nothing, as a log on a full disk', () => {
  const intoFull = { before: ['sh', '-c', '"$@" > /dev/full', 'sh'] };
  const LOST = 'ERROR: the output could not be written: no space left on device\n';

  test.for([['status'], ['status', '--json'], ['schema'], ['--help'], ['validate-config']])(
    '%j says so and fails',
    async (argv, context) => {
      const rig = createRig(context);
      rig.writeJobs([longJob(rig, 'scan')]);
      rig.write('scan.json', PAUSED);
      expect(await rig.run(argv, intoFull)).toMatchObject({ exitCode: 1, stderr: LOST });
    },
  );

  test('what failed anyway keeps its exit code', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([longJob(rig, 'scan')]);
    expect(await rig.run(['check'], intoFull)).toMatchObject({ exitCode: 3, stderr: LOST });
  });
});

test('a log that takes half of a report, as on a disk that is full by then, is no reason to lose it', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', PAUSED);
  rig.write('log', 'x'.repeat(16_384 - 20));
  // Each write is cut there, as on a full disk; the state is smaller.
  const intoLog = { before: ['prlimit', '--fsize=16384', 'sh', '-c', `"$@" >> '${rig.at('log')}'`, 'sh'] };
  const cut = await rig.run(['tick', '--print-only'], intoLog);
  expect(cut.exitCode).toBe(1);
  expect(cut.stderr).toMatch(/^WARNING: .*cannot print: file too large\n1 report waits in the outbox\n/);
  expect(statSync(rig.at('log')).size).toBe(16_384);

  const whole = await rig.run(['tick', '--print-only']);
  expect(whole).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('scan') });
});

describe.concurrent('a reader that goes away', () => {
  /** Until then what is written finds its way into the pipe, whoever will never read it. */
  const UNTIL_GONE = 'while (echo) 2>/dev/null; do :; done';
  /** Node is asked for its exit code behind the pipe, which a shell would not tell. */
  const intoNobody = (rig: { folder: string }) => ({
    before: ['sh', '-c', `{ ${UNTIL_GONE}; "$@"; echo "exit $?" >> exits.log; } | head -c 0`, 'sh'],
    cwd: rig.folder,
  });

  test.for([['status'], ['--help'], ['tick', '--help'], ['validate-config']])(
    '%j ends in peace',
    async (argv, context) => {
      const rig = createRig(context);
      rig.writeJobs([longJob(rig, 'scan')]);
      rig.write('scan.json', PAUSED);
      expect(await rig.run(argv, intoNobody(rig))).toMatchObject({ stdout: '', stderr: '' });
      expect(rig.lines('exits.log')).toEqual(['exit 0']);
    },
  );

  test('misses no report: the next --print-only prints it', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', PAUSED);
    const unread = await rig.run(['tick', '--print-only'], intoNobody(rig));
    expect(unread.stderr).toMatch(/^WARNING: .*cannot print.*\n1 report waits in the outbox\n$/);
    expect(rig.lines('exits.log')).toEqual(['exit 1']);

    const read = await rig.run(['tick', '--print-only']);
    expect(read).toMatchObject({ exitCode: 0, stderr: '' });
    expect(read.stdout).toContain('• scan (scan, long_running_read)\n- 状态: paused');
    expect(await rig.run(['tick', '--print-only'])).toMatchObject({ exitCode: 0, stdout: '' });
  });
});
