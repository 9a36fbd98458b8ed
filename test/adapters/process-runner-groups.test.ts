import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import { isAlive } from '../../src/adapters/process-table.ts';
import type { Command } from '../../src/app/ports.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const newFolder = useTempFolders();
const runner = createProcessRunner({
  env: { PATH: process.env.PATH },
  home: { user: '/', openclaw: realpathSync('/tmp') },
});

const sh = (script: string, more: Partial<Command> = {}, signal?: AbortSignal) =>
  runner.run({ argv: ['sh', '-c', script], cwd: undefined, timeoutSeconds: 60, ...more }, signal);

/** Pids that the test's processes printed; whoever is left is ended after it. */
const printed: number[] = [];
function pidsIn(text: string): number[] {
  const pids = text.split(/\s+/).filter(Boolean).map(Number);
  printed.push(...pids);
  return pids;
}
afterEach(() => {
  for (const pid of printed.splice(0).filter(isAlive)) process.kill(pid, 'SIGKILL');
});

/** Until then a child has done what its limit is to meet it at, on a busy machine too. */
const LIMIT = 3;

/** A shell line that starts `script` beside it and prints its pid. */
const beside = (script: string) => `sh -c '${script}' & echo $!`;

describe('at its time limit a child', () => {
  it('that ignores SIGTERM is killed 2 s later, and with it the grandchild that holds its output', async () => {
    const stubborn = 'trap "" TERM; sleep 600; sleep 600';
    const exit = await sh(`echo $$; trap "" TERM; ${beside(stubborn)}; sleep 600; sleep 600`, {
      timeoutSeconds: LIMIT,
    });
    expect(exit).toMatchObject({ kind: 'timed-out', afterSeconds: LIMIT });
    expect(exit.durationMs).toBeGreaterThan(LIMIT * 1000 + 1900);
    expect(exit.durationMs).toBeLessThan(20_000);
    const pids = pidsIn(exit.stdout);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('that dies of SIGTERM leaves nobody behind who does not', async () => {
    const exit = await sh(`${beside('trap "" TERM; sleep 600; sleep 600')}; exec sleep 600`, {
      timeoutSeconds: LIMIT,
    });
    expect(exit.kind).toBe('timed-out');
    const pids = pidsIn(exit.stdout);
    expect(pids).toHaveLength(1);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('that obeys SIGTERM ends the waiting: nobody waits for the SIGKILL', async () => {
    const script = `${beside('exec sleep 600')}; exec sleep 600`;
    const exit = await sh(script, { timeoutSeconds: 0.3, killAfterSeconds: 25 });
    expect(exit.kind).toBe('timed-out');
    expect(exit.durationMs).toBeLessThan(15_000);
    expect(pidsIn(exit.stdout).filter(isAlive)).toEqual([]);
  });

  it('may still say goodbye, and its exit code makes it no success', async () => {
    const exit = await sh('trap "echo bye; exit 0" TERM; while :; do sleep 0.05; done', {
      timeoutSeconds: LIMIT,
    });
    expect(exit).toMatchObject({ kind: 'timed-out', afterSeconds: LIMIT, stdout: 'bye\n' });
  });

  it('has as long from SIGTERM to SIGKILL as its command says', async () => {
    const limits = { timeoutSeconds: LIMIT, killAfterSeconds: 3 };
    const exit = await sh('trap "" TERM; sleep 600; sleep 600', limits);
    expect(exit.kind).toBe('timed-out');
    expect(exit.durationMs).toBeGreaterThan(LIMIT * 1000 + 2900);
  });

  it('that was stopped is ended too', async () => {
    const exit = await sh('echo $$; kill -STOP $$', { timeoutSeconds: 0.3 });
    expect(exit.kind).toBe('timed-out');
    expect(pidsIn(exit.stdout).filter(isAlive)).toEqual([]);
  });

  it('is not waited for on account of one that moved to a session of its own', async () => {
    const script = `const { spawn } = require('node:child_process');
      const worker = spawn('sleep', ['600'], { detached: true, stdio: 'inherit' });
      console.log(worker.pid); setInterval(() => {}, 1000);`;
    const argv = [process.execPath, '-e', script];
    const exit = await runner.run({ argv, cwd: undefined, timeoutSeconds: 3 });
    expect(exit.kind).toBe('timed-out');
    expect(exit.durationMs).toBeLessThan(20_000);
    expect(pidsIn(exit.stdout).filter(isAlive)).toHaveLength(1);
  });
});

describe('an abort', () => {
  it('ends the whole group', async () => {
    const abort = new AbortController();
    const flag = join(newFolder(), 'started');
    const script = `${beside('trap "" TERM; sleep 600; sleep 600')}; touch ${flag}; sleep 600`;
    const running = sh(script, {}, abort.signal);
    await waitFor('the child', () => existsSync(flag));
    abort.abort();
    const exit = await running;
    expect(exit.kind).toBe('aborted');
    const pids = pidsIn(exit.stdout);
    expect(pids).toHaveLength(1);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('of many at once reaches each', async () => {
    const abort = new AbortController();
    const folder = newFolder();
    const running = [1, 2, 3, 4, 5, 6].map((n) =>
      sh(`echo $$; touch ${folder}/${n}; exec sleep 600`, {}, abort.signal),
    );
    await waitFor('the children', () => [1, 2, 3, 4, 5, 6].every((n) => existsSync(join(folder, `${n}`))));
    abort.abort();
    const exits = await Promise.all(running);
    expect(exits.map((exit) => exit.kind)).toEqual(Array(6).fill('aborted'));
    expect(exits.flatMap((exit) => pidsIn(exit.stdout)).filter(isAlive)).toEqual([]);
  });

  it('that comes after the end changes nothing', async () => {
    const abort = new AbortController();
    const exit = await sh(beside('exec sleep 600 >/dev/null 2>&1'), {}, abort.signal);
    abort.abort();
    await pause(100);
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(pidsIn(exit.stdout).filter(isAlive)).toHaveLength(1);
  });
});

describe('after its own end a child', () => {
  it('leaves its worker alone, and is not held up by it where it kept the output', async () => {
    const exit = await sh(`${beside('exec sleep 600')}; exit 5`);
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 5 });
    expect(exit.durationMs).toBeLessThan(20_000);
    expect(pidsIn(exit.stdout).filter(isAlive)).toHaveLength(1);
  });

  it('leaves a worker that works on, where this one sends its output elsewhere', async () => {
    const done = join(newFolder(), 'done');
    const exit = await sh(beside(`exec >/dev/null 2>&1; sleep 1; echo working; touch ${done}`));
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 0 });
    pidsIn(exit.stdout);
    await waitFor('the worker to go on', () => existsSync(done));
  });

  it('is not held up by a worker that never stops printing', async () => {
    const exit = await sh(`${beside('while :; do echo noise >&2; done')}; exit 0`);
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(exit.durationMs).toBeLessThan(20_000);
    const [worker = 0] = pidsIn(exit.stdout);
    // Its pipe is closed on our side, so that writing on ends it.
    await waitFor('the worker to notice', () => !isAlive(worker));
  });

  it('has all that it wrote read, even where this program was too busy to read in time', async () => {
    const flag = join(newFolder(), 'written');
    const running = sh(
      `head -c 60000 /dev/zero | tr "\\0" x; ${beside('exec sleep 600')} >&2; touch ${flag}`,
    );
    await waitFor('the child', () => existsSync(flag));
    for (const until = Date.now() + 1500; Date.now() < until; );
    const exit = await running;
    expect(exit).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(exit.stdout).toHaveLength(60_000);
    pidsIn(exit.stderr);
  });
});
