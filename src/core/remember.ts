/** What the next tick knows of a job, after this one has seen it and told of it or not. */
import type { JobState } from '../schema/state.ts';
import {
  anomalyKey,
  hasToldAnomaly,
  isAcknowledged,
  isHeldAnomaly,
  isToldAnomaly,
  toldSince,
} from './anomaly.ts';
import { type Decision, isHeldAlert, type Question } from './decision.ts';
import type { Sight } from './look.ts';
import type { Instant } from './model.ts';
import type { ResumeDecision } from './resume.ts';

/** Whatever quiet hours or a silence keep from being told is still remembered as seen. */
export function remember(
  question: Question,
  sight: Sight,
  resume: ResumeDecision,
  { tells, because, events }: Pick<Decision, 'tells' | 'because' | 'events'>,
): JobState {
  const { previous, now } = question;
  const next: JobState = { ...previous, ...sight.marks };
  if (sight.status !== undefined) rememberStatus(next, previous, sight, now);
  if (sight.standing !== 'unsure') {
    rememberAnomaly(next, question, sight, tells);
    rememberHeld(next, question, sight, isHeldAlert(because));
    rememberAck(next, previous, sight);
  }
  if (tells) {
    next.lastReportAt = now.epochSeconds;
    if (sight.standing === 'completed') next.reportedCompleted = true;
    if (resume.kind === 'blocked-by-risk') next.resumeBlockedTold = true;
    delete next.completionHeld;
    delete next.resumeClaimed;
  } else if (sight.standing === 'completed' && previous.reportedCompleted !== true) {
    next.completionHeld = true;
  }
  // How the start went is known, and was held with the rest: the next tick must not take it for one that was interrupted.
  if (because.reason === 'silenced' && question.autorun !== undefined) delete next.resumeClaimed;
  if (events.includes('pause-told')) next.failureFollowed = true;
  return next;
}

function rememberStatus(next: JobState, previous: JobState, sight: Sight, now: Instant): void {
  const { status, standing } = sight;
  if (status === undefined) return;
  const seen = previous.lastSeen;
  const isSame = seen?.running === status.running && seen.completed === status.completed;
  if (!isSame) next.standingSince = now.epochSeconds;
  next.lastSeen = {
    ...previous.lastSeen,
    running: status.running,
    completed: status.completed,
    progressKey: sight.progressKey,
    stopReason: status.stopReason ?? null,
  };
  setOrDelete(next, 'lastLevel', status.level);
  setOrDelete(next, 'stallHeld', sight.isStallHeld || undefined);
  delete next.unknownCount;
  delete next.unknownSince;
  if (standing !== 'completed') delete next.reportedCompleted;
  if (standing !== 'paused') {
    delete next.resumeBlockedTold;
    delete next.failureFollowed;
  }
}

function rememberAnomaly(
  next: JobState,
  { previous, now, silence }: Question,
  sight: Sight,
  tells: boolean,
): void {
  const { anomaly } = sight;
  const isTold = anomaly !== undefined && isToldAnomaly(previous, anomaly, sight.message);
  if (anomaly !== undefined && tells) {
    next.anomalySince = isTold ? toldSince(previous, now) : anomaly.since;
    next.lastAnomalyKey = anomalyKey(anomaly);
    next.lastAnomalyReportAt = now.epochSeconds;
    delete next.anomalyEndedAt;
    delete next.endHeld;
  } else if (tells) {
    for (const key of TOLD_MARKS) delete next[key];
  } else if (isTold) {
    delete next.anomalyEndedAt;
  } else if (hasToldAnomaly(previous)) {
    // It is over, or gave way to another one that a silence holds back.
    next.anomalyEndedAt = previous.anomalyEndedAt ?? now.epochSeconds;
    if (silence !== undefined) next.endHeld = true;
  }
}

const TOLD_MARKS = [
  'lastAnomalyKey',
  'lastAnomalyReportAt',
  'anomalySince',
  'anomalyEndedAt',
  'endHeld',
] as const;

/** What a silence keeps from being told: as soon as it is told, or over, or nobody holds it, it is no more. */
function rememberHeld(
  next: JobState,
  { previous, silence, now }: Question,
  sight: Sight,
  holds: boolean,
): void {
  const { anomaly } = sight;
  if (holds && anomaly !== undefined) {
    const isTold = isToldAnomaly(previous, anomaly, sight.message);
    next.heldAnomalyKey = anomalyKey(anomaly);
    next.heldAnomalySince = isTold ? toldSince(previous, now) : anomaly.since;
  } else if (silence === undefined || anomaly === undefined || !isHeldAnomaly(previous, anomaly)) {
    delete next.heldAnomalyKey;
    delete next.heldAnomalySince;
  }
}

/** An acknowledgement lasts as long as the very anomaly that it was given for. */
function rememberAck(next: JobState, previous: JobState, { anomaly, message }: Sight): void {
  if (anomaly === undefined || !isAcknowledged(previous, anomaly, message)) delete next.ack;
}

function setOrDelete<K extends 'lastLevel' | 'stallHeld'>(next: JobState, key: K, value: JobState[K]): void {
  if (value === undefined) delete next[key];
  else next[key] = value;
}
