/** What stands in the columns of the table for one job, and what is said below it. */
import type { JobOverview } from '../core/job-overview.ts';
import { duration, oneLine } from '../core/text.ts';
import { ackWords, anomalyWords, markOf, nextReportShort, silenceWords, stateWords } from './job-words.ts';
import type { Paint, Style } from './paint.ts';
import { progressBar, progressCount, progressPairs } from './progress-bar.ts';
import { cutTo } from './text-width.ts';
import { ago, clockTime } from './when.ts';

export type ColumnName = 'state' | 'since' | 'progress' | 'moved' | 'report';

/** How much is shown where; the first that fits is taken. */
export interface Plan {
  readonly columns: readonly ColumnName[];
  /** Times by the clock too, and the numbers behind a bar. */
  readonly isWide: boolean;
  readonly barLength: number;
  /** Names longer than this may be cut. */
  readonly shortestName: number;
}

export interface Cell {
  readonly text: string;
  /** The same with colours. */
  readonly painted: string;
}

/** A name, and behind it the id that commands take where that is another. */
export function titleOf({ job }: JobOverview): string {
  const [name, id] = [oneLine(job.name), oneLine(job.id)];
  return name === id ? id : `${name} (${id})`;
}

export function cellOf(name: ColumnName, view: JobOverview, plan: Plan, now: number, paint: Paint): Cell {
  switch (name) {
    case 'state':
      return coloured(stateWords(view), markOf(view).style, paint);
    case 'since': {
      const since = view.anomaly?.since ?? view.since;
      return since === undefined
        ? nothing(paint)
        : plain(pointInTime(since, duration(now - since), plan, now));
    }
    case 'progress':
      return progressCell(view, plan, paint);
    case 'moved': {
      const at = view.lastProgressAt;
      return at === undefined ? nothing(paint) : plain(pointInTime(at, ago(at, now), plan, now));
    }
    case 'report': {
      const words = nextReportShort(view.nextReport, now);
      return words === undefined ? nothing(paint) : plain(words);
    }
  }
}

function nothing(paint: Paint): Cell {
  return coloured('–', 'dim', paint);
}

function plain(text: string): Cell {
  return { text, painted: text };
}

function coloured(text: string, style: Style, paint: Paint): Cell {
  return { text, painted: paint(style, text) };
}

function pointInTime(at: number, passed: string, { isWide }: Plan, now: number): string {
  return isWide ? `${clockTime(at, now)} (${passed})` : passed;
}

function progressCell(view: JobOverview, { barLength, isWide }: Plan, paint: Paint): Cell {
  const progress = view.status?.progress;
  const bar = progressBar(progress, barLength, markOf(view).style, paint);
  if (bar === undefined) {
    const pairs = progressPairs(progress).join(' ');
    return pairs === '' ? nothing(paint) : plain(cutTo(pairs, barLength + 5 + (isWide ? 12 : 0)));
  }
  const count = isWide ? `  ${progressCount(progress)}`.trimEnd() : '';
  return { text: bar.text + count, painted: bar.painted + count };
}

/** Lines below a job, without indent; `isCut`: its title did not fit. */
export function detailsOf(
  view: JobOverview,
  plan: Plan,
  isCut: boolean,
  now: number,
): readonly (readonly [Style, string])[] {
  const anomaly = anomalyWords(view, now);
  const message = view.state === 'unknown' && anomaly !== undefined ? undefined : ownMessage(view);
  const rest = [
    isCut && oneLine(view.job.name) !== oneLine(view.job.id) && `id ${oneLine(view.job.id)}`,
    view.isDisabled && 'disabled',
    view.isStoppedByOperator && view.state === 'paused' && 'stopped by its operator',
    ...droppedColumns(view, plan, now),
    view.silence && `silenced ${silenceWords(view, now)}`,
    view.ack && `acknowledged ${ackWords(view, now)}`,
  ].filter((part) => typeof part === 'string');
  return [
    ...(anomaly === undefined ? [] : [[view.needsPerson ? 'red' : 'yellow', anomaly] as const]),
    ...(message === undefined ? [] : [['dim', message] as const]),
    ...(rest.length === 0 ? [] : [['dim', rest.join(' · ')] as const]),
  ];
}

function ownMessage({ status, message }: JobOverview): string | undefined {
  if (status === undefined) return message;
  return status.message === undefined ? undefined : oneLine(status.message);
}

function droppedColumns(view: JobOverview, { columns }: Plan, now: number): readonly (string | false)[] {
  const { lastProgressAt, nextReport, status } = view;
  const pairs = progressPairs(status?.progress).join(' ');
  // The end of a silence is said beside its reason.
  const isSaid = nextReport.what !== 'none' && nextReport.heldBy === 'silence';
  const report = isSaid ? undefined : nextReportShort(nextReport, now);
  return [
    !columns.includes('progress') && pairs !== '' && pairs,
    !columns.includes('moved') && lastProgressAt !== undefined && `progress ${ago(lastProgressAt, now)}`,
    !columns.includes('report') && report !== undefined && `next report ${report}`,
  ];
}
