#!/usr/bin/env node
/**
 * A check that speaks up only when somebody must act: is a file system fuller than a limit?
 *
 *   node free-space.mjs [--path /] [--limit-percent 90]
 *
 * ops-monitor passes the output on when it holds the words ACTION REQUIRED, and stays silent otherwise. So trouble found
 * is exit 0 like no trouble; any other exit says that the check itself did not work, which is told as well.
 */
import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      path: { type: 'string', default: '/' },
      'limit-percent': { type: 'string', default: '90' },
    },
  });
  const limit = Number(values['limit-percent'].trim() || Number.NaN);
  if (!(limit >= 0 && limit <= 100)) throw new Error('--limit-percent must be a number from 0 to 100');
  return { path: expand(values.path), limit };
}

/** No shell reads the commands of a job, so nobody else expands the `~`. */
function expand(path) {
  return resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);
}

/** As `df` counts: what is kept back for the system administrator is neither used nor left. */
async function measure(path) {
  const { blocks, bfree, bavail, bsize } = await statfs(path);
  const used = blocks - bfree;
  if (used + bavail === 0) throw new Error(`the file system of ${path} has no size`);
  return { percent: (100 * used) / (used + bavail), leftBytes: bavail * bsize };
}

function sentence({ path, limit, percent, leftBytes }) {
  const left = `${(leftBytes / 1e9).toFixed(1)} GB left`;
  const isFull = percent > limit;
  return `${isFull ? 'ACTION REQUIRED' : 'OK'}: ${path} is ${percent.toFixed(1)} % full (limit ${limit} %), ${left}`;
}

async function main(args) {
  try {
    const options = readOptions(args);
    console.log(sentence({ ...options, ...(await measure(options.path)) }));
    return 0;
  } catch (error) {
    console.error(`ERROR: ${error.message}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
