/** What the command `ack` makes of the state: the operator knows of an anomaly, and wants no reminder of it. */
import type { JobState, MonitorState } from '../schema/state.ts';
import { hasToldAnomaly } from './anomaly.ts';
import { withoutFuture } from './clock-set-back.ts';
import { jobState } from './job-state.ts';
import type { Instant, JobId } from './model.ts';

/** How a job stands that has nothing to acknowledge, as far as ticks have seen it. */
export type Untroubled = 'never-seen' | 'running' | 'completed' | 'paused' | 'not-sure-yet' | 'over';

export type Acknowledgement =
  | {
      readonly kind: 'acknowledged';
      readonly state: MonitorState;
      /** As in lastAnomalyKey. */
      readonly key: string;
      /** Since when it stands; undefined where the original, which did not keep that, told of it. */
      readonly since: number | undefined;
      /** It was acknowledged before. */
      readonly isAgain: boolean;
    }
  | { readonly kind: 'untroubled'; readonly stands: Untroubled };

/**
 * Takes the anomaly that stands as known. One that a silence has kept from being told counts as told by this: its end is
 * told, and a reminder of it never.
 */
export function acknowledge(
  before: MonitorState,
  jobId: JobId,
  reason: string | undefined,
  now: Instant,
): Acknowledgement {
  const past = withoutFuture(before, now);
  const job = jobState(past, jobId);
  const known = asTold(job, now.epochSeconds);
  const key = known.lastAnomalyKey;
  if (typeof key !== 'string' || known.anomalyEndedAt !== undefined) {
    return { kind: 'untroubled', stands: standingOf(job) };
  }
  const ack = { key, at: now.epochSeconds, ...(reason !== undefined && { reason }) };
  return {
    kind: 'acknowledged',
    state: { ...past, jobs: { ...past.jobs, [jobId]: { ...known, ack } } },
    key,
    since: known.anomalySince,
    isAgain: job.ack?.key === key,
  };
}

/** The job as if what a silence holds back had been told at `at`. */
function asTold(job: JobState, at: number): JobState {
  const { heldAnomalyKey, heldAnomalySince = at, endHeld, anomalyEndedAt: _, ...rest } = job;
  const isUntold =
    heldAnomalyKey !== undefined && (heldAnomalyKey !== job.lastAnomalyKey || endHeld === true);
  if (!isUntold) return job;
  return {
    ...rest,
    lastAnomalyKey: heldAnomalyKey,
    lastAnomalyReportAt: at,
    anomalySince: heldAnomalySince,
  };
}

function standingOf(job: JobState): Untroubled {
  if (hasToldAnomaly(job)) return 'over';
  if ((job.unknownCount ?? 0) > 0) return 'not-sure-yet';
  if (job.lastSeen === undefined) return 'never-seen';
  if (job.lastSeen.completed) return 'completed';
  return job.lastSeen.running ? 'running' : 'paused';
}
