import type { JobState } from '../schema/state.ts';
import type { Instant, Job } from './model.ts';
import { startedByHandAt, startUnderWay } from './start-lease.ts';

/** Whether a tick may start a paused job, and why not (SPEC section 6, Auto-resume). */
export type ResumeDecision =
  | { readonly kind: 'start' }
  | { readonly kind: 'blocked-by-risk' }
  | { readonly kind: 'in-backoff'; readonly remainingSeconds: number }
  | {
      readonly kind: 'no';
      readonly reason: 'off' | 'not-paused' | 'stopped-by-operator' | 'being-started' | 'disabled';
    };

/** `isPaused`: it was seen neither running nor completed. An unknown job may be running, and is not paused. */
export function decideResume(job: Job, previous: JobState, isPaused: boolean, now: Instant): ResumeDecision {
  if (!job.policy.autoResume || job.kind !== 'long_running_read') return { kind: 'no', reason: 'off' };
  if (!job.enabled) return { kind: 'no', reason: 'disabled' };
  if (!isPaused) return { kind: 'no', reason: 'not-paused' };
  if (previous.operatorStopped === true) return { kind: 'no', reason: 'stopped-by-operator' };
  if (job.risk !== 'read_only') return { kind: 'blocked-by-risk' };
  if (startUnderWay(previous, now.epochSeconds)) return { kind: 'no', reason: 'being-started' };
  const remainingSeconds = backoffEndsAt(job, previous) - now.epochSeconds;
  return remainingSeconds > 0 ? { kind: 'in-backoff', remainingSeconds } : { kind: 'start' };
}

/** A job that was just started by hand may not say yet that it runs: for so long it is not started a second time. */
const START_GRACE_SECONDS = 120;

/** A backoff that is shorter than the grace is the owner's word, and holds for both. */
function backoffEndsAt(job: Job, previous: JobState): number {
  const backoff = job.policy.autoResumeBackoffSeconds;
  const { lastAutoResumeAt } = previous;
  const ends = [
    typeof lastAutoResumeAt === 'number' ? lastAutoResumeAt + backoff : 0,
    // A slow one must not use its own grace up.
    startedByHandAt(previous) + Math.min(backoff, START_GRACE_SECONDS),
  ];
  return Math.max(...ends);
}
