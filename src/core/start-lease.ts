/** Whose start of a job is under way, so that nobody begins a second one beside it. Pure. */
import type { JobState } from '../schema/state.ts';

export type StartLease = NonNullable<JobState['startLease']>;

/** What a start may take beyond its command's time limit: ending what hangs, and up to 15 s for the lock of the state. */
const LEASE_MARGIN_SECONDS = 30;
/** No lease is longer, whatever time limit was typed: a start that was killed keeps ticks off for a day at most. */
const LONGEST_LEASE_SECONDS = 86_400;

export interface StartClaim {
  readonly pid: number;
  /** The moment of the claim, as `lastManualStartAt` or `lastAutoResumeAt` has it. */
  readonly claimedAt: number;
  /** What the clock says by now; absent: `claimedAt`. */
  readonly clockAt?: number;
  readonly timeoutSeconds: number;
  /** Not by a tick. */
  readonly byHand?: true;
  /** How many commands may have to end one after the other; absent: one. */
  readonly waves?: number;
}

export function startLease(claim: StartClaim): StartLease {
  const { pid, claimedAt, clockAt = claimedAt, timeoutSeconds, byHand, waves = 1 } = claim;
  const seconds = Math.min(waves * (timeoutSeconds + LEASE_MARGIN_SECONDS), LONGEST_LEASE_SECONDS);
  return { pid, claimedAt, until: clockAt + seconds, ...(byHand && { byHand }) };
}

/** The start that may still be under way at `at`: of one whose starter has died only its bound says that it is over. */
export function startUnderWay(job: JobState, at: number): StartLease | undefined {
  const { startLease: lease } = job;
  return lease !== undefined && lease.until > at && isBelievable(lease) ? lease : undefined;
}

/** A damaged state may say anything. Twice the bound, since a tick claims by the moment at which it began to look. */
function isBelievable({ claimedAt, until }: StartLease): boolean {
  return until - claimedAt <= 2 * LONGEST_LEASE_SECONDS;
}

/** When the last start by hand had ended, as far as that is known. */
export function startedByHandAt({ lastManualStartAt, startLease: lease }: JobState): number {
  if (typeof lastManualStartAt !== 'number') return Number.NEGATIVE_INFINITY;
  return lease?.byHand === true && isBelievable(lease)
    ? Math.max(lastManualStartAt, lease.until)
    : lastManualStartAt;
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
