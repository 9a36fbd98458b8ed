/**
 * What is to be told of one job, and what is to be remembered (SPEC section 6). Pure: everything it knows is in its
 * arguments, and every decision carries its reason.
 */
import type { Importance, JobState } from '../schema/state.ts';
import { hasToldAnomaly, isAcknowledged, isToldAnomaly, toldSince } from './anomaly.ts';
import type { Decision, JobEvent, Question, SilenceReason, TellReason } from './decision.ts';
import { look, type Sight } from './look.ts';
import type { Instant, Job } from './model.ts';
import { isQuiet } from './quiet-hours.ts';
import { remember } from './remember.ts';
import { decideResume, type ResumeDecision } from './resume.ts';

export function decide(question: Question): Decision {
  const { job, previous, now } = question;
  const sight = look(job, previous, question.observation, now, question.slept);
  const resume = decideResume(job, previous, sight.standing === 'paused', now);
  const wanted = tellReason(question, sight, resume);
  const because = wanted === undefined ? silenceReason(question, sight) : heldBack(question, wanted);
  const tells = because === wanted;
  const events = eventsOf(previous, sight, wanted);
  return {
    next: remember(question, sight, resume, { tells, because, events }),
    sight,
    resume,
    tells,
    because,
    importance: wanted === undefined ? 'routine' : importanceOf(wanted, sight, previous),
    recoveredAfterSeconds: isOver(previous, sight) ? lasted(previous, now) : undefined,
    saysCompletedEarlier: sight.standing !== 'completed' && isUntoldCompletion(previous, sight),
    saysBlocked: isFirstBlocked(previous, resume),
    events,
  };
}

/** The eight rules, in their order. */
function tellReason(question: Question, sight: Sight, resume: ResumeDecision): TellReason | undefined {
  const { job, previous, now, autorun } = question;
  const { anomaly } = sight;
  if (sight.standing === 'unsure') return undefined;
  if (anomaly && !isToldAnomaly(previous, anomaly, sight.message)) return { reason: 'new-anomaly', anomaly };

  const sinceToldSeconds = secondsSince(previous.lastAnomalyReportAt, now);
  const isReminded =
    sight.standing !== 'completed' && !(anomaly && isAcknowledged(previous, anomaly, sight.message));
  if (anomaly && isReminded && sinceToldSeconds >= reminderPace(job)) {
    return { reason: 'reminder', sinceToldSeconds };
  }
  if (autorun !== undefined || isFirstBlocked(previous, resume)) return { reason: 'auto-resume' };
  if (isOver(previous, sight)) return { reason: 'recovered', lastedSeconds: lasted(previous, now) };
  if (isUntoldCompletion(previous, sight)) return { reason: 'completed' };

  const change = changeOf(previous, sight);
  if (change !== undefined) return { reason: 'changed', what: change };
  // A trouble that stands is told at the pace of reminders alone, however short the routine interval is.
  if (sight.standing !== 'running' || anomaly || !job.policy.reportWhileRunning) return undefined;
  const elapsedSeconds = secondsSince(previous.lastReportAt, now);
  const { reportEverySeconds, onlyOnChange } = job.policy;
  if (reportEverySeconds > 0 && elapsedSeconds >= reportEverySeconds)
    return { reason: 'interval', elapsedSeconds };
  return onlyOnChange && sight.hasProgressed ? { reason: 'progress' } : undefined;
}

function isFirstBlocked(previous: JobState, resume: ResumeDecision): boolean {
  return resume.kind === 'blocked-by-risk' && previous.resumeBlockedTold !== true;
}

function changeOf(
  previous: JobState,
  sight: Sight,
): 'first-seen' | 'running' | 'completed' | 'warning' | undefined {
  const { status } = sight;
  if (status === undefined) return undefined;
  if (previous.lastSeen === undefined) return 'first-seen';
  const wasCompleted = previous.lastSeen.completed;
  // What is completed is that, whether its process still runs or not.
  const isCompletedStill = wasCompleted && status.completed;
  if (previous.lastSeen.running !== status.running && !isCompletedStill) return 'running';
  if (wasCompleted !== status.completed) return 'completed';
  return status.level === 'warn' && previous.lastLevel !== 'warn' ? 'warning' : undefined;
}

function isOver(previous: JobState, sight: Sight): boolean {
  return hasToldAnomaly(previous) && sight.anomaly === undefined && sight.standing !== 'unsure';
}

