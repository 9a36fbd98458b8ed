/** What of the journal answers a question: which events, and a chart for each job that had any. Pure. */
import type { JournalEvent } from '../schema/event.ts';
import { type Chart, chartOf } from './history-chart.ts';
import type { JobId } from './model.ts';

export interface HistoryQuery {
  /** Absent: all jobs. */
  readonly job: JobId | undefined;
  /** Epoch seconds; the end is included. */
  readonly from: number;
  readonly to: number;
  /** The newest so many; absent: all. */
  readonly limit: number | undefined;
  /** False: progress is left to the chart. */
  readonly withProgress: boolean;
}

export interface History {
  readonly query: HistoryQuery;
  /** The newest last. */
  readonly events: readonly JournalEvent[];
  /** Older ones of the span, beyond the limit. */
  readonly leftOut: number;
  /** By job id. One-shots have none: they do not run on. */
  readonly charts: readonly Chart[];
}

/** `all`: the oldest first. What was before the span tells how its jobs stood when it began. */
export function historyOf(all: readonly JournalEvent[], query: HistoryQuery): History {
  const { job, from, to, limit = Number.POSITIVE_INFINITY, withProgress } = query;
  const spanned = all.filter((event) => event.at >= from && event.at <= to);
  const asked = spanned.filter(
    (event) => (job === undefined || concerns(event, job)) && (withProgress || event.event !== 'progress'),
  );
  const ids = job === undefined ? [...new Set(spanned.flatMap(jobOf))].sort() : [job];
  const leftOut = Math.max(0, asked.length - limit);
  return {
    query,
    events: asked.slice(leftOut),
    leftOut,
    charts: ids.flatMap((id) => chartOf(all, id, from, to) ?? []),
  };
}

/** Whether the journal knows of a job, in whatever time. */
export function isInJournal(all: readonly JournalEvent[], job: JobId): boolean {
  return all.some((event) => jobOf(event).includes(job) || ('jobs' in event && event.jobs.includes(job)));
}

function concerns(event: JournalEvent, job: JobId): boolean {
  if ('jobs' in event) return event.jobs.includes(job);
  if (event.event === 'silenced' || event.event === 'unsilenced') return (event.job ?? job) === job;
  return jobOf(event).includes(job);
}

function jobOf(event: JournalEvent): readonly JobId[] {
  return 'job' in event && event.job !== undefined ? [event.job] : [];
}
