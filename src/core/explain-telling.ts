/** Why a tick would tell of a job, or would not: each reason of a decision as a sentence, with its figures. */
import { commandOn } from './command-on.ts';
import type { SilenceReason, TellReason } from './decision.ts';
import { whatIsNews } from './explain-news.ts';
import { ago, atAgo, clockText, inBrackets, inTime, type JobView, untilIn } from './explain-view.ts';
import { quietUntil } from './quiet-hours.ts';
import { duration } from './text.ts';
import { unreachable } from './unreachable.ts';

/** The first sentence begins with «would tell» where the decision tells, and with «silent» or «held» where it does not. */
export function explainTelling(view: JobView): readonly string[] {
  const { decision } = view;
  // A decision tells for the one kind of reason, and keeps silent for the other.
  if (!decision.tells) return [explainSilence(view, decision.because as SilenceReason)];
  const reason = decision.because as TellReason;
  const also = [
    decision.recoveredAfterSeconds !== undefined &&
      reason.reason !== 'recovered' &&
      `that what was told before is over after ${duration(decision.recoveredAfterSeconds)}`,
    decision.saysCompletedEarlier && reason.reason !== 'completed' && 'that it completed in quiet hours',
    decision.saysBlocked && reason.reason !== 'auto-resume' && 'that auto-resume is blocked',
  ].filter((what) => what !== false);
  const addition = also.length === 0 ? '' : `; the message also says ${also.join(' and ')}`;
  return [`would tell: ${whatIsNews(view, reason)}${addition}`];
}

/** A silence that has nothing to hold now. */
export function explainSilenced(view: JobView): readonly string[] {
  const { silence, decision } = view;
  if (silence === undefined || decision.because.reason === 'silenced') return [];
  return [silencedUntil(view, silence.until)];
}

function explainSilence(view: JobView, because: SilenceReason): string {
  const { job, previous, times } = view;
  switch (because.reason) {
    case 'silenced':
      return `held: ${silencedUntil(view, because.until)}; held now: ${whatIsNews(view, because.holds)}`;
    case 'acknowledged':
      return `silent: acknowledged ${atAgo(times, because.at)}${inBrackets(previous.ack?.reason)}: no reminder until it changes or ends`;
    case 'quiet-hours':
      return heldByQuietHours(view, because);
    case 'not-sure-yet':
      return `silent: failed probe ${because.failures} of the ${because.needed} in a row that it takes to be told (failuresBeforeAlert)`;
    case 'anomaly-already-told':
      return `silent: ${lastTold(view)}; ${nextReminder(view, because.remindInSeconds)}`;
    case 'within-interval':
      return `silent: routine report ${inTime(because.remainingSeconds)}${holdThen(view, because.remainingSeconds)}${orAtOnce(view)}`;
    case 'routine-reports-off': {
      const { reportWhileRunning } = job.policy;
      const why = reportWhileRunning ? 'reportEverySeconds is 0' : 'reportWhileRunning is false';
      return `silent: no routine reports (${why})${reportWhileRunning ? orAtOnce(view) : ''}`;
    }
    case 'completion-already-told':
      return 'silent: it completed, and that was told';
    case 'stopped-by-operator':
      return `silent: that you stopped it is no trouble; it counts as stopped until ${commandOn('start', job.id)}`;
    default:
      return unreachable(because);
  }
}

function silencedUntil({ silence, isSilencedWithAll, times }: JobView, until: number): string {
  const who = isSilencedWithAll ? 'all jobs are silenced' : 'silenced';
  const held = silence?.held ?? 0;
  const count = held === 0 ? '' : `, ${held} ${held === 1 ? 'alert' : 'alerts'} held so far`;
  return `${who} ${untilIn(times, until)}${inBrackets(silence?.reason)}${count}`;
}

function heldByQuietHours(
  view: JobView,
  { holds, isToldLater }: Extract<SilenceReason, { reason: 'quiet-hours' }>,
): string {
  const quiet = `quiet hours ${quietEnd(view, view.times.now.epochSeconds)}`;
  const news = whatIsNews(view, holds);
  if (isToldLater) return `held: ${quiet}; told then: ${news}`;
  // What is due by time stays due.
  return holds.reason === 'interval' ? `held: ${quiet}; ${news}` : `silent: ${quiet} drop this: ${news}`;
}

/** `until 08:00, in 5h 10m`, of the quiet hours that hold at an epoch second. */
function quietEnd({ job, times }: JobView, epochSeconds: number): string {
  const { quietHours } = job.policy;
  const end = quietUntil(quietHours, times.at(epochSeconds), (second) => times.at(second));
  return end === undefined ? `until ${quietHours.end}` : untilIn(times, end, quietHours.timezone);
}

/** Quiet hours may hold it on after the silence, and are named once that is over. */
function holdThen(view: JobView, inSeconds: number): string {
  return silenceThen(view, inSeconds) || quietThen(view, inSeconds);
}

function silenceThen({ silence, times }: JobView, inSeconds: number): string {
  if (silence === undefined || silence.until <= times.now.epochSeconds + inSeconds) return '';
  return `, but the silence until ${clockText(times, silence.until)} holds it`;
}

function quietThen(view: JobView, inSeconds: number): string {
  const { job, times } = view;
  const { quietHours } = job.policy;
  const due = times.at(times.now.epochSeconds + inSeconds);
  const end = quietUntil(quietHours, due, (second) => times.at(second));
  return end === undefined
    ? ''
    : `, but quiet hours until ${clockText(times, end, quietHours.timezone)} hold it`;
}

function orAtOnce({ job }: JobView): string {
  return job.policy.onlyOnChange ? '; progress is told at once (onlyOnChange)' : '';
}

function lastTold({ previous, times }: JobView): string {
  const at = previous.lastAnomalyReportAt;
  return typeof at === 'number' ? `told ${ago(times, at)}` : 'told before';
}

function nextReminder(view: JobView, inSeconds: number | undefined): string {
  if (inSeconds === undefined) return 'of a completed job there are no reminders';
  return `the next reminder ${inTime(inSeconds)}${silenceThen(view, inSeconds)}`;
}
