/** Whose start of a job is under way, so that nobody begins a second one beside it. Pure. */
import type { JobState } from '../schema/state.ts';

export type StartLease = NonNullable<JobState['startLease']>;

/** What a start may take beyond its command's time limit: ending what hangs, and up to 15 s for the lock of the state. */
const LEASE_MARGIN_SECONDS = 30;

export interface StartClaim {
  readonly pid: number;
  /** The moment of the claim, as `lastManualStartAt` or `lastAutoResumeAt` has it. */
  readonly claimedAt: number;
  /** What the clock says by now; absent: `claimedAt`. */
  readonly clockAt?: number;
  readonly timeoutSeconds: number;
  /** How many commands may have to end one after the other; absent: one. */
  readonly waves?: number;
}

export function startLease(claim: StartClaim): StartLease {
  const { pid, claimedAt, clockAt = claimedAt, timeoutSeconds, waves = 1 } = claim;
  return { pid, claimedAt, until: clockAt + waves * (timeoutSeconds + LEASE_MARGIN_SECONDS) };
}

/** The start that may still be under way at `at`: of one whose starter has died only its bound says that it is over. */
export function startUnderWay(job: JobState, at: number): StartLease | undefined {
  return job.startLease !== undefined && job.startLease.until > at ? job.startLease : undefined;
}

/**
 * The start that was claimed at `claimedAt` has ended at `at`. Its lease stays, and says when that was: what was probed
 * before then shows the job as it was before the start.
 */
export function withStartEnded(job: JobState, claimedAt: number, at: number): JobState {
  const { startLease: lease } = job;
  if (lease?.claimedAt !== claimedAt || lease.until <= at) return job;
  return { ...job, startLease: { ...lease, until: at } };
}
