/** Jobs that no tick asks for their status, and what follows a job. */

import type { JobState } from '../schema/state.ts';
import { commandOn } from './command-on.ts';
import type { JobEvent } from './decision.ts';
import { atAgo, type Times } from './explain-view.ts';
import type { AfterRule, Job } from './model.ts';
import { duration, oneLine } from './text.ts';

export function explainOneShot(job: Job, previous: JobState, times: Times): readonly string[] {
  return job.kind === 'one_shot_write'
    ? [`a write: no tick, no queue and no command of this program runs it; ${approval(job)}`]
    : [readOnce(job), lastRun(previous, times)];
}

function readOnce(job: Job): string {
  return job.risk === 'read_only'
    ? `a check: runs when the queue holds it, or by ${commandOn('run', job.id)}`
    : `a check that nothing runs: risk is ${job.risk}, and only read_only jobs are run`;
}

function approval({ approval: { required, granted } }: Job): string {
  if (!required) return 'it needs no approval';
  return granted ? 'its approval is granted' : 'its approval is not granted';
}

function lastRun({ lastRunAt, lastRun: last }: JobState, times: Times): string {
  if (typeof lastRunAt !== 'number') return 'it never ran';
  const exit = typeof last?.exitCode === 'number' ? `exit ${last.exitCode}` : 'its outcome is not known';
  return `last run ${atAgo(times, lastRunAt)}: ${exit}`;
}

/** What is queued by its outcome, a sentence for each. `events`: what a tick would find to have happened just now. */
export function explainAfter(job: Job, events: readonly JobEvent[] = []): readonly string[] {
  return job.after.map((rule) => {
    const next = `${oneLine(rule.jobId)}${delay(rule)}`;
    if (job.kind === 'one_shot_write') return `after its ${rule.when}: ${next}, which nothing here queues`;
    const event = rule.when === 'success' ? 'completed' : 'pause-told';
    return events.includes(event) ? `would queue ${next}` : `${whenOf(job, rule)} it queues ${next}`;
  });
}

function whenOf({ kind }: Job, { when }: AfterRule): string {
  if (kind === 'long_running_read')
    return when === 'success' ? 'when it completes' : 'when its pause is told';
  return when === 'success' ? 'when it succeeds' : 'when it fails';
}

function delay({ delaySeconds }: AfterRule): string {
  return delaySeconds > 0 ? ` (after ${duration(delaySeconds)})` : '';
}
