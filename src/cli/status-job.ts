/** `status JOB`: all that is known of one job. Lines of at most the terminal's width. */

import type { StatusReading } from '../app/status.ts';
import { commandOn } from '../core/command-on.ts';
import { shellWord } from '../core/doctor-check.ts';
import { outboxEntriesOf, queueItemsOf } from '../core/job-entries.ts';
import type { JobOverview, Ran } from '../core/job-overview.ts';
import { isHeld } from '../core/outbox.ts';
import { duration, oneLine } from '../core/text.ts';
import type { OutboxEntry, QueueItem } from '../schema/state.ts';
import {
  ackWords,
  anomalyWords,
  markOf,
  nextReportWords,
  ranWords,
  silenceWords,
  stateWords,
} from './job-words.ts';
import { createPaint, type Paint, type Style } from './paint.ts';
import { afterWords, kindWords, policyWords } from './policy-words.ts';
import { progressBar, progressCount, progressPairs } from './progress-bar.ts';
import { titleOf } from './status-cells.ts';
import type { TableStyle } from './status-table.ts';
import { wrapTo } from './text-width.ts';
import { type Fact, renderFacts } from './waiting-lines.ts';
import { ago, clockTime } from './when.ts';

export const JOB_LABEL_COLUMNS = 15;
/** Finished queue items beyond these are history. */
const MOST_QUEUE_ITEMS = 5;
const LONGEST_BAR = 30;
const SHORTEST_BAR = 6;
/** ` 100%`. */
const PERCENT_COLUMNS = 5;

type Row = Fact | false | undefined;

export function renderJobStatus(reading: StatusReading, style: TableStyle): readonly string[] {
  const [view] = reading.overview.jobs;
  if (view === undefined) return [];
  const paint = createPaint(style.hasColour);
  const mark = markOf(view);
  const facts = (rows: readonly Row[]) => {
    const known = rows.filter((row) => row !== undefined && row !== false);
    return renderFacts(known, style.columns, paint, JOB_LABEL_COLUMNS);
  };
  const now = reading.overview.now.epochSeconds;
  return [
    ...wrapTo(`${mark.sign} ${titleOf(view)}`, style.columns).map((line) => paint(mark.style, line)),
    '',
    ...facts(standing(view, now)),
    ...progressLines(view, style.columns, paint),
    ...facts(reports(view, now)),
    '',
    ...facts(rules(view)),
    '',
    ...facts(past(view, reading, now)),
  ];
}

function standing(view: JobOverview, now: number): readonly Row[] {
  const { since, status, anomaly, needsPerson, message } = view;
  const isLong = view.job.kind === 'long_running_read';
  const stood =
    since === undefined || !isLong ? '' : `, since ${clockTime(since, now)} (${duration(now - since)})`;
  const pid = status?.pid === undefined ? '' : `, pid ${status.pid}`;
  const trouble: Style = needsPerson ? 'red' : 'yellow';
  const wrong = anomalyWords(view, now);
  return [
    ['state', `${stateWords(view)}${stood}${pid}`, markOf(view).style],
    wrong !== undefined && ['trouble', wrong, trouble],
    view.isStoppedByOperator && ['stopped', `by its operator; to go on: ${commandOn('start', view.job.id)}`],
    status?.stopReason !== undefined && anomaly === undefined && ['stop reason', oneLine(status.stopReason)],
    status?.message !== undefined && ['message', oneLine(status.message)],
    status === undefined && wrong === undefined && message !== undefined && ['message', message],
  ];
}

function progressLines(view: JobOverview, columns: number, paint: Paint): readonly string[] {
  const progress = view.status?.progress;
  const pairs = progressPairs(progress).join(' · ');
  const bar = barLine(view, columns - JOB_LABEL_COLUMNS, paint);
  const label = paint('dim', 'progress'.padEnd(JOB_LABEL_COLUMNS));
  const facts: readonly Fact[] = pairs === '' ? [] : [[bar === undefined ? 'progress' : '', pairs]];
  return [
    ...(bar === undefined ? [] : [label + bar]),
    ...renderFacts(facts, columns, paint, JOB_LABEL_COLUMNS),
  ];
}

