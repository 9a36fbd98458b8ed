/**
 * Drives the scripts of examples/ as a user does: real processes in a temporary folder, which is gone afterwards,
 * with every worker that was started in it.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

export const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Status {
  readonly running: boolean;
  readonly completed: boolean;
  readonly pid?: number;
  readonly stopReason?: string;
  readonly message?: string;
  readonly progressKey: string;
  readonly progress: { scannedDirs: number; pendingDirs: number; files: number; bytes: number };
}

export interface Checkpoint {
  readonly completed: boolean;
  readonly scannedDirs: number;
  readonly foundDirs: number;
  readonly unreadableDirs: number;
  readonly vanishedDirs: number;
  readonly files: number;
  readonly bytes: number;
  readonly byExtension: Record<string, { files: number; bytes: number }>;
  readonly queue: { readAt: number; end: number };
}

/** A real path (macOS: /var is a symlink), deleted when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'ops-examples-')));
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

export function runExample(script: string, args: readonly string[]): Promise<Ended> {
  const env = { PATH: '/usr/bin:/bin', HOME: tmpdir() };
  const child = spawn(process.execPath, [join(EXAMPLES, 'jobs', script), ...args], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, stdout, stderr }));
  });
}

interface InventoryOptions {
  readonly flags?: readonly string[];
  readonly stateDir?: string;
}

/** One disk-inventory of `root`, by default with a state folder of its own. A worker that it leaves is killed. */
export async function inventoryJob(root: string, options: InventoryOptions = {}) {
  const stateDir = options.stateDir ?? join(await temporaryFolder(), 'state');
  const command = (name: 'start' | 'status' | 'stop') => {
    const flags = ['--root', root, '--state-dir', stateDir, ...(options.flags ?? [])];
    return runExample('disk-inventory.mjs', [name, ...flags]);
  };
  const status = async (): Promise<Status> => {
    const { exit, stdout, stderr } = await command('status');
    if (exit !== 0) throw new Error(`status ended with ${exit}: ${stderr}`);
    return JSON.parse(stdout);
  };
  /** False: it had come to its end already, perhaps just now. */
  const killNow = async () => {
    const { pid } = await status();
    if (pid === undefined || !kill(pid)) return false;
    await until(async () => !(await status()).running);
    return true;
  };
  // `stop` needs neither valid flags nor a checkpoint, so it works after every test.
  onTestFinished(async () => {
    await runExample('disk-inventory.mjs', ['stop', '--state-dir', stateDir]);
  });
  return {
    stateDir,
    start: () => command('start'),
    stop: () => command('stop'),
    status,
    rawStatus: () => command('status'),
    killNow,
    checkpoint: async (): Promise<Checkpoint> =>
      JSON.parse(await readFile(join(stateDir, 'checkpoint.json'), 'utf8')),
    untilCompleted: () => until(async () => (await status()).completed),
  };
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** All worker processes of a state folder that live, whatever their claims say. */
export async function livingWorkers(stateDir: string): Promise<string[]> {
  const commandLines = await (process.platform === 'linux' ? readCommandLines() : askPs());
  return commandLines.filter((line) => line.includes(' worker ') && line.includes(stateDir));
}

async function readCommandLines(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return line.replaceAll('\0', ' ');
    }),
  );
}

async function askPs(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('/bin/ps', ['-A', '-ww', '-o', 'command=']);
  return stdout.split('\n');
}

/** Waits for what must happen some day; how soon depends on how busy the machine is. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 25_000; Date.now() < deadline; await sleep(30)) {
    if (await isSo()) return;
  }
  throw new Error('It did not come true within 25 s.');
}
