import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import type { Command } from '../../src/app/ports.ts';
import { createFakeClock, createFakeRunner } from '../support/fakes.ts';
import { processRunnerContract } from '../support/process-runner-contract.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const newFolder = useTempFolders();
const runner = createProcessRunner({
  env: { PATH: process.env.PATH, GREETING: 'hello' },
  home: { user: '/', openclaw: realpathSync('/tmp') },
});

const sh = (script: string, more: Partial<Command> = {}) =>
  runner.run({ argv: ['sh', '-c', script], cwd: undefined, timeoutSeconds: 60, ...more });

const SHELL_SCRIPTS = {
  succeeds: 'printf out; printf err >&2',
  fails: 'printf err >&2; exit 3',
  'is killed': 'kill -9 $$',
  hangs: 'exec sleep 600',
};

processRunnerContract('the process runner', () => ({
  runner,
  child: (kind) => ({
    argv: kind === 'does not exist' ? ['/no/such/program'] : ['sh', '-c', SHELL_SCRIPTS[kind]],
    cwd: undefined,
  }),
  pass: () => Promise.resolve(),
}));

processRunnerContract('the fake runner', () => {
  const clock = createFakeClock();
  const fake = createFakeRunner(clock);
  fake.script('succeeds', { kind: 'exited', exitCode: 0, stdout: 'out', stderr: 'err' });
  fake.script('fails', { kind: 'exited', exitCode: 3, stderr: 'err' });
  fake.script('is', { kind: 'killed', signal: 'SIGKILL' });
  fake.script('hangs', 'hang');
  const pass = async (seconds: number) => {
    await waitFor('the child to hang', () => clock.sleepers > 0);
    clock.advance(seconds);
  };
  const child = (kind: string) => ({
    argv: kind === 'does not exist' ? ['/no/such/program'] : kind.split(' '),
    cwd: undefined,
  });
  return { runner: fake, child, pass };
});

describe('what a child meets', () => {
  it('has the environment of the host and nothing else, in its folder, with empty stdin', async () => {
    const exit = await sh('cat; pwd; echo "$GREETING, home [$HOME]"');
    expect(exit).toMatchObject({ kind: 'exited', stdout: `${realpathSync('/tmp')}\nhello, home []\n` });
  });

  it('has the environment of the command in place of it, where there is one', async () => {
    const env = { PATH: process.env.PATH, OTHER: 'x', GONE: undefined };
    const exit = await sh('echo "[$GREETING] [$OTHER] [$GONE]"', { env });
    expect(exit.stdout).toBe('[] [x] []\n');
  });

  it.each([
    { cwd: '~', pwd: '/' },
    { cwd: '~/usr', pwd: realpathSync('/usr') },
    { cwd: '/usr', pwd: realpathSync('/usr') },
  ])('runs in $cwd', async ({ cwd, pwd }) => {
    expect((await sh('pwd -P', { cwd })).stdout).toBe(`${pwd}\n`);
  });

  it('gets its arguments as they are: no shell reads them', async () => {
    const argv = ['printf', '%s|', '$HOME', '*', 'a b', '`id`', '', '"', '🛠'];
    const exit = await runner.run({ argv, cwd: '/', timeoutSeconds: 30 });
    expect(exit.stdout).toBe('$HOME|*|a b|`id`||"|🛠|');
  });

  it('is the leader of a process group of its own', async () => {
    expect((await sh('kill -0 -$$ && echo leader')).stdout).toBe('leader\n');
  });
});

