/** Nothing of a silenced job leaves the outbox, and no alert of it is lost there. */
import type { MonitorState, OutboxEntry } from '../schema/state.ts';
import { isHeld, nextEntryId } from './outbox.ts';
import { countHeld, silenceOf } from './silence.ts';

/**
 * Takes what is about a silenced job out of the messages that wait, into a message of that job alone which waits for the
 * end of the silence, and lets go what no silence keeps any more. Routine news is dropped, and a message that is half out
 * stays whole. `at`: epoch seconds.
 */
export function holdSilenced(state: MonitorState, at: number): MonitorState {
  if (state.silences === undefined && !state.outbox.some(isHeld)) return state;
  let next = state;
  for (const entry of state.outbox) {
    next = isHeld(entry) ? replaced(next, entry, [waitingOn(next, entry, at)]) : divided(next, entry, at);
  }
  return next;
}

/** The silence may have been replaced by a longer or a shorter one since, or lifted. */
function waitingOn(state: MonitorState, entry: OutboxEntry, at: number): OutboxEntry {
  const silence = silenceOf(state, entry.silencedJob ?? '', at);
  if (silence !== undefined) return { ...entry, nextAttemptAt: silence.until };
  const { silencedJob: _, ...free } = entry;
  return { ...free, nextAttemptAt: at };
}

function divided(state: MonitorState, entry: OutboxEntry, at: number): MonitorState {
  const silencedJobs = new Map(
    entry.sections.flatMap(({ jobId }) => {
      const silence = jobId === undefined ? undefined : silenceOf(state, jobId, at);
      return jobId === undefined || silence === undefined ? [] : [[jobId, silence]];
    }),
  );
  if (silencedJobs.size === 0 || entry.partsSent > 0) return state;
  const loud = entry.sections.filter(({ jobId }) => jobId === undefined || !silencedJobs.has(jobId));
  const entries = loud.length === 0 ? [] : [{ ...entry, sections: loud }];
  let next = state;
  for (const [jobId, { until }] of silencedJobs) {
    const sections = entry.sections.filter(
      (section) => section.jobId === jobId && section.importance !== 'routine',
    );
    if (sections.length === 0) continue;
    // The first of them keeps the id: a send that is under way strikes what it sent.
    const id =
      entries.length === 0 ? entry.id : nextEntryId({ ...next, outbox: [...next.outbox, ...entries] });
    const takenFrom = id === entry.id ? undefined : { takenFrom: entry.id };
    entries.push({ ...entry, id, sections, silencedJob: jobId, nextAttemptAt: until, ...takenFrom });
    const alerts = sections.filter(({ importance }) => importance === 'alert').length;
    next = countHeld(next, jobId, at, alerts);
  }
  return replaced(next, entry, entries);
}

/** Without what was taken out of a message while that was under way, and went out with it all the same. */
export function withoutSent(state: MonitorState, { id, sections }: OutboxEntry): MonitorState {
  if (state.outbox.every(({ takenFrom }) => takenFrom !== id)) return state;
  const sent = new Set(sections.map(nameOfSection));
  const outbox = state.outbox.flatMap((entry) => {
    if (entry.takenFrom !== id || entry.partsSent > 0) return [entry];
    const left = entry.sections.filter((section) => !sent.has(nameOfSection(section)));
    return left.length === 0 ? [] : [{ ...entry, sections: left }];
  });
  return { ...state, outbox };
}

function nameOfSection({ jobId, importance, text }: OutboxEntry['sections'][number]): string {
  return JSON.stringify([jobId, importance, text]);
}

function replaced(state: MonitorState, old: OutboxEntry, entries: readonly OutboxEntry[]): MonitorState {
  return { ...state, outbox: state.outbox.flatMap((entry) => (entry === old ? entries : [entry])) };
}
