/** A job's past as a row of blocks: how it progressed, and when something was wrong. Pure. */
import type { JournalEvent } from '../schema/event.ts';
import type { JobId } from './model.ts';

export interface Chart {
  readonly job: JobId;
  readonly cellSeconds: number;
  readonly cells: readonly Cell[];
  /** A character a cell: `▁` to `█` running, by progress; `!` trouble; `·` not running, or nothing known. */
  readonly text: string;
  readonly runningSeconds: number;
  readonly troubleSeconds: number;
}

export interface Cell {
  readonly isRunning: boolean;
  readonly isTrouble: boolean;
  /** What was done in it, in the job's unit; without numbers, how often it progressed (once in ten minutes at most). */
  readonly progress: number;
}

const CELLS = 48;
const BLOCKS = '▁▂▃▄▅▆▇█';
/** Progress is written down once in ten minutes: what lies this far back at most was made since the last time. */
const PROGRESS_REACH_SECONDS = 1200;

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Progress extends Span {
  readonly amount: number;
}

/** Undefined for a job that was never seen to run or stand. `all`: events of any job, the oldest first. */
export function chartOf(
  all: readonly JournalEvent[],
  job: JobId,
  from: number,
  to: number,
): Chart | undefined {
  const events = all.filter((event) => event.at <= to && 'job' in event && event.job === job);
  if (!events.some(({ event }) => WATCHED.has(event))) return undefined;
  const running = runningSpans(events, to);
  const trouble = troubleSpans(events, to);
  const progress = progressSpans(events);
  const cellSeconds = (to - from) / CELLS;
  const cells = Array.from({ length: CELLS }, (_, i) => {
    const cell = { from: from + i * cellSeconds, to: from + (i + 1) * cellSeconds };
    return {
      isRunning: running.some((span) => overlap(span, cell) > 0),
      isTrouble: trouble.some((span) => overlap(span, cell) > 0),
      progress: progress.reduce((sum, made) => sum + made.amount * share(made, cell), 0),
    };
  });
  const whole = { from, to };
  return {
    job,
    cellSeconds,
    cells,
    text: drawn(cells),
    runningSeconds: within(running, whole),
    troubleSeconds: within(trouble, whole),
  };
}

const WATCHED: ReadonlySet<JournalEvent['event']> = new Set([
  'changed',
  'progress',
  'reminded',
  'recovered',
  'raised',
]);

function runningSpans(events: readonly JournalEvent[], to: number): Span[] {
  const spans: Span[] = [];
  let since: number | undefined;
  for (const event of events) {
    // What led to a progress may stand in a journal that is gone.
    if (event.event === 'progress') since ??= event.at;
    if (event.event !== 'changed') continue;
    if (event.to === 'running') since ??= event.at;
    else if (since !== undefined) {
      spans.push({ from: since, to: event.at });
      since = undefined;
    }
  }
  return since === undefined ? spans : [...spans, { from: since, to }];
}

function troubleSpans(events: readonly JournalEvent[], to: number): Span[] {
  const spans: Span[] = [];
  let since: number | undefined;
  const end = (at: number) => {
    if (since !== undefined) spans.push({ from: since, to: at });
    since = undefined;
  };
  for (const event of events) {
    if (isAnomaly(event)) since ??= event.since ?? event.at;
    if (event.event === 'recovered') {
      // The end that is told later was written down when it came.
      if (event.endedAt === undefined) since ??= event.since;
      end(event.endedAt ?? event.at);
    }
  }
  end(to);
  return spans;
}

function isAnomaly(
  event: JournalEvent,
): event is Extract<JournalEvent, { event: 'raised' | 'told' | 'reminded' }> {
  return (
    event.event === 'raised' ||
    event.event === 'reminded' ||
    (event.event === 'told' && event.what === 'trouble')
  );
}

/** Steps back, as of a job that began anew, are no progress. */
function progressSpans(events: readonly JournalEvent[]): Progress[] {
  const marks = events.flatMap((event) => (event.event === 'progress' ? [event] : []));
  const isCounted = marks.filter(({ done }) => done !== undefined).length > 1;
  return marks.map((mark, i) => {
    const before = marks[i - 1];
    const made = isCounted ? (mark.done ?? 0) - (before?.done ?? mark.done ?? 0) : 1;
    const from = Math.max(before?.at ?? mark.at, mark.at - PROGRESS_REACH_SECONDS);
    return { from, to: mark.at, amount: Math.max(0, made) };
  });
}

function overlap(a: Span, b: Span): number {
  return Math.min(a.to, b.to) - Math.max(a.from, b.from);
}

function within(spans: readonly Span[], whole: Span): number {
  return spans.reduce((sum, span) => sum + Math.max(0, overlap(span, whole)), 0);
}

/** How much of `span` lies in `cell`, from 0 to 1. An instant lies in one cell alone. */
function share(span: Span, cell: Span): number {
  const length = span.to - span.from;
  if (length > 0) return Math.max(0, overlap(span, cell)) / length;
  return span.to > cell.from && span.to <= cell.to ? 1 : 0;
}

function drawn(cells: readonly Cell[]): string {
  const most = cells.reduce((highest, { progress }) => Math.max(highest, progress), 0);
  return cells.map((cell) => glyph(cell, most)).join('');
}

function glyph({ isRunning, isTrouble, progress }: Cell, most: number): string {
  if (isTrouble) return '!';
  if (!isRunning && progress === 0) return '·';
  const height = progress === 0 ? 0 : Math.ceil((progress / most) * (BLOCKS.length - 1));
  return BLOCKS[height] ?? '';
}