describe('a child that cannot be started', () => {
  it.each([
    {
      name: 'a program that is not there',
      argv: ['/no/such/program'],
      detail: '/no/such/program: no such program',
    },
    {
      name: 'a name that PATH does not know',
      argv: ['nosuchthing'],
      detail: 'nosuchthing: no such program in PATH',
    },
    {
      name: 'a name of which PATH knows a file without the x bit',
      argv: ['passwd'],
      PATH: '/etc',
      detail: 'passwd: no program of this name in PATH that this user may run',
    },
    {
      name: 'a file as a folder on the way',
      argv: ['/etc/passwd/x'],
      detail: '/etc/passwd/x: no such program',
    },
    { name: 'a file without the x bit', argv: ['/etc/passwd'], detail: '/etc/passwd: permission denied' },
    { name: 'a folder as the program', argv: ['/usr'], detail: '/usr: permission denied' },
    { name: 'a folder that is not there', cwd: '/no/such/folder', detail: '/no/such/folder: no such folder' },
    { name: 'a file as the folder', cwd: '/etc/passwd', detail: '/etc/passwd: not a folder' },
    {
      name: 'too long arguments',
      argv: ['echo', 'x'.repeat(5_000_000)],
      detail: 'echo: argument list too long',
    },
    { name: 'a zero byte', argv: ['echo', 'a\0b'], detail: 'must be a string without null bytes' },
    { name: 'an empty name', argv: [''], detail: "the argument 'file' cannot be empty" },
    { name: 'no name at all', argv: [], detail: "the argument 'file' cannot be empty" },
  ])(
    'names what is at fault: $name',
    async ({ argv = ['true'], cwd = '/', PATH = '/usr/bin:/bin', detail }) => {
      const exit = await runner.run({ argv, cwd, timeoutSeconds: 30, env: { PATH } });
      expect(exit).toMatchObject({ kind: 'not-started', stdout: '', stderr: '' });
      expect(exit.kind === 'not-started' && exit.detail).toContain(detail);
    },
  );

  it('says so where the interpreter of a script is missing', async () => {
    const script = join(newFolder(), 'probe');
    writeFileSync(script, '#!/no/such/interpreter\n', { mode: 0o755 });
    const exit = await runner.run({ argv: [script], cwd: '/', timeoutSeconds: 30 });
    const detail = `${script}: the interpreter that its first line names was not found`;
    expect(exit).toMatchObject({ kind: 'not-started', detail });
  });

  it('says where a folder may not be entered', async () => {
    const folder = join(newFolder(), 'closed');
    mkdirSync(folder);
    chmodSync(folder, 0o600);
    const exit = await runner.run({ argv: ['./x'], cwd: folder, timeoutSeconds: 30 });
    // Root may enter any folder, and then finds no program.
    const detail = process.getuid?.() === 0 ? './x: no such program' : `${folder}: permission denied`;
    expect(exit).toMatchObject({ kind: 'not-started', detail });
  });
});

describe('how a child can end', () => {
  it.each(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGPIPE', 'SIGTERM'])(
    'tells that %s killed it',
    async (signal) => {
      expect(await sh(`ulimit -c 0; kill -${signal.slice(3)} $$`)).toMatchObject({ kind: 'killed', signal });
    },
  );

  it.each([0, 1, 2, 126, 127, 255])('tells that it exited %d', async (exitCode) => {
    expect(await sh(`exit ${exitCode}`)).toMatchObject({ kind: 'exited', exitCode });
  });

  it('has all the time of a limit that no timer can hold', async () => {
    expect(await sh('sleep 0.1', { timeoutSeconds: 1e9 })).toMatchObject({ kind: 'exited', exitCode: 0 });
  });

  it('waits for one that closes its streams and lives on', async () => {
    const exit = await sh('echo early; exec >&- 2>&-; sleep 1; exit 7');
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 7, stdout: 'early\n' });
    expect(exit.durationMs).toBeGreaterThan(900);
  });

  it('gathers what one prints slowly', async () => {
    const exit = await sh('for i in 1 2 3 4 5; do printf "$i"; sleep 0.1; done; echo');
    expect(exit).toMatchObject({ kind: 'exited', stdout: '12345\n' });
  });

  it('reads 10 MB of each stream, keeps the start and the true end', async () => {
    const exit = await sh(
      'echo first; head -c 10000000 /dev/zero | tr "\\0" x; echo last; head -c 10000000 /dev/zero >&2',
    );
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(exit.stdout.slice(0, 8)).toBe('first\nxx');
    expect(exit.stdout.slice(-8)).toBe('xxxlast\n');
    for (const text of [exit.stdout, exit.stderr])
      expect(Buffer.byteLength(text)).toBeLessThan(1_048_576 + 50);
  });

  it('makes Node warn of nothing, however many wait for one signal', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const { signal } = new AbortController();
    const command = { argv: ['true'], cwd: undefined, timeoutSeconds: 60 };
    await Promise.all(Array.from({ length: 15 }, () => runner.run(command, signal)));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('holds 50 children that print 10 MB at once in bounded memory', async () => {
    const before = process.memoryUsage.rss();
    const script = 'head -c 10000000 /dev/zero | tr "\\0" x';
    const exits = await Promise.all(Array.from({ length: 50 }, () => sh(script)));
    expect(exits.map((exit) => exit.kind)).toEqual(Array(50).fill('exited'));
    // 500 MB were printed; 50 MiB are kept, once as bytes and once as text.
    expect(process.memoryUsage.rss() - before).toBeLessThan(300_000_000);
  });
});
