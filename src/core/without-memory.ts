/** What is told when the state cannot be saved (disk full, read-only): trouble alone, at a pace that needs no memory. */
import type { MonitorState, OutboxEntry, OutboxSection } from '../schema/state.ts';
import { splitForDelivery } from './message-parts.ts';
import type { Instant, JobId } from './model.ts';
import { textOf } from './outbox.ts';
import { section } from './report.ts';
import type { ReportTexts } from './report-texts.ts';
import { oneLine } from './text.ts';

const PACE_SECONDS = 3600;
const PACE_WITHOUT_STATE_SECONDS = 900;
const USUAL_TICK_GAP_SECONDS = 60;
/** A window as wide as this many gaps catches a tick that comes late by half of one. */
const WINDOW_GAPS = 1.5;
/** The first tick may have been lost as well: it found another at work, or nobody to send by. */
const FIRST_GAPS = WINDOW_GAPS + 1;
/** Ticks by hand make the mean too short. A scheduler of a minute is to be caught by the windows all the same. */
const SHORTEST_WINDOW_SECONDS = WINDOW_GAPS * USUAL_TICK_GAP_SECONDS;

/**
 * Whether it is this tick's turn to tell, by how long ago the last state was saved: the first that could not, and those
 * about each full hour. Nobody knows who has told before, so the windows are wide enough that one tick at least falls
 * into each: two tellings are better than none. `state` is the last one that could be saved, as far as it can be read.
 */
export function tellsWithoutMemory(state: MonitorState, now: Instant): boolean {
  // Where nothing can be read there is no first tick: the wait for the next turn is shorter then.
  const pace = state.lastTickAt === undefined ? PACE_WITHOUT_STATE_SECONDS : PACE_SECONDS;
  const gap = state.meanTickGapSeconds ?? USUAL_TICK_GAP_SECONDS;
  const elapsed = now.epochSeconds - (state.lastTickAt ?? 0);
  // Less than nothing is a clock that was set back: about each full hour until it has caught up.
  if (elapsed >= 0 && elapsed < Math.max(FIRST_GAPS * gap, SHORTEST_WINDOW_SECONDS)) return true;
  // Half of it before the hour: ticks that keep their pace fall into the middle, one into each.
  const reach = Math.max(WINDOW_GAPS * gap, SHORTEST_WINDOW_SECONDS) / 2;
  return Math.floor((elapsed + reach) / pace) > Math.floor((elapsed - reach) / pace);
}

/** Each comes again with each telling, since none can be struck: the newest of them are enough. */
const MOST_MESSAGES = 10;

export interface WaitingMessages {
  /** Each as the parts that are still to be sent. */
  readonly messages: readonly (readonly string[])[];
  /** Older ones, for which there was no room. */
  readonly leftOut: number;
  /** What they tell of. */
  readonly jobIds: ReadonlySet<JobId>;
}

/** What counts as told, and is not: all but routine news in `entries`, which are those for the reader of this telling. */
export function waitingMessages(entries: readonly OutboxEntry[], now: Instant): WaitingMessages {
  const told = entries.flatMap((entry) => {
    // It may be out already, and has a pace of its own.
    if ((entry.unknowns ?? 0) > 0 && entry.nextAttemptAt > now.epochSeconds) return [];
    // The parts of a message that is half out would not fit together if anything were taken away.
    const sections = entry.partsSent > 0 ? entry.sections : entry.sections.filter(isMoreThanRoutine);
    return sections.some(isMoreThanRoutine) ? [{ ...entry, sections }] : [];
  });
  const newest = told.slice(-MOST_MESSAGES);
  return {
    messages: newest.map(partsLeft),
    leftOut: told.length - newest.length,
    jobIds: new Set(newest.flatMap(({ sections }) => sections.flatMap(({ jobId }) => jobId ?? []))),
  };
}

function isMoreThanRoutine({ importance }: OutboxSection): boolean {
  return importance !== 'routine';
}

/** At least the last one, as where it is delivered from the outbox. */
function partsLeft(entry: OutboxEntry): readonly string[] {
  const parts = splitForDelivery(textOf(entry));
  return parts.slice(Math.min(entry.partsSent, parts.length - 1));
}

/** The jobs of which a reminder waits: one that is planned now takes its place. */
export function remindedJobs(entries: readonly OutboxEntry[]): ReadonlySet<JobId> {
  const sections = entries.flatMap((entry) => entry.sections);
  return new Set(sections.flatMap(({ importance, jobId = [] }) => (importance === 'reminder' ? jobId : [])));
}

/** `planned`: the sections of a tick that could not be saved. `waiting`: what is sent in front of them. */
export function sectionsWithoutMemory(
  planned: readonly OutboxSection[],
  reason: string,
  texts: ReportTexts,
  { leftOut, jobIds }: Pick<WaitingMessages, 'leftOut' | 'jobIds'> = { leftOut: 0, jobIds: new Set() },
  reminded: ReadonlySet<JobId> = new Set(),
): readonly OutboxSection[] {
  const text = section(texts.stateUnwritable, [
    texts.error(oneLine(reason)),
    texts.watchingWithoutState,
    leftOut > 0 && texts.olderWaiting(leftOut),
  ]);
  // Who reads old trouble of a job is to know that it is over.
  const isEnd = ({ importance, jobId = '' }: OutboxSection) =>
    (importance === 'recovery' || importance === 'completion') && jobIds.has(jobId);
  const isReminder = ({ importance, jobId = '' }: OutboxSection) =>
    importance === 'reminder' && reminded.has(jobId);
  const isNews = (one: OutboxSection) => one.importance === 'alert' || isEnd(one) || isReminder(one);
  const news = planned.filter(isNews);
  return [{ importance: 'alert', text }, ...news];
}
