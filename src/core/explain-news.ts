/** What there is to tell of a job: each reason to tell, with its figures. */
import { type Anomaly, anomalyOfKey, hasToldAnomaly } from './anomaly.ts';
import { reminderPace } from './decide.ts';
import type { TellReason } from './decision.ts';
import { atAgo, clockText, inBrackets, type JobView } from './explain-view.ts';
import { duration } from './text.ts';
import { unreachable } from './unreachable.ts';

/** What there is to tell, as the end of a sentence that says whether it is told. */
export function whatIsNews(view: JobView, reason: TellReason): string {
  const { job, decision } = view;
  switch (reason.reason) {
    case 'new-anomaly':
      return `${whatIsWrong(view, reason.anomaly)}, and that was not told yet${toldBefore(view)}`;
    case 'reminder':
      return `${nounOf(decision.sight.anomaly)} still stands, and ${toldAgo(reason.sinceToldSeconds)}; a reminder comes every ${duration(reminderPace(job))}`;
    case 'auto-resume':
      return whatOfResume(view);
    case 'recovered':
      return `${toldAnomaly(view)} that was told is over, after ${duration(reason.lastedSeconds)}`;
    case 'completed':
      return decision.saysCompletedEarlier
        ? 'it completed in quiet hours, and that was not told yet'
        : 'it completed, and that was not told yet';
    case 'changed':
      return whatChanged(view, reason.what);
    case 'interval':
      return `a routine report is due: ${lastWas(reason.elapsedSeconds)}, and one comes every ${duration(job.policy.reportEverySeconds)}`;
    case 'progress':
      return 'it progressed, and onlyOnChange is true';
    default:
      return unreachable(reason);
  }
}

function whatIsWrong({ times }: JobView, { kind, stopReason, since }: Anomaly): string {
  const reason = inBrackets(stopReason);
  const isOld = times.now.epochSeconds - since >= 1;
  switch (kind) {
    case 'stalled':
      return `it stalled${reason} ${atAgo(times, since)}`;
    case 'paused':
      return `it is paused${reason}`;
    case 'unknown':
      return isOld ? `its status has been unknown since ${clockText(times, since)}` : 'its status is unknown';
    case 'alert':
      return `its level is alert${reason}`;
    default:
      return unreachable(kind);
  }
}

const NOUNS = {
  stalled: 'the stall',
  paused: 'the pause',
  unknown: 'the unknown status',
  alert: 'the alert',
} as const;

export function nounOf(anomaly: Pick<Anomaly, 'kind' | 'stopReason'> | undefined): string {
  return anomaly === undefined ? 'the trouble' : `${NOUNS[anomaly.kind]}${inBrackets(anomaly.stopReason)}`;
}

function toldAnomaly({ previous }: JobView): string {
  return nounOf(anomalyOfKey(previous.lastAnomalyKey ?? ''));
}

function toldBefore(view: JobView): string {
  return hasToldAnomaly(view.previous) ? ` (what was told is ${toldAnomaly(view)})` : '';
}

function whatOfResume({ decision, previous, job }: JobView): string {
  if (decision.resume.kind === 'start') return 'it is started (auto-resume)';
  if (decision.saysBlocked)
    return `auto-resume is blocked (risk is ${job.risk}), which is told once in a pause`;
  return previous.resumeClaimed === true
    ? 'an auto-resume was cut short, and its outcome is not known'
    : 'an auto-resume was tried';
}

function whatChanged(
  { decision }: JobView,
  what: Extract<TellReason, { reason: 'changed' }>['what'],
): string {
  switch (what) {
    case 'first-seen':
      return 'it is seen for the first time';
    case 'running':
      return decision.sight.status?.running
        ? 'it runs now, and did not before'
        : 'it ran before, and does not now';
    case 'completed':
      return decision.sight.status?.completed ? 'it is completed now' : 'it is no longer completed';
    case 'warning':
      return 'its level has become warn';
    default:
      return unreachable(what);
  }
}

/** Infinite: it is not known to have happened. */
function toldAgo(seconds: number): string {
  return Number.isFinite(seconds) ? `was told ${duration(seconds)} ago` : 'was told nobody knows when';
}

function lastWas(seconds: number): string {
  return Number.isFinite(seconds) ? `the last was ${duration(seconds)} ago` : 'there was none yet';
}
