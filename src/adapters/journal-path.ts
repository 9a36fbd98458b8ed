import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { followLinks } from './state-on-disk.ts';

/** How many full journals are kept beside the one that is written: `….jsonl.1` is the newest of them. */
export const KEPT_JOURNALS = 2;

/**
 * `ops-monitor.events.jsonl` beside `ops-monitor.json`: the file itself, links followed, so that all who share a state
 * share its journal. Throws StateFailure where the state is no file.
 */
export function journalPath(stateFile: string): string {
  return `${followLinks(stateFile).replace(/\.json$/, '')}.events.jsonl`;
}

/** What is left of a disk belongs to the state: the journal is not to be what fills it. */
const LEAST_FREE_BYTES = 4 * 1024 * 1024;
const LEAST_FREE_FILES = 64;

/** A disk that does not say, as some of the network's do not, is taken to have room. */
export function hasRoom(journal: string): boolean {
  try {
    const { blocks, bavail, bsize, files, ffree } = statfsSync(dirname(journal));
    const isFull = blocks > 0 && bavail * bsize < LEAST_FREE_BYTES;
    return !isFull && !(files > 0 && ffree < LEAST_FREE_FILES);
  } catch {
    return true;
  }
}
