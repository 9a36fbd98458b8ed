/** What `status JOB --json` says of its one job beyond what it says of all. */
import { outboxEntriesOf, queueItemsOf } from '../core/job-entries.ts';
import { jobState } from '../core/job-state.ts';
import type { Job } from '../core/model.ts';
import type { MonitorState } from '../schema/state.ts';
import { entryJson, type OutboxEntryJson } from './outbox-lines.ts';
import { itemJson, type QueueItemJson } from './queue-lines.ts';

export interface JobDetailsJson {
  /** As written in the job file. */
  readonly cwd: string | null;
  readonly commands: Job['commands'];
  /** With the defaults filled in. */
  readonly policy: Job['policy'];
  readonly approval: Job['approval'];
  readonly after: Job['after'];
  readonly progressKey: string | null;
  /** Finished items too, the newest last. */
  readonly queue: readonly QueueItemJson[];
  /** What waits to be told of it. */
  readonly outbox: readonly OutboxEntryJson[];
}

export function jobDetailsJson(job: Job, state: MonitorState): JobDetailsJson {
  return {
    cwd: job.cwd ?? null,
    commands: job.commands,
    policy: job.policy,
    approval: job.approval,
    after: job.after,
    progressKey: jobState(state, job.id).lastProgressKey ?? null,
    queue: queueItemsOf(state, job.id).map((item) => itemJson(item)),
    outbox: outboxEntriesOf(state, job.id).map(entryJson),
  };
}
