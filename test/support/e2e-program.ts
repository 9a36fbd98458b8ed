/** Starts the built program as a child and watches what it says. */
import { type ChildProcess, spawn } from 'node:child_process';

/** It must never show: every output and every state that a rig reads is searched for it. */
export const BOT_TOKEN = '987654:AAF-never-to-be-shown-anywhere_0123';

export interface Ran {
  /** Null: ended by `signal`. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it said so far. */
  readonly said: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Ran>;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A program that does not end by itself is ended after this, and its test fails. */
  readonly longestMs?: number | undefined;
}

/** `ended` rejects where the program printed what no command may ever print. */
export function startProgram(
  words: readonly string[],
  { cwd, env, longestMs = 90_000 }: Surroundings,
): Running {
  const startedAt = performance.now();
  const [program = '', ...args] = words;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => (said.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (said.stderr += chunk));
  const ended = new Promise<Ran>((resolve, reject) => {
    const complain = (what: string) =>
      reject(new Error(`${what}: ${args.join(' ')}\n${said.stdout}${said.stderr}`));
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      complain('it did not end');
    }, longestMs);
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearTimeout(limit);
      const ran = { exitCode, signal, ...said, ms: performance.now() - startedAt };
      const blunder = findBlunder(ran);
      if (blunder === undefined) resolve(ran);
      else complain(blunder);
    });
  });
  // It is looked at when the test is done with other things; until then a failure is not unhandled.
  ended.catch(() => {});
  return { child, pid: child.pid ?? 0, said, ended };
}

function findBlunder({ stdout, stderr, exitCode }: Ran): string | undefined {
  const text = stdout + stderr;
  if (/^ +at .*:\d+/m.test(text)) return 'a stack trace was printed';
  if (text.includes(BOT_TOKEN)) return 'the bot token was printed';
  if (/\bundefined\b|\[object |\bNaN\b/.test(text)) return 'a value that is none was printed';
  return exitCode === 70 || text.includes('this is a bug') ? 'it calls itself a bug' : undefined;
}
