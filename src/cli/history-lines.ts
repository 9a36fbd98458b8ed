/** What `history` prints, for people and for programs. */
import type { HistoryAnswer } from '../app/history.ts';
import type { History } from '../core/history.ts';
import type { Chart } from '../core/history-chart.ts';
import { duration, oneLine } from '../core/text.ts';
import type { JournalEvent } from '../schema/event.ts';
import { wordsOf } from './event-words.ts';
import { localClock, localDay, localMinute } from './local-time.ts';
import { padTo, widthOf } from './text-width.ts';

/** Longer names push their line to the right. */
const WIDEST_SUBJECT = 24;

export function renderHistory({ history, reading }: HistoryAnswer): readonly string[] {
  const { events, leftOut, charts } = history;
  const lines = [...(leftOut > 0 ? [`… ${leftOut} earlier ones (--limit)`] : []), ...timeline(events)];
  const blocks = [
    lines.length > 0 ? lines : [nothing(history, reading.isThere)],
    chartLines(charts, history),
  ];
  return blocks.filter(({ length }) => length > 0).flatMap((block, i) => (i > 0 ? ['', ...block] : block));
}

function nothing({ query }: History, isThere: boolean): string {
  const about = query.job === undefined ? '' : ` of ${oneLine(query.job)}`;
  const none = `nothing${about} in the last ${duration(query.to - query.from)}`;
  return isThere
    ? `${none}; --since 7d looks further back`
    : `${none}: the journal begins with the first tick that sees a job`;
}

/** A line an event, the days apart. */
function timeline(events: readonly JournalEvent[]): readonly string[] {
  const subjects = events.map(subjectOf);
  const width = Math.min(
    WIDEST_SUBJECT,
    Math.max(0, ...new Set(subjects.map((subject) => widthOf(subject)))),
  );
  return events.flatMap((event, i) => {
    const day = localDay(event.at);
    const before = events[i - 1];
    const isNewDay = before === undefined || localDay(before.at) !== day;
    const line = `  ${localClock(event.at)}  ${padTo(subjects[i] ?? '', width)}  ${wordsOf(event)}`;
    return isNewDay ? [...(i > 0 ? [''] : []), day, line] : [line];
  });
}

function subjectOf(event: JournalEvent): string {
  if ('jobs' in event) {
    const [only, ...others] = event.jobs;
    return only !== undefined && others.length === 0 ? oneLine(only) : '-';
  }
  if ('job' in event && event.job !== undefined) return oneLine(event.job);
  if (event.event === 'state-set-aside') return 'state file';
  return event.event.startsWith('config') ? 'job file' : 'all jobs';
}

function chartLines(charts: readonly Chart[], { query }: History): readonly string[] {
  const [first] = charts;
  if (first === undefined) return [];
  const width = Math.min(WIDEST_SUBJECT, Math.max(...charts.map(({ job }) => widthOf(oneLine(job)))));
  const { from, to } = query;
  return [
    `${localMinute(from, to)} to ${localMinute(to, to)}, ${duration(first.cellSeconds)} a cell`,
    ...charts.map(({ job, text }) => `  ${padTo(oneLine(job), width)}  ${text}`),
    '  ▁ to █ running, by progress   ! trouble   · not running',
  ];
}

/** Times are epoch seconds. */
export function historyJson({ history, reading }: HistoryAnswer): Readonly<Record<string, unknown>> {
  const { query, events, leftOut, charts } = history;
  return {
    version: 1,
    from: query.from,
    to: query.to,
    job: query.job ?? null,
    leftOut,
    events: events.map(({ v: _, ...event }) => ({
      ...event,
      text: wordsOf({ v: 1, ...event } as JournalEvent),
    })),
    charts: charts.map(({ cells, runningSeconds, troubleSeconds, ...chart }) => ({
      ...chart,
      runningSeconds: Math.round(runningSeconds),
      troubleSeconds: Math.round(troubleSeconds),
      progress: cells.map(({ progress }) => Math.round(progress * 1000) / 1000),
    })),
    journal: { path: reading.path, strayLines: reading.strayLines, problem: reading.problem ?? null },
  };
}
