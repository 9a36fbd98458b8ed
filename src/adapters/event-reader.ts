import { constants, lstatSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type EventReader, type JournalReading, StateFailure } from '../app/ports.ts';
import { parseEventLine } from '../schema/event.ts';
import { hasRoom, journalPath, KEPT_JOURNALS } from './journal-path.ts';
import { errorCode, systemReason } from './system-reason.ts';
import { readTextFile, type TextFile } from './text-file.ts';

/** Reads the journal of a state file, with the full ones that were put aside. */
export function createEventReader(stateFile: string): EventReader {
  return {
    async read() {
      try {
        return await readJournal(journalPath(stateFile));
      } catch (error) {
        if (!(error instanceof StateFailure)) throw error;
        return { path: stateFile, events: [], strayLines: 0, isThere: false, problem: error.message };
      }
    },
  };
}

async function readJournal(path: string): Promise<JournalReading> {
  const files = await readAll(path);
  const lines = files.flatMap(({ file }) => (file.kind === 'text' ? file.text.split('\n') : []));
  const filled = lines.filter((line) => line !== '');
  const events = filled.map(parseEventLine).filter((event) => event !== undefined);
  return {
    path,
    // Those of two processes are written in the order of their writing, which is nearly that of their times.
    events: events.sort((a, b) => a.at - b.at),
    strayLines: filled.length - events.length,
    isThere: files.some(({ file }) => file.kind !== 'absent'),
    problem: whyUnreadable(files) ?? (await whyUnwritable(path)),
  };
}

interface JournalFile {
  readonly path: string;
  readonly file: TextFile;
}

/** The oldest first. Read the other way round, so that one which is put aside meanwhile is met twice and not never. */
async function readAll(current: string): Promise<readonly JournalFile[]> {
  const files: JournalFile[] = [];
  for (let n = 0; n <= KEPT_JOURNALS; n += 1) {
    const path = n === 0 ? current : `${current}.${n}`;
    const file = await readTextFile(path, 'refuse');
    if (isSame(file, files.at(-1)?.file)) files.pop();
    files.push({ path, file });
  }
  return files.reverse();
}

function isSame(file: TextFile, younger: TextFile | undefined): boolean {
  if (file.kind !== 'text' || younger?.kind !== 'text' || younger.text === '') return false;
  return file.text.startsWith(younger.text);
}

function whyUnreadable(files: readonly JournalFile[]): string | undefined {
  const reasons = files.flatMap(({ path, file }) =>
    file.kind === 'unreadable' ? [`${path} ${file.why}`] : [],
  );
  return reasons.at(-1);
}

/** As the writer would find it, who says nothing. */
async function whyUnwritable(path: string): Promise<string | undefined> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  const place = stats === undefined ? dirname(path) : path;
  try {
    await access(place, constants.W_OK);
  } catch (error) {
    // A folder that is not there yet is made with the state.
    return errorCode(error) === 'ENOENT' ? undefined : `${place} cannot be written: ${systemReason(error)}`;
  }
  const self = process.geteuid?.() ?? 0;
  if (stats !== undefined && self !== 0 && stats.uid !== self)
    return `${path} belongs to another user, and is not written to`;
  return hasRoom(path) ? undefined : `the disk is nearly full, and its rest is kept for the state: ${path}`;
}
