import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Command, ProcessRunner } from '../app/ports.ts';
import type { Exit, ExitOutput } from '../core/model.ts';
import { type BoundedOutput, createBoundedOutput } from './bounded-output.ts';
import { endGroup } from './process-group.ts';
import { explainStartFailure } from './start-failure.ts';

export interface RunnerHost {
  /** What children inherit, whole. */
  readonly env: NodeJS.ProcessEnv;
  /** `user` stands for `~`; `openclaw` is where a command without a folder runs. Absolute paths. */
  readonly home: { readonly user: string; readonly openclaw: string };
}

/** How a child ended, before its output is laid beside it. */
type Ending = Exit extends infer E ? (E extends Exit ? Omit<E, keyof ExitOutput> : never) : never;

interface Child {
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: 'exit', listener: (exitCode: number | null, signal: string | null) => void): unknown;
  unref(): void;
}

/** How long a pipe may stay open after the child's own end; whoever still holds it then is a process it left behind. */
const PIPE_GRACE_MS = 500;
/** The longest delay a Node timer can hold; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs children in process groups of their own, with empty stdin (SPEC section 5). At the time limit or an abort the
 * whole group is ended: SIGTERM, SIGKILL 2 s later. After a child's own end the group is left alone, because
 * `commands.start` leaves its worker there; the pipes are then closed on our side within 500 ms, so a worker that kept
 * them and writes on gets SIGPIPE: such a worker must send its output elsewhere.
 */
export function createExecaRunner(host: RunnerHost): ProcessRunner {
  return {
    async run(command, signal) {
      const output = { stdout: createBoundedOutput(), stderr: createBoundedOutput() };
      // Loading execa takes some 25 ms, which a tick without jobs need not pay.
      const { execa } = await import('execa');
      const startedAt = performance.now();
      const ending = await runChild(execa, command, host, output, signal);
      return {
        ...ending,
        stdout: output.stdout.text(),
        stderr: output.stderr.text(),
        durationMs: Math.round(performance.now() - startedAt),
      };
    },
  };
}

async function runChild(
  execa: typeof import('execa').execa,
  command: Command,
  host: RunnerHost,
  output: { readonly stdout: BoundedOutput; readonly stderr: BoundedOutput },
  signal: AbortSignal | undefined,
): Promise<Ending> {
  if (signal?.aborted) return { kind: 'aborted' };
  const [program = '', ...args] = command.argv;
  const cwd = resolveFolder(command.cwd, host.home);
  const notStarted = (error: unknown): Ending => ({
    kind: 'not-started',
    detail: explainStartFailure(error, program, cwd),
  });
  try {
    const child = execa(program, args, { cwd, env: { ...(command.env ?? host.env) }, ...CHILD_OPTIONS });
    if (child.pid === undefined) return notStarted((await child).cause);
    return await follow(child, child.pid, output, command, signal);
  } catch (error) {
    // execa itself refuses some argv, such as one with a zero byte.
    return notStarted(error);
  }
}

/**
 * execa's own time limit, cancellation and reading of the output are not used: they end the child alone, and wait for
 * grandchildren that hold its pipes.
 */
const CHILD_OPTIONS = {
  extendEnv: false,
  detached: true,
  cleanup: false,
  stdin: 'ignore',
  buffer: false,
  reject: false,
} as const;

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
    await turn();
    await turn();
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
