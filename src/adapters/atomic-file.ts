import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './process-table.ts';
import { errorCode } from './system-reason.ts';

/** Names of temporary files that this process is writing. */
const inUse = new Set<string>();
let madeSoFar = 0;

/**
 * Puts `text` in place of a file (0600), so that whoever reads sees the old or the new one, whole, after a crash or a
 * power cut as well: temporary file `.NAME.tmp-PID-N` in the same folder, fsync, rename, fsync of the folder. Right
 * before the rename `isStillCurrent` is asked; false drops the text and is handed back. Rejects with the system's
 * error; no temporary file stays then, and the old file is untouched.
 */
export async function replaceFile(
  path: string,
  text: string,
  pid: number,
  isStillCurrent: () => boolean,
): Promise<boolean> {
  removeLeftovers(path, pid);
  const { temporary, file } = await openTemporary(path, pid);
  try {
    await writeWhole(file, text, path);
    // From here to the rename nothing else may run, so both are synchronous.
    const replaces = isStillCurrent();
    if (replaces) renameSync(temporary, path);
    else rmSync(temporary);
    if (replaces) await syncFolder(dirname(path));
    return replaces;
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  } finally {
    inUse.delete(temporary);
  }
}

async function openTemporary(path: string, pid: number): Promise<{ temporary: string; file: FileHandle }> {
  for (;;) {
    madeSoFar += 1;
    const temporary = join(dirname(path), `.${basename(path)}.tmp-${pid}-${madeSoFar}`);
    inUse.add(temporary);
    try {
      return { temporary, file: await open(temporary, 'wx', 0o600) };
    } catch (error) {
      inUse.delete(temporary);
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

async function writeWhole(file: FileHandle, text: string, path: string): Promise<void> {
  try {
    // Repeats short writes until all is written.
    await file.writeFile(text);
    await keepOwner(file, path);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Root, as under sudo, must not take the file from its owner, whose cron could not read it any more. */
async function keepOwner(file: FileHandle, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const owner = statSync(path, { throwIfNoEntry: false }) ?? statSync(dirname(path));
  if (owner.uid !== 0) await file.chown(owner.uid, owner.gid).catch(() => {});
}

/** Temporary files of processes that were killed while they wrote. */
function removeLeftovers(path: string, pid: number): void {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.tmp-`;
  for (const name of readdirSync(folder)) {
    const [, writer] = (name.startsWith(prefix) && /^(\d+)-\d+$/.exec(name.slice(prefix.length))) || [];
    if (writer === undefined || inUse.has(join(folder, name))) continue;
    // In containers each run may have the same pid: what bears ours and is not in use is an earlier one's.
    if (Number(writer) === pid || !isAlive(Number(writer))) removeQuietly(join(folder, name));
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // On a disk that just became read-only it stays; the next write removes it.
  }
}

/** Makes a rename last. Some file systems cannot sync a folder, and need no sync of it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    if (errorCode(error) === 'EIO') throw error;
  } finally {
    await handle?.close();
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
