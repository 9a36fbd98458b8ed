import type { JobState } from '../schema/state.ts';
import { type Anomaly, isHeldAnomaly, isToldAnomaly } from './anomaly.ts';
import type { Instant, Job, Observation, StatusReport } from './model.ts';
import { isSameProgress, progressKeyOf } from './progress.ts';
import { progressAmount } from './progress-amount.ts';
import { lastLine, oneLine } from './text.ts';

/** An observation in the light of what is remembered: how the job stands, and what is wrong with it. */
export interface Sight {
  /** `unsure`: the probe failed, but not yet often enough in a row to say so. */
  readonly standing: 'running' | 'completed' | 'paused' | 'unknown' | 'unsure';
  readonly status: StatusReport | undefined;
  /** What to tell: the job's own message, or why nothing could be seen. */
  readonly message: string | undefined;
  readonly anomaly: Anomaly | undefined;
  readonly progressKey: string | null;
  readonly hasProgressed: boolean;
  /** A stall that is not told yet, since the host seems to have slept. */
  readonly isStallHeld: boolean;
  /** What this sight changes in the memory of the job, whether or not it is reported. */
  readonly marks: Partial<JobState>;
}

/** `slept`: the time since the last tick was unusually long, so an old progress mark proves no stall yet. */
export function look(job: Job, previous: JobState, seen: Observation, now: Instant, slept: boolean): Sight {
  return seen.kind === 'reported'
    ? lookAtStatus(job, previous, seen.status, now, slept)
    : lookAtFailure(job, previous, unknownMessage(seen), now);
}

function lookAtFailure(job: Job, previous: JobState, message: string, now: Instant): Sight {
  const unknownCount = (previous.unknownCount ?? 0) + 1;
  const unknownSince = previous.unknownSince ?? now.epochSeconds;
  const isSure = unknownCount >= job.policy.failuresBeforeAlert;
  return {
    standing: isSure ? 'unknown' : 'unsure',
    status: undefined,
    message,
    anomaly: isSure ? { kind: 'unknown', stopReason: null, since: unknownSince } : undefined,
    progressKey: null,
    hasProgressed: false,
    isStallHeld: false,
    marks: { unknownCount, unknownSince },
  };
}

function lookAtStatus(
  job: Job,
  previous: JobState,
  status: StatusReport,
  now: Instant,
  slept: boolean,
): Sight {
  const standing = status.completed ? 'completed' : status.running ? 'running' : 'paused';
  const progressKey = progressKeyOf(status);
  const progress = standing === 'running' ? progressMarks(previous, progressKey, now) : undefined;
  const stalledSince = progress && stallBegan(job, previous, progressKey, progress.at, now);
  const stall: Anomaly | undefined =
    stalledSince === undefined
      ? undefined
      : { kind: 'stalled', stopReason: status.stopReason ?? null, since: stalledSince };
  const isStallHeld =
    stall !== undefined && slept && previous.stallHeld !== true && !isKnown(previous, stall);
  const seen = isStallHeld || stall === undefined ? otherAnomaly(previous, status, standing, now) : stall;
  const anomaly = seen && fromItsBeginning(previous, seen);
  return {
    standing,
    status,
    message: messageOf(job, status, anomaly),
    anomaly,
    progressKey,
    hasProgressed: progress?.hasChanged ?? false,
    isStallHeld,
    marks: progress
      ? { lastProgressKey: progressKey, lastProgressAt: progress.at, lastAmount: progressAmount(status) }
      : {},
  };
}

/** An earlier tick found it, and told it or was kept from that by a silence. */
function isKnown(previous: JobState, stall: Anomaly): boolean {
  return isToldAnomaly(previous, stall, undefined) || isHeldAnomaly(previous, stall);
}

/** What a silence held back is told with the time at which it was first seen. */
function fromItsBeginning(previous: JobState, anomaly: Anomaly): Anomaly {
  const since = isHeldAnomaly(previous, anomaly) ? previous.heldAnomalySince : undefined;
  return since === undefined ? anomaly : { ...anomaly, since };
}

/** A stretch of running begins with a fresh mark: what did not run could not progress. */
function progressMarks(
  previous: JobState,
  key: string | null,
  now: Instant,
): { at: number; hasChanged: boolean } {
  const wasRunning = previous.lastSeen?.running === true && !previous.lastSeen.completed;
  const hasChanged = !isSameProgress(key, previous.lastProgressKey);
  const isFresh = hasChanged || !wasRunning || typeof previous.lastProgressAt !== 'number';
  return { at: isFresh ? now.epochSeconds : (previous.lastProgressAt ?? now.epochSeconds), hasChanged };
}

/** Since when it has not progressed, if that is long enough to be a stall. A job without any progress key cannot stall. */
function stallBegan(
  job: Job,
  previous: JobState,
  key: string | null,
  progressAt: number,
  now: Instant,
): number | undefined {
  const { stallSeconds } = job.policy;
  if (key === null || stallSeconds === 0) return undefined;
  const since = unchangedSince(previous, progressAt);
  return now.epochSeconds - since >= stallSeconds ? since : undefined;
}

/** What the time to a stall is counted from: the last progress, or a start by hand since. */
export function unchangedSince(previous: JobState, progressAt: number): number {
  return Math.max(progressAt, previous.lastManualStartAt ?? 0);
}

/** Besides a stall, which goes first: in the order of SPEC section 6. A pause that the operator wanted is none. */
function otherAnomaly(
  previous: JobState,
  status: StatusReport,
  standing: 'running' | 'completed' | 'paused',
  now: Instant,
): Anomaly | undefined {
  const common = { stopReason: status.stopReason ?? null, since: now.epochSeconds };
  if (standing === 'paused')
    return previous.operatorStopped === true ? undefined : { kind: 'paused', ...common };
  return status.level === 'alert' ? { kind: 'alert', ...common } : undefined;
}

function messageOf(job: Job, status: StatusReport, anomaly: Anomaly | undefined): string | undefined {
  const own = status.message === undefined ? undefined : oneLine(status.message);
  if (anomaly?.kind !== 'stalled') return own;
  const stall = `stalled >= ${job.policy.stallSeconds}s`;
  return own === undefined ? stall : `${stall}; ${own}`;
}

/** Why a status is unknown (SPEC section 5): the program's own last words where it had any. */
export function unknownMessage(seen: Exclude<Observation, { kind: 'reported' }>): string {
  switch (seen.kind) {
    case 'unreadable':
    case 'not-started':
      return oneLine(seen.detail);
    case 'exited':
      return lastLine(seen.stderrTail) || `status exit=${seen.exitCode}`;
    case 'killed':
      return lastLine(seen.stderrTail) || `status killed by ${seen.signal}`;
    case 'timed-out':
      return `status timed out after ${seen.afterSeconds}s`;
  }
}
