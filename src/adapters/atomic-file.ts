import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './process-table.ts';
import { errorCode } from './system-reason.ts';

let madeSoFar = 0;

/**
 * Puts `bytes` in place of a file (0600), so that whoever reads sees the old or the new one, whole, after a crash or a
 * power cut as well: temporary file `.NAME.tmp-PID-N` in the same folder, fsync, rename, fsync of the folder. Right
 * before the rename `isStillCurrent` is asked; false drops them and is handed back. Throws the system's error; no
 * temporary file stays then, and the old file is untouched. Synchronous: `node:fs/promises` and its threads take longer
 * to load and start than all of this.
 */
export function replaceFile(
  path: string,
  bytes: Buffer,
  pid: number,
  isStillCurrent: () => boolean,
): boolean {
  removeLeftovers(path, pid);
  const { temporary, descriptor } = openTemporary(path, pid);
  try {
    writeWhole(descriptor, bytes, path);
    const replaces = isStillCurrent();
    if (replaces) renameSync(temporary, path);
    else unlinkSync(temporary);
    if (replaces) syncFolder(dirname(path));
    return replaces;
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

function openTemporary(path: string, pid: number): { temporary: string; descriptor: number } {
  for (;;) {
    madeSoFar += 1;
    const temporary = join(dirname(path), `.${basename(path)}.tmp-${pid}-${madeSoFar}`);
    try {
      return { temporary, descriptor: openSync(temporary, 'wx', 0o600) };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

function writeWhole(descriptor: number, bytes: Buffer, path: string): void {
  try {
    // Repeats short writes until all is written.
    writeFileSync(descriptor, bytes);
    keepOwner(descriptor, path);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Root, as under sudo, must not take the file from its owner, whose cron could not read it any more. */
function keepOwner(descriptor: number, path: string): void {
  if (process.getuid?.() !== 0) return;
  const owner = statSync(path, { throwIfNoEntry: false }) ?? statSync(dirname(path));
  if (owner.uid === 0) return;
  try {
    fchownSync(descriptor, owner.uid, owner.gid);
  } catch {
    // Some file systems know no owners.
  }
}

/** Temporary files of processes that were killed while they wrote. */
function removeLeftovers(path: string, pid: number): void {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.tmp-`;
  for (const name of readdirSync(folder)) {
    const [, writer] = (name.startsWith(prefix) && /^(\d+)-\d+$/.exec(name.slice(prefix.length))) || [];
    if (writer === undefined) continue;
    // In containers each run may have the same pid: what bears ours is an earlier one's.
    if (Number(writer) === pid || !isAlive(Number(writer))) removeQuietly(join(folder, name));
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // On a disk that just became read-only it stays; the next write removes it.
  }
}

/** Makes a rename last. Some file systems cannot open or sync a folder, and need no sync of it. */
function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, constants.O_RDONLY);
    fsyncSync(descriptor);
  } catch (error) {
    if (descriptor !== undefined && errorCode(error) === 'EIO') throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * A regular file's bytes, at most `limit` + 1 of them; undefined where there is none. Throws the system's error, or
 * one whose message says what it is in place of a regular file; a named pipe is never waited for.
 */
export function readRegularFile(path: string, limit: number): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(stats.isDirectory() ? 'a folder, not a file' : 'not a regular file');
    const bytes = Buffer.alloc(Math.min(stats.size, limit + 1));
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
