/** The outbox: what is still to be told, in order, and what each outcome of a send makes of it (SPEC section 9). */
import type { MonitorState, OutboxEntry, OutboxSection } from '../schema/state.ts';
import type { SendOutcome } from './model.ts';
import { renderReport } from './report.ts';
import { unreachable } from './unreachable.ts';
import { withMend } from './with-mend.ts';

/** Waits after the first failed attempts, in seconds: the next tick, then 1, 2, 5 and from then on 10 minutes. */
const RETRY_DELAYS = [0, 60, 120, 300, 600] as const;
/** After an unknown outcome: once more in 10 minutes. Should that stay unknown too, ever more rarely, but never given up:
 *  a double is better than a loss, and a stream of doubles is not. */
const UNKNOWN_DELAYS = [600, 3600, 21_600, 86_400] as const;
export const REFUSED_DELAY = 3600;
/** A channel that asks for more than a day is asked again after one. */
const LONGEST_RETRY_AFTER = 86_400;

export interface NewReport {
  readonly via: OutboxEntry['via'];
  readonly target: string | undefined;
  readonly header: string;
  readonly sections: readonly OutboxSection[];
  readonly at: number;
}

/**
 * Adds a report (none where it has no sections), and drops waiting routine news of the jobs that it tells more of: what
 * waits for the same reader, since no other gets the newer news.
 */
export function post(state: MonitorState, report: NewReport): MonitorState {
  if (report.sections.length === 0) return state;
  const jobIds = new Set(report.sections.flatMap((section) => section.jobId ?? []));
  const entry: OutboxEntry = {
    id: nextEntryId(state),
    createdAt: report.at,
    via: report.via,
    ...(report.target !== undefined && { target: report.target }),
    header: report.header,
    sections: [...report.sections],
    attempts: 0,
    nextAttemptAt: report.at,
    partsSent: 0,
  };
  const left = state.outbox.flatMap((waiting) =>
    waiting.via === entry.via && waiting.target === entry.target ? without(waiting, jobIds) : [waiting],
  );
  return { ...state, outbox: [...left, entry] };
}

/** Unique among what waits: the revision that is being made, and a count for a second report within it. */
export function nextEntryId(state: MonitorState): string {
  const taken = new Set(state.outbox.map((entry) => entry.id));
  const base = `r${state.revision + 1}`;
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}.${n}`;
  return id;
}

/** A message that is half out stays as it is, or its parts would not fit together. */
function without(entry: OutboxEntry, jobIds: ReadonlySet<string>): OutboxEntry[] {
  if (entry.partsSent > 0) return [entry];
  const isStale = ({ importance, jobId }: OutboxSection) =>
    (importance === 'routine' || importance === 'reminder') && jobId !== undefined && jobIds.has(jobId);
  const sections = entry.sections.filter((section) => !isStale(section));
  return sections.length === 0
    ? []
    : [sections.length === entry.sections.length ? entry : { ...entry, sections }];
}

export function textOf(entry: OutboxEntry): string {
  return renderReport(entry.header, entry.sections);
}

/** Nothing in it but routine news: it may be sent without a sound, and is not sent twice. */
export function isRoutine(entry: OutboxEntry): boolean {
  return entry.sections.every((section) => section.importance === 'routine');
}

/** The first entry that is due and not to be passed over now. `passed` holds ids, `halted` targets whose turn is over. */
export function nextDue(
  state: MonitorState,
  at: number,
  passed: ReadonlySet<string>,
  halted: ReadonlySet<string | undefined>,
): OutboxEntry | undefined {
  return state.outbox.find(
    (entry) =>
      entry.via === 'channel' &&
      !isHeld(entry) &&
      entry.nextAttemptAt <= at &&
      !passed.has(entry.id) &&
      !halted.has(entry.target),
  );
}

/** The state after one part of an entry was given to the channel. */
export function afterSend(
  state: MonitorState,
  entryId: string,
  sent: { readonly part: number; readonly parts: number; readonly outcome: SendOutcome; readonly at: number },
): MonitorState {
  const entry = state.outbox.find(({ id }) => id === entryId);
  if (entry === undefined) return state;
  const left = entryAfter(entry, sent);
  return {
    ...state,
    outbox: state.outbox.flatMap((other) =>
      other.id !== entryId ? [other] : left === undefined ? [] : [left],
    ),
  };
}

function entryAfter(
  entry: OutboxEntry,
  { part, parts, outcome, at }: { part: number; parts: number; outcome: SendOutcome; at: number },
): OutboxEntry | undefined {
  switch (outcome.kind) {
    case 'sent':
      return part >= parts ? undefined : { ...entry, partsSent: part, nextAttemptAt: at };
    case 'failed':
      return waiting(
        entry,
        outcome.detail,
        at +
          Math.max(
            step(RETRY_DELAYS, entry.attempts),
            Math.min(outcome.retryAfterSeconds ?? 0, LONGEST_RETRY_AFTER),
          ),
      );
    case 'refused':
      return waiting(entry, withMend(outcome), at + REFUSED_DELAY);
    case 'unknown':
      return afterUnknown(entry, outcome.detail, at);
    default:
      return unreachable(outcome);
  }
}

/** The n-th of ever longer waits, the last of them for all that follow. */
function step(delays: readonly number[], n: number): number {
  return delays[Math.min(n, delays.length - 1)] ?? 0;
}

function waiting(entry: OutboxEntry, lastError: string, nextAttemptAt: number): OutboxEntry {
  return { ...entry, attempts: entry.attempts + 1, nextAttemptAt, lastError };
}

/** Alerts, recoveries and completions go again; routine news does not, not even beside them. */
function afterUnknown(entry: OutboxEntry, detail: string, at: number): OutboxEntry | undefined {
  if (isRoutine(entry)) return undefined;
  const unknowns = entry.unknowns ?? 0;
  const isWhole = entry.partsSent === 0;
  const sections = isWhole
    ? entry.sections.filter(({ importance }) => importance !== 'routine')
    : entry.sections;
  const next = waiting({ ...entry, sections }, detail, at + step(UNKNOWN_DELAYS, unknowns));
  return { ...next, unknowns: unknowns + 1 };
}

/** Whether it waits for the end of a silence, and not for the channel. */
export function isHeld(entry: OutboxEntry): boolean {
  return entry.silencedJob !== undefined;
}

/** Deliveries that fail for a while are usual. */
const LONGEST_WAIT_SECONDS = 900;

/** Whether it has waited for longer than is usual at `at` (epoch seconds). */
export function isLate({ createdAt }: OutboxEntry, at: number): boolean {
  return at - createdAt > LONGEST_WAIT_SECONDS;
}

/** Those that a silence keeps back. */
export function heldEntries(state: MonitorState): readonly OutboxEntry[] {
  return state.outbox.filter(isHeld);
}

/** The messages that still wait for the channel. */
export function waitingEntries(state: MonitorState): readonly OutboxEntry[] {
  return state.outbox.filter((entry) => entry.via === 'channel' && !isHeld(entry));
}
