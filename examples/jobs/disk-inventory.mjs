#!/usr/bin/env node
/**
 * A long read that can be killed at any moment and goes on where it was: counts the files of a folder tree.
 *
 *   node disk-inventory.mjs start  [--root DIR]   begins, or goes on after a stop or a crash; says so if it runs already
 *   node disk-inventory.mjs status                one line of JSON for ops-monitor
 *   node disk-inventory.mjs stop                  ends it cleanly; what was counted is kept
 *
 * To make a job of your own, copy this file and put your work in the place of parts/inventory.mjs. What makes it a job
 * that ops-monitor can watch and resume is here: `start` returns at once, `status` only reads, and neither trusts a pid.
 */
import { opendir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { canResume, readInventory, takeInventory } from './parts/inventory.mjs';
import { claimWork, findWorker, lastWords, startWorker, stopWorker } from './parts/one-worker.mjs';

const THIS_FILE = fileURLToPath(import.meta.url);

/** Each also as an environment variable: `--pace-ms` is DISK_INVENTORY_PACE_MS. */
const DEFAULTS = {
  /** What to count. */
  root: '~',
  /** Where the checkpoint is kept; one folder for each inventory. Beside the jobs folder, so copies do not meet. */
  'state-dir': fileURLToPath(new URL('../state/disk-inventory', import.meta.url)),
  /** Seconds between checkpoints: so much work at most is done again after a crash. */
  'checkpoint-every': '2',
  /** Pause after each folder. Makes a small tree take a while, or spares a busy disk. */
  'pace-ms': '0',
};

const COMMANDS = { start, status, stop, worker };

async function start(options) {
  const root = await realFolder(options.root);
  const before = await readInventory(options.stateDir);
  const { isNew, pid } = await startWorker({
    script: THIS_FILE,
    args: argvOf({ ...options, root }),
    stateDir: options.stateDir,
  });
  if (!isNew) return `already running pid=${pid}`;
  if (canResume(before, root)) return `started pid=${pid}, going on after ${before.scannedDirs} folders`;
  const note = before && !before.completed ? ` (the unfinished one of ${before.root} is dropped)` : '';
  return `started pid=${pid}, counting ${root}${note}`;
}

/** Runs detached, by `start` alone. */
async function worker({ stateDir, root, checkpointEvery, paceMs, claim, nonce }) {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stopping.abort());
  if (!(await claimWork(stateDir, claim, nonce))) return undefined;
  const work = { root, nonce, paceMs, saveEverySeconds: checkpointEvery, signal: stopping.signal };
  await takeInventory({ ...work, stateDir: await realpath(stateDir) });
  return undefined;
}

async function stop({ stateDir }) {
  const { outcome, pid } = await stopWorker(stateDir);
  if (outcome === 'not-running') return 'not running';
  if (outcome === 'stopped') return `stopped pid=${pid}`;
  throw new Error(`The worker (pid ${pid}) was asked to end and has not done so yet. Try again in a while.`);
}

async function status({ stateDir }) {
  // The worker first: should it finish in between, the checkpoint read afterwards is its last one.
  const found = await findWorker(stateDir);
  const saved = await readInventory(stateDir);
  // A worker that begins a new inventory has not saved it yet: the finished one before is over.
  const checkpoint = saved?.completed && found && found.nonce !== saved.nonce ? undefined : saved;
  return JSON.stringify({ ...phase(found, checkpoint, await lastWords(stateDir)), ...progress(checkpoint) });
}

