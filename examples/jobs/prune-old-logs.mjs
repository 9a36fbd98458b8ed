#!/usr/bin/env node
/**
 * A job that writes: deletes the log files of one folder that nobody has written to for some days.
 *
 *   node prune-old-logs.mjs --folder DIR [--older-than-days 30]            says what it would delete
 *   node prune-old-logs.mjs --folder DIR [--older-than-days 30] --delete   deletes it
 *
 * ops-monitor never runs a job of kind one_shot_write, so this is started by a person, or by an agent that a person
 * told to. It guesses nothing: without a folder it refuses, and without --delete it only looks.
 */
import { lstat, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const MS_PER_DAY = 24 * 60 * 60 * 1000;

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      folder: { type: 'string', default: '' },
      'older-than-days': { type: 'string', default: '30' },
      delete: { type: 'boolean', default: false },
    },
  });
  // An empty text would be the current folder, and as a number 0: both would delete what nobody meant.
  if (values.folder.trim() === '') throw new Error('--folder DIR is missing: say where the logs are');
  const days = Number(values['older-than-days'].trim() || Number.NaN);
  if (!(days >= 1)) throw new Error('--older-than-days must be a number, 1 or more');
  return { folder: expand(values.folder), days, shouldDelete: values.delete };
}

/** No shell reads the commands of a job, so nobody else expands the `~`. */
function expand(path) {
  return resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);
}

/** Regular files named *.log in the folder itself: no symlinks, nothing in folders below. `[{path, bytes}]`, by name. */
async function findOldLogs(folder, days) {
  const oldest = Date.now() - days * MS_PER_DAY;
  const old = [];
  for (const name of (await readdir(folder)).sort()) {
    if (!name.endsWith('.log')) continue;
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isFile() && stats.mtimeMs < oldest) old.push({ path, bytes: stats.size });
  }
  return old;
}

/** Goes on after a file that cannot be deleted. Returns how many those were. */
async function deleteAll(logs) {
  let failures = 0;
  for (const { path } of logs) {
    try {
      await rm(path);
    } catch (error) {
      failures += 1;
      console.error(`ERROR: cannot delete ${path} (${error.code})`);
    }
  }
  return failures;
}

async function prune({ folder, days, shouldDelete }) {
  const logs = await findOldLogs(folder, days);
  for (const { path } of logs) console.log(`${shouldDelete ? 'delete' : 'would delete'} ${path}`);
  const failures = shouldDelete ? await deleteAll(logs) : 0;
  const megabytes = (logs.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
  const found = `${logs.length} logs older than ${days} days in ${folder}, ${megabytes} MB`;
  console.log(
    shouldDelete
      ? `${found}: ${logs.length - failures} deleted`
      : `${found}: nothing deleted without --delete`,
  );
  return failures === 0 ? 0 : 1;
}

async function main(args) {
  try {
    return await prune(readOptions(args));
  } catch (error) {
    console.error(`ERROR: ${error.message}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
