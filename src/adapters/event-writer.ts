/** Writes the journal. Small and without libraries: a tick that has something to tell loads it. */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { EventWriter } from '../app/ports.ts';
import type { JournalEvent } from '../schema/event.ts';
import { hasRoom, journalPath, KEPT_JOURNALS } from './journal-path.ts';
import { errorCode } from './system-reason.ts';

/** A journal that has grown to this is put aside. */
const LARGEST_BYTES = 1024 * 1024;
/** A longer line is left out: nothing of ours is that long, but for names of that length. */
const LONGEST_LINE = 4096;
/** Of more events at once, as of a thousand jobs that change in one tick, the first are kept. */
const MOST_EVENTS = 1000;
/** A mark of who rotates that is older was left by a process that died. */
const ROTATION_SECONDS = 10;

export interface EventWriterOptions {
  readonly stateFile: string;
  /** Absent: 1 MiB. */
  readonly largestBytes?: number;
}

export function createEventWriter({
  stateFile,
  largestBytes = LARGEST_BYTES,
}: EventWriterOptions): EventWriter {
  return {
    async append(events) {
      const text = events.slice(0, MOST_EVENTS).map(lineOf).join('');
      if (text === '') return;
      try {
        const path = journalPath(stateFile);
        if (!hasRoom(path)) return;
        const descriptor = openJournal(path, largestBytes);
        if (descriptor !== undefined) write(descriptor, text);
      } catch {
        // A journal is good to have and no reason to fail: `history` says why it is not written.
      }
    },
  };
}

function lineOf(event: JournalEvent): string {
  const line = `${JSON.stringify(event)}\n`;
  return line.length > LONGEST_LINE ? '' : line;
}

/** For appending, with room in it; undefined where what is there is not ours to write to. */
function openJournal(path: string, largestBytes: number): number | undefined {
  for (let attempt = 0; ; attempt += 1) {
    const descriptor = openOurs(path);
    if (descriptor === undefined) return undefined;
    const stats = fstatSync(descriptor);
    // A second name is a backup's: what was backed up is not to be written to.
    const isFull = stats.size >= largestBytes || stats.nlink > 1;
    if (!isFull || attempt > 0 || !rotate(path, stats)) return descriptor;
    closeSync(descriptor);
  }
}

/** Never through a symbolic link, never into a pipe that somebody put there, and readable by nobody else. */
function openOurs(path: string): number | undefined {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const descriptor = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  const stats = fstatSync(descriptor);
  if (stats.isFile() && isOurs(descriptor, stats, path)) return descriptor;
  closeSync(descriptor);
  return undefined;
}

/** Root, as under sudo, writes for the owner of the folder, whose cron could not write to root's file. */
function isOurs(descriptor: number, { uid, mode }: Stats, path: string): boolean {
  const self = process.geteuid?.();
  if (self === undefined) return true;
  const folder = self === 0 ? statSync(dirname(path)) : undefined;
  if (folder && uid === 0 && folder.uid !== 0) fchownSync(descriptor, folder.uid, folder.gid);
  if (uid !== self && uid !== folder?.uid) return false;
  if ((mode & 0o077) !== 0) fchmodSync(descriptor, 0o600);
  return true;
}

/** In one call, so that lines of several processes stay whole. Without an fsync: the state is what has to last. */
function write(descriptor: number, text: string): void {
  try {
    const { size } = fstatSync(descriptor);
    // A line that was torn, by a full disk or a crash, must not take the next one with it.
    const isTorn = size > 0 && lastByte(descriptor, size) !== '\n';
    writeSync(descriptor, Buffer.from(isTorn ? `\n${text}` : text));
  } finally {
    closeSync(descriptor);
  }
}

function lastByte(descriptor: number, size: number): string {
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, size - 1);
  return byte.toString('latin1');
}

/**
 * Puts the journal aside as `….jsonl.1`, the one before as `.2`, and drops the oldest. One process at a time, or the
 * second would put aside what the first has only begun; false where another is at it. `full`: the file that is meant.
 */
function rotate(path: string, full: Stats): boolean {
  const mark = `${path}.rotating`;
  if (!take(mark)) return false;
  try {
    if (statSync(path, { throwIfNoEntry: false })?.ino !== full.ino) return true;
    for (let n = KEPT_JOURNALS; n > 0; n -= 1) {
      const younger = n === 1 ? path : `${path}.${n - 1}`;
      if (statSync(younger, { throwIfNoEntry: false }) !== undefined) renameSync(younger, `${path}.${n}`);
    }
    return true;
  } finally {
    unlinkSync(mark);
  }
}

function take(mark: string): boolean {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  try {
    closeSync(openSync(mark, O_WRONLY | O_CREAT | O_EXCL, 0o600));
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    const age = Date.now() - (statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    // The next writer finds it gone.
    if (Math.abs(age) > ROTATION_SECONDS * 1000) unlinkSync(mark);
    return false;
  }
}
