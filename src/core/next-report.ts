/** When a job will be told of next, as far as its rules say. Pure: it puts in times what a decision gave as its reason. */
import type { Decision, TellReason } from './decision.ts';
import type { Instant, Job } from './model.ts';
import { quietEnd } from './quiet-end.ts';
import { unreachable } from './unreachable.ts';

export type NextReport =
  | {
      readonly what:
        | 'anomaly'
        | 'reminder'
        | 'auto-resume'
        | 'recovery'
        | 'completion'
        | 'change'
        | 'routine';
      /** Epoch seconds: by the first tick that is not earlier, should the job stay as it is. Now: by the next one. */
      readonly at: number;
      /** What makes it that late. */
      readonly heldBy: 'quiet-hours' | 'silence' | undefined;
    }
  | {
      /** Nothing, as long as the job stays as it is. */
      readonly what: 'none';
      readonly because:
        | 'disabled'
        | 'one-shot'
        | 'just-started'
        | 'routine-reports-off'
        | 'completion-told'
        | 'anomaly-told'
        | 'acknowledged'
        | 'stopped-by-operator'
        | 'not-sure-yet';
    };

type Told = Exclude<NextReport, { what: 'none' }>;

/**
 * `decision`: what a tick would decide now. Undefined: it would not judge this job, since it was started just now.
 * `silentUntil`: the end of a silence that holds now, epoch seconds. `isAcknowledged`: the anomaly that stands is.
 */
export function nextReport(
  job: Job,
  decision: Pick<Decision, 'tells' | 'because' | 'next' | 'sight'> | undefined,
  now: Instant,
  holds: { readonly silentUntil?: number | undefined; readonly isAcknowledged?: boolean },
): NextReport {
  if (job.kind !== 'long_running_read') return { what: 'none', because: 'one-shot' };
  if (!job.enabled) return { what: 'none', because: 'disabled' };
  if (decision === undefined) return { what: 'none', because: 'just-started' };
  const next = afterReason(job, decision, now);
  if (next.what === 'none') return next;
  const isTrouble = next.what === 'anomaly' || next.what === 'reminder';
  if (isTrouble && holds.isAcknowledged === true) return none('acknowledged');
  const { silentUntil } = holds;
  if (silentUntil === undefined || next.at >= silentUntil) return next;
  return { ...next, at: silentUntil, heldBy: 'silence' };
}

function afterReason(
  job: Job,
  { because, next, sight }: Pick<Decision, 'because' | 'next' | 'sight'>,
  now: Instant,
): NextReport {
  const at = now.epochSeconds;
  switch (because.reason) {
    case 'silenced':
      return { what: whatOf(because.holds), at: because.until, heldBy: 'silence' };
    case 'quiet-hours':
      if (because.isToldLater) return inQuietHours(job, { what: whatOf(because.holds), at }, now);
      // The news itself is dropped: what comes is the routine report after it.
      return sight.standing === 'running'
        ? routine(job, (next.lastReportAt ?? 0) + job.policy.reportEverySeconds, now)
        : none('stopped-by-operator');
    case 'within-interval':
      return routine(job, at + because.remainingSeconds, now);
    case 'anomaly-already-told':
      return because.remindInSeconds === undefined
        ? none('anomaly-told')
        : { what: 'reminder', at: at + Math.max(0, because.remindInSeconds), heldBy: undefined };
    case 'acknowledged':
    case 'not-sure-yet':
    case 'routine-reports-off':
    case 'stopped-by-operator':
      return none(because.reason);
    case 'completion-already-told':
      return none('completion-told');
    default:
      return { what: whatOf(because), at, heldBy: undefined };
  }
}

function none(because: Extract<NextReport, { what: 'none' }>['because']): NextReport {
  return { what: 'none', because };
}

function routine(job: Job, due: number, now: Instant): NextReport {
  const { reportWhileRunning, reportEverySeconds } = job.policy;
  if (!reportWhileRunning || reportEverySeconds === 0) return none('routine-reports-off');
  return inQuietHours(job, { what: 'routine', at: Math.max(due, now.epochSeconds) }, now);
}

function inQuietHours(job: Job, { what, at }: Pick<Told, 'what' | 'at'>, now: Instant): Told {
  const end = quietEnd(job.policy.quietHours, now, at);
  return { what, at: end ?? at, heldBy: end === undefined ? undefined : 'quiet-hours' };
}

function whatOf(reason: TellReason): Told['what'] {
  switch (reason.reason) {
    case 'new-anomaly':
      return 'anomaly';
    case 'recovered':
      return 'recovery';
    case 'completed':
      return 'completion';
    case 'changed':
      return 'change';
    case 'interval':
    case 'progress':
      return 'routine';
    case 'reminder':
    case 'auto-resume':
      return reason.reason;
    default:
      return unreachable(reason);
  }
}