/** With the numbers behind the bar where there is room for both. */
function barLine(view: JobOverview, room: number, paint: Paint): string | undefined {
  const progress = view.status?.progress;
  const count = progressCount(progress);
  for (const behind of [count === '' ? '' : `  ${count}`, '']) {
    const length = Math.min(LONGEST_BAR, room - PERCENT_COLUMNS - behind.length);
    if (length < SHORTEST_BAR) continue;
    const bar = progressBar(progress, length, markOf(view).style, paint);
    return bar && bar.painted + behind;
  }
  return undefined;
}

function reports(view: JobOverview, now: number): readonly Row[] {
  const { lastProgressAt, lastReportAt, nextReport } = view;
  const silence = silenceWords(view, now);
  const ack = ackWords(view, now);
  return [
    lastProgressAt !== undefined && ['last progress', momentWords(lastProgressAt, now)],
    lastReportAt !== undefined && ['last report', momentWords(lastReportAt, now)],
    ['next report', nextReportWords(nextReport, now)],
    silence !== undefined && ['silence', silence],
    ack !== undefined && ['acknowledged', ack],
  ];
}

function rules({ job }: JobOverview): readonly Row[] {
  const commands = Object.entries(job.commands).flatMap(([name, argv]): Fact[] =>
    argv === undefined ? [] : [[`  ${name}`, oneLine(argv.map(shellWord).join(' '))]],
  );
  return [
    ['kind', kindWords(job)],
    job.kind === 'long_running_read' && ['policy', policyWords(job.policy)],
    job.cwd !== undefined && ['folder', oneLine(job.cwd)],
    ['commands', ''],
    ...commands,
    job.after.length > 0 && ['followed by', job.after.map(afterWords).join('; ')],
  ];
}

function past(view: JobOverview, { state }: StatusReading, now: number): readonly Row[] {
  const { job, lastStart, lastStop, lastRun } = view;
  const row = (label: string, ran: Ran | undefined): Row => [
    label,
    ran === undefined ? 'never' : ranWords(ran, now),
    ran?.exitCode ? 'red' : undefined,
  ];
  const runs =
    job.kind === 'long_running_read'
      ? [row('last start', lastStart), row('last stop', lastStop)]
      : [row('last run', lastRun)];
  const items = queueItemsOf(state, job.id).slice(-MOST_QUEUE_ITEMS);
  const entries = outboxEntriesOf(state, job.id);
  return [
    ...runs,
    ...items.map((item, i): Row => [i === 0 ? 'queue items' : '', itemWords(item, now)]),
    ...entries.map((entry, i): Row => [i === 0 ? 'to be told' : '', entryWords(entry, job.id, now)]),
  ];
}

function itemWords(item: QueueItem, now: number): string {
  const { status, notBefore, startedAt, finishedAt, exitCode, lastError } = item;
  const when = finishedAt ?? startedAt ?? item.createdAt;
  const words = [
    `${oneLine(item.id)} ${oneLine(status ?? 'pending')}`,
    typeof exitCode === 'number' && `exit ${exitCode}`,
    typeof notBefore === 'number' && notBefore > now && `due in ${duration(notBefore - now)}`,
    typeof when === 'number' && `${howWords(item)} ${ago(when, now)}`,
    typeof lastError === 'string' && oneLine(lastError),
  ];
  return words.filter((word) => typeof word === 'string').join(', ');
}

function howWords({ startedAt, finishedAt }: QueueItem): string {
  if (typeof finishedAt === 'number') return 'ended';
  return typeof startedAt === 'number' ? 'started' : 'queued';
}

function entryWords(entry: OutboxEntry, jobId: string, now: number): string {
  const about = entry.sections.filter((section) => section.jobId === jobId);
  const what = [...new Set(about.map(({ importance }) => importance))].join(' and ');
  const times = entry.attempts === 1 ? 'once' : `${entry.attempts} times`;
  const tries = entry.attempts === 0 ? '' : `, tried ${times}`;
  const error = entry.lastError === undefined ? '' : `: ${oneLine(entry.lastError)}`;
  const age = duration(now - entry.createdAt);
  const waits = isHeld(entry) ? `held by the silence, made ${age} ago` : `waits for ${age}`;
  return `${oneLine(entry.id)} ${what}, ${waits}${tries}${error}`;
}

function momentWords(at: number, now: number): string {
  return `${clockTime(at, now)} (${ago(at, now)})`;
}
