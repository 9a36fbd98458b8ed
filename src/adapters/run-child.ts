import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Command } from '../app/ports.ts';
import type { Exit, ExitOutput } from '../core/model.ts';
import { type BoundedOutput, createBoundedOutput, MOST_START_BYTES } from './bounded-output.ts';
import { endGroup } from './process-group.ts';
import type { RunnerHost } from './process-runner.ts';
import { explainStartFailure } from './start-failure.ts';
import { elapsedMs } from './stopwatch.ts';

/** How a child ended, before its output is laid beside it. */
type Ending = Exit extends infer E ? (E extends Exit ? Omit<E, keyof ExitOutput> : never) : never;

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** How long a pipe may stay open after the child's own end; whoever still holds it then is a process it left behind. */
const PIPE_GRACE_MS = 500;
const ENDS_ONLY_START_BYTES = 64 * 1024;
/** The longest delay a Node timer can hold; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs a child in a process group of its own, with empty stdin (SPEC section 5). At the time limit or an abort the
 * whole group is ended: SIGTERM, SIGKILL 2 s later. After the child's own end the group is left alone, because
 * `commands.start` leaves its worker there; the pipes are then closed on our side within 500 ms, so a worker that kept
 * them and writes on gets SIGPIPE: such a worker must send its output elsewhere.
 */
export async function runChild(command: Command, host: RunnerHost, signal?: AbortSignal): Promise<Exit> {
  const startBytes = command.keepsEndsOnly ? ENDS_ONLY_START_BYTES : MOST_START_BYTES;
  const output = { stdout: createBoundedOutput(startBytes), stderr: createBoundedOutput(startBytes) };
  // All children of a tick wait for one signal, and Node would warn of the eleventh on stderr.
  if (signal) setMaxListeners(0, signal);
  const startedAt = elapsedMs();
  const ending = await runToEnd(command, host, output, signal);
  const durationMs = Math.round(elapsedMs() - startedAt);
  const exit = { ...ending, stdout: output.stdout.text(), stderr: output.stderr.text(), durationMs };
  output.stdout.release();
  output.stderr.release();
  return exit;
}

async function runToEnd(
  command: Command,
  host: RunnerHost,
  output: { readonly stdout: BoundedOutput; readonly stderr: BoundedOutput },
  signal: AbortSignal | undefined,
): Promise<Ending> {
  if (signal?.aborted) return { kind: 'aborted' };
  const [program = '', ...args] = command.argv;
  const cwd = resolveFolder(command.cwd, host.home);
  try {
    const child = spawn(program, args, {
      cwd,
      env: command.env ?? host.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) throw await failureOf(child);
    return await follow(child, child.pid, output, command, signal);
  } catch (error) {
    // spawn itself throws at some argv, such as one with a zero byte.
    return { kind: 'not-started', detail: explainStartFailure(error, program, cwd) };
  }
}

function failureOf(child: Child): Promise<Error> {
  return new Promise((resolve) => {
    child.once('error', resolve);
  });
}

function resolveFolder(folder: string | undefined, home: RunnerHost['home']): string {
  if (folder === undefined) return home.openclaw;
  return folder === '~' || folder.startsWith('~/') ? join(home.user, folder.slice(1)) : folder;
}

async function follow(
  child: Child,
  pid: number,
  output: { readonly stdout: BoundedOutput; readonly stderr: BoundedOutput },
  { timeoutSeconds, killAfterSeconds = 2 }: Command,
  signal: AbortSignal | undefined,
): Promise<Ending> {
  const closed = Promise.all([collect(child.stdout, output.stdout), collect(child.stderr, output.stderr)]);
  const ending = await firstEnd(child, timeoutSeconds, signal);
  if (ending.kind === 'timed-out' || ending.kind === 'aborted') await endGroup(pid, killAfterSeconds * 1000);
  if (!(await settlesWithin(closed, PIPE_GRACE_MS))) {
    // Where this process was too busy to read, what the child wrote is still in the pipe: two turns fetch it.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }
  child.stdout.destroy();
  child.stderr.destroy();
  // A child that outlived SIGKILL must not keep this program alive.
  child.unref();
  return ending;
}

function collect(stream: Readable, output: BoundedOutput): Promise<void> {
  stream.on('data', output.add);
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
}

/** Whatever comes first: the child's own end, its time limit, an abort. */
function firstEnd(child: Child, timeoutSeconds: number, signal: AbortSignal | undefined): Promise<Ending> {
  return new Promise((resolve) => {
    const settle = (ending: Ending) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(ending);
    };
    const onAbort = () => settle({ kind: 'aborted' });
    const onLimit = () => settle({ kind: 'timed-out', afterSeconds: timeoutSeconds });
    const timer = setTimeout(onLimit, Math.min(timeoutSeconds * 1000, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', onAbort, { once: true });
    child.once('exit', (exitCode, signalName) =>
      settle(
        exitCode === null
          ? { kind: 'killed', signal: signalName ?? 'unknown signal' }
          : { kind: 'exited', exitCode },
      ),
    );
  });
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = await Promise.race([promise.then(() => true), limit]);
  clearTimeout(timer);
  return settled;
}
