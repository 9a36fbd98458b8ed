/**
 * strace around the built program, from outside: what calls it makes, and the n-th of them ended or refused. Where strace
 * is not there or may not attach, `canTrace` says so, and the campaigns do with coarser means.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Running } from '../../support/e2e-program.ts';
import type { Rig, RunOptions } from '../../support/e2e-rig.ts';

export interface TracedRun extends Running {
  /** What strace wrote down; resolves when the program has ended. */
  readLog(): Promise<string>;
}

/** strace looks at the program from its first instruction on: it waits for that, stopped. */
const WAIT_FOR_STRACE = ['sh', '-c', 'kill -STOP $$; exec "$@"', 'sh'];

/** One thread does all that Node does in the background, so that the calls come in the same order each time. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };

let isPossible: boolean | undefined;

/** Whether strace is there, and may look at a process that it has not started. */
export function canTrace(): boolean {
  // What ptrace allows among processes of one user (yama) forbids the attaching, not the starting.
  isPossible ??= process.platform === 'linux' && attaches();
  return isPossible;
}

function attaches(): boolean {
  const script = 'sleep 1 & strace -o /dev/null -p $!';
  return spawnSync('sh', ['-c', script], { stdio: 'ignore' }).status === 0;
}

/** `flags`: what strace is to do, given the pid of the program. */
export async function launchTraced(
  rig: Rig,
  argv: readonly string[],
  flags: (pid: number) => readonly string[],
  options: RunOptions = {},
): Promise<TracedRun> {
  const env = { ...ONE_THREAD, ...options.env };
  const running = rig.launch(argv, { ...options, env, before: WAIT_FOR_STRACE });
  const { pid } = running;
  await untilStopped(pid);
  const log = rig.at(`trace-${pid}.txt`);
  const strace = spawn('strace', ['-y', '-s', '0', '-o', log, '-p', String(pid), ...flags(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  const ended = new Promise((resolve) => strace.once('close', resolve));
  await untilAttached(strace);
  process.kill(pid, 'SIGCONT');
  return {
    ...running,
    async readLog() {
      await ended;
      return readFileSync(log, 'utf8');
    },
  };
}

async function untilStopped(pid: number): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if (/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('the program did not wait for strace');
}

function untilAttached(strace: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    strace.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/ attached$/m.test(said)) resolve();
    });
    strace.once('error', reject).once('exit', () => reject(new Error(`strace: ${said}`)));
  });
}
