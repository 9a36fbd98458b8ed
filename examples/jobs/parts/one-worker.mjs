/**
 * At most one detached worker for a state folder, which anybody can find again later.
 *
 * A worker announces itself with a claim, a file `worker-N.json` that holds its pid and a nonce, and the nonce is on
 * its command line as well. So a pid that now belongs to another program is not taken for the worker, also
 * after a reboot, and no clock or time zone comes into it.
 *
 * Whoever finds worker N dead may claim N+1. Creating that file succeeds for one process alone, so of two starts at
 * the same moment one wins and the other sees it. The newest claim is never deleted: were it, its number
 * could be claimed a second time by somebody who has not looked since.
 */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const POLL_MS = 25;
const CLAIM = /^worker-(\d+)\.json$/;

/** The newest claim: `{number, pid, nonce, isAlive}`, or undefined where there never was a worker. */
export async function findWorker(stateDir) {
  for (;;) {
    const number = (await claimNumbers(stateDir)).at(-1);
    if (number === undefined) return undefined;
    const text = await readFile(claimPath(stateDir, number), 'utf8').catch(unlessMissing(undefined));
    // Deleted between the two lines above: a newer worker tidied up, so look again.
    if (text === undefined) continue;
    const { pid, nonce } = parseClaim(text);
    return { number, pid, nonce, isAlive: await isWorker(pid, nonce) };
  }
}

/**
 * Starts `node SCRIPT worker ARGS… --claim N --nonce X` in a session of its own and waits until it has made its claim.
 * Returns `{isNew, pid}`; `isNew` is false where a worker was there already or another start was faster.
 * Throws, with what the worker said last, when it ended before it could announce itself.
 */
export async function startWorker({ script, args, stateDir, timeoutMs = 30_000 }) {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const last = await findWorker(stateDir);
  if (last?.isAlive) return { isNew: false, pid: last.pid };

  const number = (last?.number ?? 0) + 1;
  const nonce = randomUUID();
  const child = await spawnDetached(
    [script, 'worker', ...args, '--claim', String(number), '--nonce', nonce],
    stateDir,
  );
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(POLL_MS)) {
    // Asked before the claims are read: a child that has ended has made its claim before, or never will.
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const worker = await findWorker(stateDir);
    if (worker !== undefined && worker.number >= number) {
      return { isNew: worker.nonce === nonce, pid: worker.pid };
    }
    if (hasEnded)
      throw new Error(`The worker ended at once: ${(await lastWords(stateDir)) || 'no reason given'}`);
  }
  throw new Error(`The worker (pid ${child.pid}) did not announce itself within ${timeoutMs / 1000} s.`);
}

/** Called by the worker before it does anything else. False: another one is at work, so end without a word. */
export async function claimWork(stateDir, number, nonce) {
  const draft = join(stateDir, `claim-${nonce}.draft`);
  await writeFile(draft, JSON.stringify({ pid: process.pid, nonce }), { mode: 0o600 });
  try {
    // Unlike rename, link fails when the name is taken, and unlike open('wx') it appears with its content.
    await link(draft, claimPath(stateDir, number));
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const numbers = await claimNumbers(stateDir);
  const isNewest = numbers.at(-1) === number;
  const outdated = isNewest ? numbers.slice(0, -1) : [number];
  for (const other of outdated) await rm(claimPath(stateDir, other), { force: true });
  // What an earlier worker complained of is no news any more.
  if (isNewest) await truncate(logPath(stateDir));
  return isNewest;
}

/** Asks the worker to end, and waits for it. Returns `{outcome: 'not-running' | 'stopped' | 'still-running', pid}`. */
export async function stopWorker(stateDir, timeoutMs = 20_000) {
  const worker = await findWorker(stateDir);
  if (!worker?.isAlive) return { outcome: 'not-running' };
  try {
    process.kill(worker.pid, 'SIGTERM');
  } catch (error) {
    // ESRCH: it ended by itself just now.
    if (error.code !== 'ESRCH') throw error;
  }
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(POLL_MS)) {
    if (!(await isWorker(worker.pid, worker.nonce))) return { outcome: 'stopped', pid: worker.pid };
  }
  return { outcome: 'still-running', pid: worker.pid };
}

/** The last line that the newest worker wrote to its stderr; empty where it had nothing to complain of. */
export async function lastWords(stateDir) {
  const text = await readFile(logPath(stateDir), 'utf8').catch(unlessMissing(''));
  return text.trim().split('\n').at(-1);
}

async function spawnDetached(argv, stateDir) {
  const log = await open(logPath(stateDir), 'a', 0o600);
  try {
    // `detached` gives it a session of its own, so that it outlives the command, the terminal and the monitor.
    const options = { cwd: stateDir, detached: true, stdio: ['ignore', 'ignore', log.fd] };
    const child = spawn(process.execPath, argv, options);
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Ascending. */
async function claimNumbers(stateDir) {
  const names = await readdir(stateDir).catch(unlessMissing([]));
  const numbers = names.flatMap((name) => CLAIM.exec(name)?.[1] ?? []).map(Number);
  return numbers.sort((a, b) => a - b);
}

/** A claim that a power cut emptied belongs to a worker that is dead for certain. */
function parseClaim(text) {
  try {
    const { pid, nonce } = JSON.parse(text);
    if (Number.isInteger(pid) && pid > 1 && typeof nonce === 'string' && nonce !== '') return { pid, nonce };
  } catch {
    // The same answer as for a claim of the wrong shape.
  }
  return { pid: undefined, nonce: undefined };
}

async function isWorker(pid, nonce) {
  return pid !== undefined && (await commandLine(pid)).includes(nonce);
}

/** Empty for a pid that is not there, and for one that has ended and was not collected by its parent yet. */
async function commandLine(pid) {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const ps = promisify(execFile)('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return ps.then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function unlessMissing(substitute) {
  return (error) => {
    if (error.code === 'ENOENT') return substitute;
    throw error;
  };
}

function claimPath(stateDir, number) {
  return join(stateDir, `worker-${number}.json`);
}

function logPath(stateDir) {
  return join(stateDir, 'worker.log');
}
