/** What is common to all commands: wrong usage, bugs, a state that fails. */
import { describe, expect, it } from 'vitest';
import { PlaceFailure, StateFailure } from '../../src/app/ports.ts';
import { createStage, RUNNING } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { longJob } from '../support/written-jobs.ts';

const HINT = 'ops-monitor --help shows the commands, ops-monitor COMMAND --help their flags.\n';
const LIMIT = 'It must be a number of seconds, more than 0 and at most 2000000.';

describe('wrong usage', () => {
  it.each([
    ['tik', "unknown command 'tik'\n(Did you mean tick?)"],
    ['Status', "unknown command 'Status'\n(Did you mean status?)"],
    ['zzz', "unknown command 'zzz'"],
    ['tick --targett 5', "unknown option '--targett'\n(Did you mean --target?)"],
    ['tick --no-such-flag', "unknown option '--no-such-flag'"],
    ['status --dry-run', "unknown option '--dry-run'"],
    ['tick --target', "option '--target <id>' argument missing"],
    ['tick extra', "too many arguments for 'tick'. Expected 0 arguments but got 1."],
    ['start', "missing required argument 'job'"],
    ['stop', "missing required argument 'job'"],
    ['run', "missing required argument 'job'"],
  ])('%j exits with 2 and says what to do', async (argv, message) => {
    expect(await runMain(argv)).toEqual({
      code: 2,
      stdout: '',
      stderr: `ERROR: ${message}\n${HINT}`,
      opened: [],
    });
  });

  it('is no command at all: then the help is on stderr', async () => {
    const { code, stdout, stderr } = await runMain('');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: ops-monitor');
  });

  it.each(['0', '-1', 'soon', '', '1e9', 'Infinity', 'NaN'])('is %j as a time limit', async (value) => {
    for (const command of ['start', 'stop', 'run']) {
      const { code, stderr, opened } = await runMain([command, 'scan', `--timeout-seconds=${value}`]);
      expect({ code, opened }).toEqual({ code: 2, opened: [] });
      expect(stderr).toBe(
        `ERROR: option '--timeout-seconds <n>' argument '${value}' is invalid. ${LIMIT}\n${HINT}`,
      );
    }
  });

  it('is no fraction of a second as a time limit', async () => {
    const stage = createStage([longJob()]);
    stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
    await runMain('start scan --timeout-seconds 0.5', stage);
    expect(stage.runner.calls).toMatchObject([{ timeoutSeconds: 0.5 }]);
  });
});

describe('a bug', () => {
  const breaking = (argv: string) =>
    runMain(argv, createStage(), {
      open() {
        throw new TypeError('x is not a function\nsecond line');
      },
    });
  const LINES =
    'ERROR: this is a bug in ops-monitor: TypeError: x is not a function\n' +
    'please report it, with what --debug adds to this: https://github.com/Zjianru/ops-framework/issues\n';

  it.each(['tick', 'status', 'start scan', 'stop scan', 'run scan', 'validate-config'])(
    'in %s is one line and where to report it, and exits with 70',
    async (argv) => {
      expect(await breaking(argv)).toMatchObject({ code: 70, stdout: '', stderr: LINES });
    },
  );

  it.each(['--debug tick', 'tick --debug'])('shows its stack with %s', async (argv) => {
    const { code, stderr } = await breaking(argv);
    expect(code).toBe(70);
    expect(stderr).toMatch(/^ERROR: this is a bug in ops-monitor: TypeError: x is not a function\n/);
    expect(stderr).toContain('    at ');
  });

  it('is told even where what was thrown is no error', async () => {
    const open = () => {
      throw 'a text';
    };
    expect(await runMain('tick', createStage(), { open })).toMatchObject({
      code: 70,
      stderr: expect.stringContaining('ERROR: this is a bug in ops-monitor: Error: a text\n'),
    });
  });

  it('is not what a failing temporary folder is', async () => {
    const openScratch = () => Promise.reject(new Error("ENOSPC: no space left on device, mkdtemp '/tmp/x'"));
    expect(await runMain('selftest', createStage(), { openScratch })).toMatchObject({
      code: 1,
      stdout:
        "- FAILED: a temporary folder is made: ENOSPC: no space left on device, mkdtemp '/tmp/x'\nselftest: FAILED\n",
      stderr: '',
    });
  });
});

describe('a state that fails', () => {
  it.each([
    ['locked', 75, '', '/s.json: locked by pid 7 (tick, since 12:00:00); waited 15 s'],
    ['unwritable', 1, 'the state cannot be saved: ', '/s.json: no space left on device'],
    ['unreadable', 1, 'the state cannot be read: ', '/s.json: permission denied'],
  ] as const)('(%s) exits with %i before anything is started', async (kind, code, what, message) => {
    const stage = createStage([longJob()]);
    stage.runner.script('scan --status', RUNNING);
    stage.store.failWith(kind, message);
    expect(await runMain('start scan', stage)).toMatchObject({
      code,
      stdout: '',
      stderr: `ERROR: ${what}${message}\n`,
    });
    expect(stage.runner.calls).toEqual([]);
  });

  it('is told by whatever command it is thrown in', async () => {
    const open = () => {
      throw new StateFailure('unwritable', '/s: not a folder');
    };
    expect(await runMain('status', createStage(), { open })).toMatchObject({
      code: 1,
      stderr: 'ERROR: the state cannot be saved: /s: not a folder\n',
    });
  });
});

describe('a place that is not known', () => {
  const nowhere = () => {
    throw new PlaceFailure('HOME is not set: set HOME');
  };

  it.each([
    ['tick', 2],
    ['status', 2],
    ['start scan', 2],
    // 2 would be an alarm there.
    ['check', 3],
  ])('ends %s with %i and says what to do', async (argv, code) => {
    const says = { code, stdout: '', stderr: 'ERROR: HOME is not set: set HOME\n' };
    expect(await runMain(argv, createStage(), { open: nowhere })).toMatchObject(says);
  });

  it('is no failure of the self-test', async () => {
    const openScratch = async () => nowhere();
    expect(await runMain('selftest', createStage(), { openScratch })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'ERROR: HOME is not set: set HOME\n',
    });
  });
});

describe('the files that a command works on', () => {
  it.each([
    ['tick', { command: 'tick', configFile: undefined, stateFile: undefined, safety: 'refuse' }],
    ['status --config-file a --state-file b', { configFile: 'a', stateFile: 'b', safety: 'warn' }],
    ['validate-config --config-file a', { command: 'validate-config', configFile: 'a', safety: 'warn' }],
    ['start x', { command: 'start', safety: 'refuse' }],
    ['stop x --allow-insecure-config', { command: 'stop', safety: 'ignore' }],
    ['run x --allow-insecure-config', { command: 'run', safety: 'ignore' }],
    ['tick --allow-insecure-config', { command: 'tick', safety: 'ignore' }],
  ])('%s', async (argv, request) => {
    expect((await runMain(argv)).opened).toMatchObject([request]);
  });
});