/** A completion that was held back is told late even of a job that was started again, unless that is in trouble. */
function isUntoldCompletion(previous: JobState, sight: Sight): boolean {
  if (sight.standing === 'completed') return previous.reportedCompleted !== true;
  return previous.completionHeld === true && sight.status !== undefined && sight.anomaly === undefined;
}

/** A silence keeps everything from being told, whatever the hour. */
function heldBack({ job, silence, now }: Question, wanted: TellReason): TellReason | SilenceReason {
  return silence === undefined
    ? heldByQuietHours(wanted, job, now)
    : { reason: 'silenced', holds: wanted, until: silence.until };
}

/** Quiet hours hold back recoveries and completions, and drop routine news; trouble they never touch. */
function heldByQuietHours(wanted: TellReason, job: Job, now: Instant): TellReason | SilenceReason {
  switch (wanted.reason) {
    case 'new-anomaly':
    case 'reminder':
    case 'auto-resume':
      return wanted;
    case 'recovered':
    case 'completed':
      return isQuiet(job.policy.quietHours, now)
        ? { reason: 'quiet-hours', holds: wanted, isToldLater: true }
        : wanted;
    case 'changed':
    case 'interval':
    case 'progress':
      return isQuiet(job.policy.quietHours, now)
        ? { reason: 'quiet-hours', holds: wanted, isToldLater: false }
        : wanted;
  }
}

function silenceReason(question: Question, sight: Sight): SilenceReason {
  const { job, previous, now } = question;
  const { policy } = job;
  if (sight.standing === 'unsure') {
    return {
      reason: 'not-sure-yet',
      failures: sight.marks.unknownCount ?? 1,
      needed: policy.failuresBeforeAlert,
    };
  }
  if (sight.anomaly !== undefined) {
    if (previous.ack && isAcknowledged(previous, sight.anomaly, sight.message))
      return { reason: 'acknowledged', at: previous.ack.at };
    const remindInSeconds = reminderPace(job) - secondsSince(previous.lastAnomalyReportAt, now);
    const isReminded = sight.standing !== 'completed';
    return { reason: 'anomaly-already-told', remindInSeconds: isReminded ? remindInSeconds : undefined };
  }
  if (sight.standing === 'completed') return { reason: 'completion-already-told' };
  if (sight.standing === 'paused') return { reason: 'stopped-by-operator' };
  if (!policy.reportWhileRunning || policy.reportEverySeconds === 0) return { reason: 'routine-reports-off' };
  return {
    reason: 'within-interval',
    remainingSeconds: policy.reportEverySeconds - secondsSince(previous.lastReportAt, now),
  };
}

function importanceOf(wanted: TellReason, sight: Sight, previous: JobState): Importance {
  switch (wanted.reason) {
    case 'new-anomaly':
      return 'alert';
    case 'reminder':
      return 'reminder';
    case 'auto-resume':
      // What also tells of an end must not be replaced while it waits.
      if (isOver(previous, sight)) return 'recovery';
      // The pause itself has been told: a newer attempt makes the news of an older one stale.
      return hasToldAnomaly(previous) ? 'reminder' : 'alert';
    case 'recovered':
      return 'recovery';
    case 'completed':
      return 'completion';
    case 'changed':
      return sight.standing === 'completed' ? 'completion' : 'routine';
    case 'interval':
    case 'progress':
      return 'routine';
  }
}

/** By what would be told: whether the owner wants to hear of a job has no say in what follows it. */
function eventsOf(previous: JobState, sight: Sight, wanted: TellReason | undefined): readonly JobEvent[] {
  if (sight.standing === 'completed' && previous.lastSeen?.completed !== true) return ['completed'];
  const isPauseTold = wanted?.reason === 'new-anomaly' && sight.standing === 'paused';
  return isPauseTold && previous.failureFollowed !== true ? ['pause-told'] : [];
}

/** How long the told anomaly stood; the original did not keep its beginning, so its last report has to do there. */
function lasted(previous: JobState, now: Instant): number {
  return (previous.anomalyEndedAt ?? now.epochSeconds) - toldSince(previous, now);
}

/** SPEC section 6, rule 2. */
export function reminderPace(job: Job): number {
  return Math.max(900, job.policy.reportEverySeconds);
}

/** Infinite where it never happened. */
function secondsSince(at: number | null | undefined, now: Instant): number {
  return typeof at === 'number' ? now.epochSeconds - at : Number.POSITIVE_INFINITY;
}
