/** Which queue items a tick may run, and what comes of them (SPEC section 7). */
import type { MonitorState, OutboxSection, QueueItem } from '../schema/state.ts';
import { follow } from './after.ts';
import { exitNumber, lastCommand } from './command-result.ts';
import { jobState } from './job-state.ts';
import type { Config, Exit, Job } from './model.ts';
import { section, titleOf } from './report.ts';
import type { ReportTexts } from './report-texts.ts';
import { lastLine, oneLine, outputTail } from './text.ts';

const DEFAULT_TIMEOUT_SECONDS = 300;
/** An item whose runner died this often is not tried again: it may be what kills it. */
const MOST_ATTEMPTS = 3;
/** Finished items are kept as history, the newest of them. */
const LONGEST_HISTORY = 200;
/** A lease outlives its item's time limit by this, so that a pid which was given to another process ends it too. */
const LEASE_MARGIN_SECONDS = 300;

export type QueueVerdict =
  | { readonly kind: 'run'; readonly item: QueueItem; readonly job: Job; readonly timeoutSeconds: number }
  /** `job`: undefined where nobody knows it. */
  | {
      readonly kind: 'block';
      readonly item: QueueItem;
      readonly job: Job | undefined;
      readonly error: string;
    }
  | { readonly kind: 'give-up'; readonly item: QueueItem; readonly job: Job; readonly error: string };

/**
 * What is to be done with each item that is due at `at`. `isRunnerAlive` says of a claimed item whether the tick that
 * claimed it still lives. While the job file has errors an item of a job that is not known waits: its job may be
 * among the broken ones.
 */
export function judgeQueue(
  state: MonitorState,
  config: Config,
  hasConfigErrors: boolean,
  at: number,
  isRunnerAlive: (pid: number) => boolean,
): readonly QueueVerdict[] {
  const jobs = new Map(config.jobs.map((job) => [job.id, job]));
  return state.queue
    .filter((item) => isDue(item, at, isRunnerAlive))
    .flatMap((item) => {
      const job = jobs.get(item.jobId);
      return job === undefined && hasConfigErrors ? [] : [judge(item, job)];
    });
}

function isDue(item: QueueItem, at: number, isRunnerAlive: (pid: number) => boolean): boolean {
  if (item.status === 'running') {
    return item.lease === undefined || item.lease.until <= at || !isRunnerAlive(item.lease.pid);
  }
  return (item.status ?? 'pending') === 'pending' && (item.notBefore ?? 0) <= at;
}

/** A tick that still lives runs it. */
export function isBeingRun(item: QueueItem, at: number, isRunnerAlive: (pid: number) => boolean): boolean {
  return item.status === 'running' && !isDue(item, at, isRunnerAlive);
}

/** Whether a tick would run this job from the queue, and not block it. */
export function mayBeQueued({ kind, risk }: Pick<Job, 'kind' | 'risk'>): boolean {
  return kind === 'one_shot_read' && risk === 'read_only';
}

function judge(item: QueueItem, job: Job | undefined): QueueVerdict {
  if (job === undefined) return { kind: 'block', item, job, error: 'unknown jobId' };
  if (!mayBeQueued(job)) return { kind: 'block', item, job, error: 'not a read_only one_shot_read' };
  if ((item.attempt ?? 0) >= MOST_ATTEMPTS) {
    return { kind: 'give-up', item, job, error: `interrupted ${MOST_ATTEMPTS} times, not tried again` };
  }
  const asked = item.timeoutSeconds ?? 0;
  return { kind: 'run', item, job, timeoutSeconds: asked > 0 ? asked : DEFAULT_TIMEOUT_SECONDS };
}

/**
 * Marks items as this process's to run. `waves`: how many time limits may pass before the last of them has ended. Like
 * all that judges items it knows each by itself and not by its id, which others may have given twice.
 */
export function claim(
  state: MonitorState,
  verdicts: readonly QueueVerdict[],
  pid: number,
  at: number,
  waves: number,
): MonitorState {
  const claimed = verdicts.filter((verdict) => verdict.kind === 'run');
  if (claimed.length === 0) return state;
  // An item of a later wave may have to wait for the longest of an earlier one.
  const longestSeconds = claimed.reduce((most, { timeoutSeconds }) => Math.max(most, timeoutSeconds), 0);
  const lease = { pid, claimedAt: at, until: at + longestSeconds * waves + LEASE_MARGIN_SECONDS };
  const items = new Set(claimed.map(({ item }) => item));
  const queue = state.queue.map((item): QueueItem => {
    if (!items.has(item)) return item;
    return { ...item, status: 'running', attempt: (item.attempt ?? 0) + 1, startedAt: at, lease };
  });
  return { ...state, queue };
}

