import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { waitFor } from './wait-for.ts';

export interface Worker {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The lines it printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it ended, with its exit code or the name of the signal. */
  readonly ended: Promise<number | string>;
  says(line: string): Promise<void>;
}

export interface Workers {
  /** Starts the worker with these arguments. */
  start(...args: string[]): Worker;
  /** The same from a shell that first runs `prologue`, such as a limit that it sets. */
  startAfter(prologue: string, ...args: string[]): Worker;
}

/** Call it once in a test file. The worker is bundled before the tests; each is ended after its test. */
export function useWorkers(program = new URL('./state-worker.ts', import.meta.url)): Workers {
  const running = new Set<ChildProcess>();
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'ops-monitor-worker-'));
    await bundle(program, join(folder, 'worker.mjs'));
  });
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const launch = (program: string, args: readonly string[]) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH },
    });
    running.add(child);
    return follow(child);
  };
  return {
    start: (...args) => launch(process.execPath, [join(folder, 'worker.mjs'), ...args]),
    startAfter: (prologue, ...args) =>
      launch('sh', [
        '-c',
        `${prologue}; exec "$@"`,
        'sh',
        process.execPath,
        join(folder, 'worker.mjs'),
        ...args,
      ]),
  };
}

async function bundle(program: URL, outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(program)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // proper-lockfile is CommonJS and asks for Node's own modules with `require`.
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: 'warning',
  });
}

function follow(child: ChildProcess): Worker {
  const lines: string[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const says = (line: string) =>
    waitFor(`the worker to say «${line}»`, () => {
      if (child.exitCode !== null && !lines.includes(line))
        throw new Error(`it ended with ${child.exitCode}`);
      return lines.includes(line);
    });
  return { child, pid: child.pid ?? 0, lines, ended, says };
}
