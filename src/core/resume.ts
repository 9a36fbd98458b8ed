import type { JobState } from '../schema/state.ts';
import type { Instant, Job } from './model.ts';

/** Whether a tick may start a paused job, and why not (SPEC section 6, Auto-resume). */
export type ResumeDecision =
  | { readonly kind: 'start' }
  | { readonly kind: 'blocked-by-risk' }
  | { readonly kind: 'in-backoff'; readonly remainingSeconds: number }
  | { readonly kind: 'no'; readonly reason: 'off' | 'not-paused' | 'stopped-by-operator' | 'disabled' };

/** `isPaused`: it was seen neither running nor completed. An unknown job may be running, and is not paused. */
export function decideResume(job: Job, previous: JobState, isPaused: boolean, now: Instant): ResumeDecision {
  if (!job.policy.autoResume || job.kind !== 'long_running_read') return { kind: 'no', reason: 'off' };
  if (!job.enabled) return { kind: 'no', reason: 'disabled' };
  if (!isPaused) return { kind: 'no', reason: 'not-paused' };
  if (previous.operatorStopped === true) return { kind: 'no', reason: 'stopped-by-operator' };
  if (job.risk !== 'read_only') return { kind: 'blocked-by-risk' };
  const remainingSeconds = backoffEndsAt(job, previous) - now.epochSeconds;
  return remainingSeconds > 0 ? { kind: 'in-backoff', remainingSeconds } : { kind: 'start' };
}

/** A start by hand counts as an attempt too: a job that was just started may not say yet that it runs. */
function backoffEndsAt(job: Job, previous: JobState): number {
  const attempts = [previous.lastAutoResumeAt, previous.lastManualStartAt].filter(
    (at) => typeof at === 'number',
  );
  return attempts.length === 0 ? 0 : Math.max(...attempts) + job.policy.autoResumeBackoffSeconds;
}