/** Closes the items that cannot be run, with the sections that tell it. */
export function closeUnrunnable(
  state: MonitorState,
  verdicts: readonly QueueVerdict[],
  at: number,
  texts: ReportTexts,
): { readonly state: MonitorState; readonly sections: readonly OutboxSection[] } {
  const closed = new Map(
    verdicts.flatMap((verdict) => (verdict.kind === 'run' ? [] : [[verdict.item, verdict]])),
  );
  if (closed.size === 0) return { state, sections: [] };
  const queue = state.queue.map((item): QueueItem => {
    const verdict = closed.get(item);
    if (verdict === undefined) return item;
    const status = verdict.kind === 'block' ? 'blocked' : 'failed';
    return finished(item, { status, finishedAt: at, lastError: verdict.error });
  });
  return {
    state: { ...state, queue: withoutOld(queue) },
    sections: [...closed.values()].map((verdict) => tellClosed(verdict, texts)),
  };
}

function tellClosed(
  { kind, item, job, error }: Exclude<QueueVerdict, { kind: 'run' }>,
  texts: ReportTexts,
): OutboxSection {
  if (job === undefined) {
    return alert(item.jobId, section(texts.queuedMissing, [texts.jobId(oneLine(item.jobId))]));
  }
  if (kind === 'give-up') return alert(job.id, errorSection(job, error, texts));
  const line = texts.jobOfSort(oneLine(job.id), job.kind, job.risk);
  return alert(job.id, section(texts.queuedBlocked, [line]));
}

export interface QueueResult {
  readonly itemId: string;
  readonly job: Job;
  readonly exit: Exit;
  readonly endedAt: number;
}

/**
 * The state after an item ran: the item closed, the job's last run remembered, what follows queued; and what is to be
 * told of it. An item that another process closed meanwhile stays as that one left it.
 */
export function settle(
  state: MonitorState,
  result: QueueResult,
  texts: ReportTexts,
): { readonly state: MonitorState; readonly sections: readonly OutboxSection[] } {
  const { job, exit, endedAt } = result;
  const item = state.queue.find(
    ({ id, jobId, status }) => id === result.itemId && jobId === job.id && status === 'running',
  );
  if (item === undefined || exit.kind === 'aborted') return { state, sections: [] };
  const isSuccess = exit.kind === 'exited' && exit.exitCode === 0;
  const error = errorOf(exit);
  const closed = finished(item, {
    status: isSuccess ? 'done' : 'failed',
    finishedAt: endedAt,
    exitCode: exitNumber(exit),
    ...(error !== undefined && { lastError: error }),
  });
  const queue = withoutOld(state.queue.map((other) => (other === item ? closed : other)));
  const jobs = {
    ...state.jobs,
    [job.id]: { ...jobState(state, job.id), lastRunAt: endedAt, lastRun: lastCommand(exit) },
  };
  const followed = follow(
    { ...state, queue, jobs },
    job,
    isSuccess ? 'success' : 'failure',
    item.depth ?? 0,
    endedAt,
    texts,
  );
  return { state: followed.state, sections: [...tell(job, exit, error, texts), ...followed.sections] };
}

/** Why it could not be run to its end; undefined where it did end by itself. */
function errorOf(exit: Exit): string | undefined {
  if (exit.kind === 'timed-out') return `timed out after ${exit.afterSeconds}s`;
  if (exit.kind === 'not-started') return exit.detail;
  return exit.kind === 'exited' && exit.exitCode === 0 ? undefined : lastLine(exit.stderr) || undefined;
}

function tell(job: Job, exit: Exit, error: string | undefined, texts: ReportTexts): readonly OutboxSection[] {
  if (exit.kind === 'timed-out' || exit.kind === 'not-started') {
    return [alert(job.id, errorSection(job, error ?? '', texts))];
  }
  const number = exitNumber(exit);
  if (number !== 0) {
    const lines = [texts.job(titleOf(job)), texts.exit(number)];
    return [alert(job.id, section(texts.queuedFailed, lines))];
  }
  const output = outputTail(exit.stdout);
  const asksForAttention = /ACTION REQUIRED|ALERT/.test(exit.stdout);
  return asksForAttention ? [alert(job.id, section(titleOf(job), [output]))] : [];
}

function errorSection(job: Job, error: string, texts: ReportTexts): string {
  return section(texts.queuedError, [texts.job(titleOf(job)), texts.error(oneLine(error))]);
}

function alert(jobId: string, text: string): OutboxSection {
  return { jobId, importance: 'alert', text };
}

function finished(item: QueueItem, how: Partial<QueueItem>): QueueItem {
  const { lease: _, ...rest } = item;
  return { ...rest, ...how };
}

function withoutOld(queue: readonly QueueItem[]): QueueItem[] {
  const isFinished = ({ status }: QueueItem) =>
    status === 'done' || status === 'failed' || status === 'blocked';
  const byEnd = queue.filter(isFinished).sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0));
  const old = new Set(byEnd.slice(0, -LONGEST_HISTORY));
  return queue.filter((item) => !old.has(item));
}
