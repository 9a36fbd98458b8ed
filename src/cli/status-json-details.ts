/** What `status JOB --json` says of its one job beyond what it says of all. */
import { outboxEntriesOf, queueItemsOf } from '../core/job-entries.ts';
import { jobState } from '../core/job-state.ts';
import type { Job } from '../core/model.ts';
import { oneLine } from '../core/text.ts';
import type { MonitorState, OutboxEntry, QueueItem } from '../schema/state.ts';
import { isoTime } from './when.ts';

type Time = string | null;

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
  readonly queue: readonly {
    readonly id: string;
    readonly status: string;
    readonly createdAt: Time;
    readonly notBefore: Time;
    readonly startedAt: Time;
    readonly finishedAt: Time;
    readonly exitCode: number | null;
    readonly lastError: string | null;
  }[];
  /** What waits to be told of it. */
  readonly outbox: readonly {
    readonly id: string;
    readonly importance: readonly string[];
    readonly createdAt: Time;
    readonly attempts: number;
    readonly nextAttemptAt: Time;
    readonly lastError: string | null;
  }[];
}

export function jobDetailsJson(job: Job, state: MonitorState): JobDetailsJson {
  return {
    cwd: job.cwd ?? null,
    commands: job.commands,
    policy: job.policy,
    approval: job.approval,
    after: job.after,
    progressKey: jobState(state, job.id).lastProgressKey ?? null,
    queue: queueItemsOf(state, job.id).map(itemJson),
    outbox: outboxEntriesOf(state, job.id).map((entry) => entryJson(entry, job.id)),
  };
}

function itemJson(item: QueueItem): JobDetailsJson['queue'][number] {
  return {
    id: item.id,
    status: item.status ?? 'pending',
    createdAt: isoTime(item.createdAt),
    // 0 is as good as never.
    notBefore: item.notBefore ? isoTime(item.notBefore) : null,
    startedAt: isoTime(item.startedAt),
    finishedAt: isoTime(item.finishedAt),
    exitCode: item.exitCode ?? null,
    lastError: item.lastError ? oneLine(item.lastError) : null,
  };
}

function entryJson(entry: OutboxEntry, jobId: string): JobDetailsJson['outbox'][number] {
  const about = entry.sections.filter((section) => section.jobId === jobId);
  return {
    id: entry.id,
    importance: about.map(({ importance }) => importance),
    createdAt: isoTime(entry.createdAt),
    attempts: entry.attempts,
    nextAttemptAt: isoTime(entry.nextAttemptAt),
    lastError: entry.lastError === undefined ? null : oneLine(entry.lastError),
  };
}
