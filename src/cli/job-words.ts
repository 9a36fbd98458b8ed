/** How a job is put in words, marks and colours, in the table as in the view of one job. Without line breaks. */
import type { JobOverview, Ran } from '../core/job-overview.ts';
import type { NextReport } from '../core/next-report.ts';
import { duration, oneLine } from '../core/text.ts';
import type { Style } from './paint.ts';
import { ago, clockTime, milliseconds } from './when.ts';

export interface Mark {
  readonly sign: string;
  readonly style: Style;
}

export function markOf(view: JobOverview): Mark {
  const mark = markOfState(view);
  return view.isDisabled ? { ...mark, style: 'dim' } : mark;
}

function markOfState({ state, anomaly, needsPerson }: JobOverview): Mark {
  const trouble: Style = needsPerson ? 'red' : 'yellow';
  switch (state) {
    case 'unknown':
      return { sign: '?', style: trouble };
    case 'paused':
      return { sign: '‖', style: trouble };
    case 'running':
      return anomaly ? { sign: '!', style: trouble } : { sign: '▶', style: 'green' };
    case 'completed':
      return anomaly ? { sign: '!', style: trouble } : { sign: '✓', style: 'green' };
    case 'succeeded':
      return { sign: '✓', style: 'green' };
    case 'failed':
      return { sign: '✗', style: 'red' };
    case 'never-ran':
    case 'approved':
    case 'not-approved':
      return { sign: '·', style: 'dim' };
  }
}

/** One or two words. */
export function stateWords({ state, anomaly, lastRun }: JobOverview): string {
  switch (state) {
    case 'running':
    case 'completed':
      return anomaly?.kind ?? state;
    case 'succeeded':
    case 'failed':
      return `exit ${lastRun?.exitCode}`;
    case 'never-ran':
      return 'never ran';
    case 'not-approved':
      return 'unapproved';
    case 'paused':
    case 'unknown':
    case 'approved':
      return state;
  }
}

/** What is wrong and since when; undefined where nothing is. */
export function anomalyWords({ anomaly, status, message }: JobOverview, now: number): string | undefined {
  if (anomaly === undefined) return undefined;
  const since = `since ${clockTime(anomaly.since, now)} (${duration(now - anomaly.since)})`;
  const reason = anomaly.stopReason === null ? '' : `: ${oneLine(anomaly.stopReason)}`;
  switch (anomaly.kind) {
    case 'stalled':
      return `runs without progress ${since}${reason}`;
    case 'paused':
      return `neither runs nor has completed, ${since}${reason}`;
    case 'unknown':
      return `cannot be seen ${since}: ${message}`;
    case 'alert':
      return `says level=alert, ${since}${status?.message === undefined ? reason : ''}`;
  }
}

export function silenceWords({ silence }: JobOverview, now: number): string | undefined {
  if (silence === undefined) return undefined;
  const reason = silence.reason === undefined ? '' : `: ${oneLine(silence.reason)}`;
  const held = silence.held > 0 ? `, ${silence.held} held back` : '';
  return `until ${clockTime(silence.until, now)}${held}${reason}`;
}

export function ackWords({ ack }: JobOverview, now: number): string | undefined {
  if (ack === undefined) return undefined;
  const reason = ack.reason === undefined ? '' : `: ${oneLine(ack.reason)}`;
  return `since ${clockTime(ack.at, now)}${reason}`;
}

/** For a narrow column: `in 12m`, `08:00 quiet`; undefined where none is to come. */
export function nextReportShort(next: NextReport, now: number): string | undefined {
  if (next.what === 'none') return NONE_SHORT[next.because];
  if (next.heldBy === 'quiet-hours') return `${clockTime(next.at, now)} quiet`;
  if (next.heldBy === 'silence') return `${clockTime(next.at, now)} silent`;
  return next.at <= now ? 'at next tick' : `in ${duration(next.at - now)}`;
}

const NONE_SHORT: Readonly<Partial<Record<string, string>>> = {
  'routine-reports-off': 'off',
  acknowledged: 'acked',
};

/** A sentence: `routine, in 12m (14:14)`. */
export function nextReportWords(next: NextReport, now: number): string {
  if (next.what === 'none') return WHY_NONE[next.because];
  if (next.at <= now) return `${next.what}, by the next tick`;
  const when = `${next.what}, in ${duration(next.at - now)} (${clockTime(next.at, now)})`;
  if (next.heldBy === undefined) return when;
  return `${when}, when ${next.heldBy === 'silence' ? 'the silence ends' : 'the quiet hours end'}`;
}

const WHY_NONE: Readonly<Record<Extract<NextReport, { what: 'none' }>['because'], string>> = {
  disabled: 'none: the job is disabled, and no tick watches it',
  'one-shot': 'none by time: a check speaks when it runs and finds something',
  'just-started': 'none yet: it was started just now',
  'routine-reports-off': 'none while it goes on like this: routine reports are off',
  'completion-told': 'none: its completion was told',
  'anomaly-told': 'none while it stays like this: it was told',
  acknowledged: 'none until the trouble changes or ends: it was acknowledged',
  'stopped-by-operator': 'none: it was stopped by its operator, and waits to be started',
  'not-sure-yet': 'none yet: its status must fail more often in a row before that is told',
};

/** `exit 0 in 12ms, 2h 05m ago (11:57)`. */
export function ranWords({ at, exitCode, durationMs }: Ran, now: number): string {
  const took = durationMs === undefined ? '' : ` in ${milliseconds(durationMs)}`;
  const when = at === undefined ? 'at an unknown time' : `${ago(at, now)} (${clockTime(at, now)})`;
  return exitCode === undefined ? when : `exit ${exitCode}${took}, ${when}`;
}
