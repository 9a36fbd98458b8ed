import { eventsBetween } from '../core/events.ts';
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
      if (saved !== undefined) await write(journal, saved, clock);
      return result;
    },
  };
}

interface Saved {
  readonly before: MonitorState;
  readonly after: MonitorState;
  readonly sent: SendNote | undefined;
}

async function write(journal: EventWriter, { before, after, sent }: Saved, clock: Clock): Promise<void> {
  try {
    const events = eventsBetween(before, after, clock.now().epochSeconds, sent);
    if (events.length > 0) await journal.append(events);
  } catch {
    // What was to be done is done and saved; nobody is to be kept from it by what is only for reading.
  }
}
