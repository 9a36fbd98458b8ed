/**
 * The folders that are still to be read, in a file instead of in memory: one JSON string a line, first in, first out.
 *
 * A checkpoint needs no copy of it, only two numbers: how far it was read (`readAt`) and how long it was (`end`),
 * both in bytes. So a checkpoint costs the same whether ten folders wait or ten million. What a killed worker appended
 * after its last checkpoint lies behind `end`, where nobody reads, and is written over. The file grows by a line for
 * every folder found, and the job deletes it when all are read.
 */
import { open } from 'node:fs/promises';

const READ_BYTES = 64 * 1024;
const WRITE_CHARACTERS = 256 * 1024;

/** Paths are strings of bytes (latin1), so in the file a character is a byte and lengths need no counting. */
const ENCODING = 'latin1';

/** `mark` is what `save` returned at the last checkpoint; undefined begins a queue that holds `first` alone. */
export async function openFolderQueue(path, { mark, first }) {
  const file = await open(path, mark === undefined ? 'w+' : 'r+', 0o600);
  /** What was put since the file was last written to; it belongs at offset `written`. */
  let tail = mark === undefined ? toLine(first) : '';
  let written = mark?.end ?? 0;
  let { readAt, end } = mark ?? { readAt: 0, end: tail.length };
  /** Lines read ahead, the next one last. */
  let ahead = [];

  if ((await file.stat()).size < written) {
    throw new Error(`${path} is shorter than its checkpoint says. Delete both to begin again from nothing.`);
  }

  async function writeTail() {
    while (tail !== '') {
      // A disk that is nearly full takes a part and refuses the rest in the next round.
      const { bytesWritten } = await file.write(tail, written, ENCODING);
      written += bytesWritten;
      tail = tail.slice(bytesWritten);
    }
  }

  async function readAhead() {
    if (readAt === end) return;
    if (written < end) await writeTail();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, readAt);
    const text = buffer.toString(ENCODING, 0, Math.min(bytesRead, end - readAt));
    // The last line may be cut in two here and is read again, whole, by the next call. One always fits: a path that
    // can be opened has 4 KiB at most, six times that when every character is escaped.
    ahead = text.slice(0, text.lastIndexOf('\n')).split('\n').reverse();
  }

  return {
    /** The next folder, which stays the next one until `commit`; undefined when all are read. */
    async peek() {
      if (ahead.length === 0) await readAhead();
      const line = ahead.at(-1);
      return line === undefined ? undefined : JSON.parse(line);
    },
    /** Adds a folder that was found. It counts from the next `commit` on. */
    async put(folder) {
      tail += toLine(folder);
      if (tail.length > WRITE_CHARACTERS) await writeTail();
    },
    /** The folder that `peek` returned is finished, and what was put while it was read is found. */
    commit() {
      readAt += ahead.pop().length + 1;
      end = written + tail.length;
    },
    /** Forgets what was put since the last `commit`. */
    rollback() {
      tail = end > written ? tail.slice(0, end - written) : '';
      written = Math.min(written, end);
    },
    /** Brings everything committed onto the disk and returns the mark for a checkpoint. */
    async save() {
      await writeTail();
      await file.datasync();
      return { readAt, end };
    },
    close: () => file.close(),
  };
}

function toLine(folder) {
  return `${JSON.stringify(folder)}\n`;
}
