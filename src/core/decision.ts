/** The words that decisions are made of: the question, the reasons to tell and to keep silent, the answer. */
import type { Importance, JobState, Silence } from '../schema/state.ts';
import type { Anomaly } from './anomaly.ts';
import { exitNumber } from './command-result.ts';
import type { Sight } from './look.ts';
import type { Exit, Instant, Job, Observation } from './model.ts';
import type { ResumeDecision } from './resume.ts';
import { unreachable } from './unreachable.ts';

/** How an auto-resume of this tick ended. */
export type AutorunOutcome =
  | { readonly kind: 'started' }
  | { readonly kind: 'failed'; readonly exitCode: number }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'error' }
  | { readonly kind: 'would-start' }
  /** The tick that tried it was killed before it could say how it went. */
  | { readonly kind: 'interrupted' };

export function autorunOutcome(exit: Exit): AutorunOutcome {
  switch (exit.kind) {
    case 'exited':
      return exit.exitCode === 0 ? { kind: 'started' } : { kind: 'failed', exitCode: exit.exitCode };
    case 'killed':
      return { kind: 'failed', exitCode: exitNumber(exit) };
    case 'timed-out':
      return { kind: 'timed-out' };
    case 'not-started':
    case 'aborted':
      return { kind: 'error' };
    default:
      return unreachable(exit);
  }
}

export interface Question {
  readonly job: Job;
  readonly previous: JobState;
  readonly observation: Observation;
  readonly now: Instant;
  /** The time since the last tick was unusually long, as when the host slept. */
  readonly slept: boolean;
  /** What came of a start that an earlier decision of this tick asked for. */
  readonly autorun: AutorunOutcome | undefined;
  /** What keeps the job silent now. */
  readonly silence?: Silence | undefined;
}

/** Why a job is reported, in the order of SPEC section 6; the first that applies counts. */
export type TellReason =
  | { readonly reason: 'new-anomaly'; readonly anomaly: Anomaly }
  | { readonly reason: 'reminder'; readonly sinceToldSeconds: number }
  | { readonly reason: 'auto-resume' }
  | { readonly reason: 'recovered'; readonly lastedSeconds: number }
  | { readonly reason: 'completed' }
  | { readonly reason: 'changed'; readonly what: 'first-seen' | 'running' | 'completed' | 'warning' }
  | { readonly reason: 'interval'; readonly elapsedSeconds: number }
  | { readonly reason: 'progress' };

/** Why it is not. */
export type SilenceReason =
  | { readonly reason: 'silenced'; readonly holds: TellReason; readonly until: number }
  | { readonly reason: 'acknowledged'; readonly at: number }
  | { readonly reason: 'quiet-hours'; readonly holds: TellReason; readonly isToldLater: boolean }
  | { readonly reason: 'not-sure-yet'; readonly failures: number; readonly needed: number }
  | { readonly reason: 'anomaly-already-told'; readonly remindInSeconds: number | undefined }
  | { readonly reason: 'within-interval'; readonly remainingSeconds: number }
  | { readonly reason: 'routine-reports-off' }
  | { readonly reason: 'completion-already-told' }
  | { readonly reason: 'stopped-by-operator' };

/** Whether a silence holds back an alert, and not what is held in quiet hours too. */
export function isHeldAlert(because: TellReason | SilenceReason): boolean {
  if (because.reason !== 'silenced') return false;
  return ['new-anomaly', 'reminder', 'auto-resume'].includes(because.holds.reason);
}

export type JobEvent = 'completed' | 'pause-told';

export interface Decision {
  readonly next: JobState;
  readonly sight: Sight;
  readonly resume: ResumeDecision;
  readonly tells: boolean;
  readonly because: TellReason | SilenceReason;
  readonly importance: Importance;
  /** Told with whatever else is told: how long the anomaly lasted that is over now. */
  readonly recoveredAfterSeconds: number | undefined;
  /** Told with whatever else is told: it completed in quiet hours, and was started again before they ended. */
  readonly saysCompletedEarlier: boolean;
  /** An auto-resume is blocked by the job's risk, and that was not told in this pause. */
  readonly saysBlocked: boolean;
  /** What other jobs may follow. */
  readonly events: readonly JobEvent[];
}
