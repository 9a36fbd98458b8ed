import type { SendNote } from '../core/events-of-outbox.ts';
import type { MonitorState } from '../schema/state.ts';
import type { Clock, EventWriter, StateStore } from './ports.ts';

/**
 * The same store, with a line in the journal for whatever a saved change came to. Of a change that was applied several
 * times the last application is the one that was written. The journal is no one's memory: one that cannot be written, or
 * a crash between the state and it, costs lines of `history` and nothing else.
 */
export function withJournal(store: StateStore, journal: EventWriter, clock: Clock): StateStore {
  return {
    read: () => store.read(),
    async transact(change) {
      let saved: Saved | undefined;
      const result = await store.transact((before) => {
        const changed = change(before);
        saved = { before, after: changed.state, sent: changed.sent };
        return changed;
      });
      if (saved !== undefined && !isTickMarks(saved)) await write(journal, saved, clock);
      return result;
    },
  };
}

interface Saved {
  readonly before: MonitorState;
  readonly after: MonitorState;
  readonly sent: SendNote | undefined;
}

const MARKS: ReadonlySet<string> = new Set(['jobs', 'lastTickAt', 'updatedAt', 'meanTickGapSeconds']);

/** An idle tick leaves nothing but its own time: it need not load what looks closer. */
function isTickMarks({ before, after }: Saved): boolean {
  const keys = Object.keys({ ...before, ...after }).filter((key) => !MARKS.has(key));
  if (keys.some((key) => before[key] !== after[key])) return false;
  return Object.keys(after.jobs).every((id) => after.jobs[id] === before.jobs[id]);
}

async function write(journal: EventWriter, { before, after, sent }: Saved, clock: Clock): Promise<void> {
  const at = clock.now().epochSeconds;
  try {
    const { eventsBetween } = await import('../core/events.ts');
    const events = eventsBetween(before, after, at, sent);
    if (events.length > 0) await journal.append(events);
  } catch {
    // What was to be done is done and saved; nobody is to be kept from it by what is only for reading.
  }
}
