/**
 * What happened, read off a change of the state: the lines of the journal that `history` shows. Pure, and for people
 * alone: nothing is decided by it. Texts of jobs and channels are one short line each; outputs, messages and targets are
 * left out.
 */
import type { JournalEvent } from '../schema/event.ts';
import type { MonitorState } from '../schema/state.ts';
import type { Change, NewReports } from './event-parts.ts';
import { commandEvents } from './events-of-commands.ts';
import { outboxEvents, type SendNote } from './events-of-outbox.ts';
import { queueEvents } from './events-of-queue.ts';
import { settingEvents } from './events-of-settings.ts';
import { watchEvents } from './events-of-watch.ts';
import { jobState } from './job-state.ts';

/**
 * What led from one state to the next, in the order of its telling: seen, done, told, sent. `after` must have been made
 * from `before`, so that what nobody touched is the very same object. `at`: when it was saved, epoch seconds. `sent`: what
 * the channel answered, which no state keeps.
 */
export function eventsBetween(
  before: MonitorState,
  after: MonitorState,
  at: number,
  sent?: SendNote,
): readonly JournalEvent[] {
  if (before === after) return [];
  const change: Change = {
    before,
    after,
    at: Math.round(at * 1000) / 1000,
    report: newReports(before, after),
  };
  const touched = Object.keys(after.jobs).filter((id) => after.jobs[id] !== before.jobs[id]);
  return [
    ...settingEvents(change),
    ...queueEvents(change),
    ...touched.flatMap((id) => {
      const [was, is] = [jobState(before, id), jobState(after, id)];
      return [...commandEvents(change, id, was, is), ...watchEvents(change, id, was, is)];
    }),
    ...outboxEvents(change, sent),
  ];
}

function newReports(before: MonitorState, after: MonitorState): NewReports {
  if (before.outbox === after.outbox) return { id: undefined, entries: [] };
  const known = new Set(before.outbox.map(({ id }) => id));
  const entries = after.outbox.filter(({ id }) => !known.has(id));
  return { id: entries.at(-1)?.id, entries };
}
