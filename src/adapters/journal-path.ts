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
