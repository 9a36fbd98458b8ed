/** A job's rules as a person would say them. */
import type { AfterRule, Job, Policy } from '../core/model.ts';
import { duration, oneLine } from '../core/text.ts';

export function policyWords(policy: Policy): string {
  return [
    routineWords(policy),
    policy.stallSeconds === 0 ? 'no stalls' : `a stall after ${duration(policy.stallSeconds)}`,
    policy.autoResume
      ? `auto-resume, at most every ${duration(policy.autoResumeBackoffSeconds)}`
      : 'no auto-resume',
    quietWords(policy),
    `a probe may take ${duration(policy.statusTimeoutSeconds)}`,
    policy.failuresBeforeAlert === 1
      ? 'an unknown status is told at once'
      : `an unknown status is told after ${policy.failuresBeforeAlert} in a row`,
  ].join('; ');
}

function routineWords({ reportWhileRunning, reportEverySeconds, onlyOnChange }: Policy): string {
  if (!reportWhileRunning) return 'no routine reports';
  const byTime = reportEverySeconds === 0 ? undefined : `every ${duration(reportEverySeconds)}`;
  const byChange = onlyOnChange ? 'with each progress' : undefined;
  const when = [byTime, byChange].filter((part) => part !== undefined).join(' and ');
  return when === '' ? 'no routine reports' : `routine reports ${when}`;
}

function quietWords({ quietHours: { start, end, timezone } }: Policy): string {
  if (start === end) return 'no quiet hours';
  return `quiet from ${start} to ${end}${timezone === undefined ? '' : ` (${timezone})`}`;
}

/** `long_running_read, read_only, enabled`. */
export function kindWords({ kind, risk, enabled, approval }: Job): string {
  const approved = kind === 'one_shot_write' && approval.granted ? ', approved' : '';
  // It says whether ticks watch it, and a one-shot they never do.
  const watched = kind !== 'long_running_read' ? '' : enabled ? ', enabled' : ', disabled';
  return `${kind}, ${risk}${watched}${approved}`;
}

/** `free-space when it completes, after 5m`. */
export function afterWords({ jobId, when, delaySeconds }: AfterRule): string {
  const delay = delaySeconds === 0 ? '' : `, ${duration(delaySeconds)} later`;
  return `${oneLine(jobId)} on ${when}${delay}`;
}