/** The first part of the status: what ops-monitor decides by. */
function phase(found, checkpoint, complaint) {
  if (found?.isAlive && !checkpoint?.completed) {
    const message = `Counting ${checkpoint?.root ?? ''}`.trim();
    return { running: true, completed: false, pid: found.pid, message };
  }
  const idle = { running: false, completed: false };
  if (checkpoint?.completed) return { ...idle, completed: true, message: summary(checkpoint) };
  if (found === undefined)
    return { ...idle, stopReason: 'not started yet', message: 'Nothing was counted yet' };
  // A stop reason is part of what ops-monitor knows a trouble by, so it holds no numbers and no times.
  if (complaint) return { ...idle, stopReason: 'failed', message: complaint };
  if (checkpoint?.stopped) return { ...idle, stopReason: 'stopped', message: 'Stopped on request' };
  return {
    ...idle,
    stopReason: 'killed',
    message: 'The worker ended without a word; start goes on from its checkpoint',
  };
}

/** The second part: how far it is. What counts is what is on disk: a start after a crash goes on from there. */
function progress(checkpoint) {
  const { scannedDirs = 0, foundDirs = 0, files = 0, bytes = 0 } = checkpoint ?? {};
  return {
    progress: { scannedDirs, pendingDirs: foundDirs - scannedDirs, files, bytes },
    // Changes with every folder, and is another one for another inventory.
    progressKey: `${checkpoint?.startedAt ?? 'none'} ${scannedDirs}`,
  };
}

/** One line for a person, with the three kinds of files that take most room. */
function summary({ root, files, bytes, scannedDirs, unreadableDirs, byExtension }) {
  const top = Object.entries(byExtension)
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .slice(0, 3)
    .map(
      ([extension, total]) =>
        `${inUnits(total.bytes)} ${extension === '(none)' ? 'without extension' : extension}`,
    );
  const most = top.length > 0 ? `; most: ${top.join(', ')}` : '';
  const unread = unreadableDirs > 0 ? `; ${unreadableDirs} folders could not be read` : '';
  return `${root}: ${files} files, ${inUnits(bytes)} in ${scannedDirs} folders${most}${unread}`;
}

function inUnits(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** The folder without symlinks in its path. Throws where it is none or may not be read: better now than in the worker. */
async function realFolder(path) {
  try {
    const real = await realpath(path);
    await (await opendir(real)).close();
    return real;
  } catch (error) {
    throw new Error(`Cannot read the folder ${path} (${error.code})`);
  }
}

function readOptions(args) {
  const strings = Object.fromEntries(
    [...Object.keys(DEFAULTS), 'claim', 'nonce'].map((name) => [name, { type: 'string' }]),
  );
  const { values } = parseArgs({ args, options: strings });
  const text = (name) => {
    const value = values[name] ?? process.env[`DISK_INVENTORY_${name.toUpperCase().replaceAll('-', '_')}`];
    return value?.trim() ? value : DEFAULTS[name];
  };
  return {
    root: expand(text('root')),
    stateDir: expand(text('state-dir')),
    checkpointEvery: notNegative('--checkpoint-every', text('checkpoint-every')),
    paceMs: notNegative('--pace-ms', text('pace-ms')),
    claim: Number(values.claim),
    nonce: values.nonce,
  };
}

function argvOf({ root, stateDir, checkpointEvery, paceMs }) {
  const flags = { root, 'state-dir': stateDir, 'checkpoint-every': checkpointEvery, 'pace-ms': paceMs };
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** No shell reads the commands of a job, so nobody else expands the `~`. */
function expand(path) {
  return resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);
}

function notNegative(flag, text) {
  const number = Number(text);
  if (!(number >= 0 && number < Number.POSITIVE_INFINITY))
    throw new Error(`${flag} must be a number, 0 or more, not ${text}`);
  return number;
}

async function main([name, ...args]) {
  if (!Object.hasOwn(COMMANDS, name ?? '')) {
    console.error(
      'Usage: disk-inventory.mjs start|status|stop [--root DIR] [--state-dir DIR] [--checkpoint-every SECONDS] [--pace-ms MS]',
    );
    return 2;
  }
  try {
    const line = await COMMANDS[name](readOptions(args));
    if (line !== undefined) console.log(line);
    return 0;
  } catch (error) {
    console.error(`ERROR: ${error.message}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
