/** What the next tick knows of a job, after this one has seen it and told of it or not. */
import type { JobState } from '../schema/state.ts';
import { anomalyKey, hasToldAnomaly, isToldAnomaly, toldSince } from './anomaly.ts';
import type { JobEvent, Question } from './decision.ts';
import type { Sight } from './look.ts';
import type { Instant } from './model.ts';
import type { ResumeDecision } from './resume.ts';

/** Whatever quiet hours keep from being told is still remembered as seen. */
export function remember(
  question: Question,
  sight: Sight,
  resume: ResumeDecision,
  tells: boolean,
  events: readonly JobEvent[],
): JobState {
  const { previous, now } = question;
  const next: JobState = { ...previous, ...sight.marks };
  if (sight.status !== undefined) rememberStatus(next, previous, sight, now);
  if (sight.standing !== 'unsure') rememberAnomaly(next, previous, sight, tells, now);
  if (tells) {
    next.lastReportAt = now.epochSeconds;
    if (sight.standing === 'completed') next.reportedCompleted = true;
    if (resume.kind === 'blocked-by-risk') next.resumeBlockedTold = true;
    delete next.completionHeld;
    delete next.resumeClaimed;
  } else if (sight.standing === 'completed' && previous.reportedCompleted !== true) {
    next.completionHeld = true;
  }
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
  previous: JobState,
  sight: Sight,
  tells: boolean,
  now: Instant,
): void {
  const { anomaly } = sight;
  if (anomaly !== undefined) {
    delete next.anomalyEndedAt;
    if (!tells) return;
    next.anomalySince = isToldAnomaly(previous, anomaly, sight.message)
      ? toldSince(previous, now)
      : anomaly.since;
    next.lastAnomalyKey = anomalyKey(anomaly);
    next.lastAnomalyReportAt = now.epochSeconds;
  } else if (tells) {
    for (const key of ['lastAnomalyKey', 'lastAnomalyReportAt', 'anomalySince', 'anomalyEndedAt'] as const) {
      delete next[key];
    }
  } else if (hasToldAnomaly(previous)) {
    next.anomalyEndedAt = previous.anomalyEndedAt ?? now.epochSeconds;
  }
}

function setOrDelete<K extends 'lastLevel' | 'stallHeld'>(next: JobState, key: K, value: JobState[K]): void {
  if (value === undefined) delete next[key];
  else next[key] = value;
}
