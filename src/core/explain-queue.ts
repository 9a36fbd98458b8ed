/** What a tick would do now with each item of the queue. */
import type { MonitorState, QueueItem } from '../schema/state.ts';
import { ago, atAgo, clockText, inBrackets, inTime, type Times } from './explain-view.ts';
import type { Config, JobId } from './model.ts';
import { judgeQueue, type QueueVerdict } from './queue.ts';
import { duration, oneLine } from './text.ts';
import { unreachable } from './unreachable.ts';

export interface QueueView {
  readonly id: string;
  readonly job: JobId;
  /** `wait`: for its time, or for a job file without errors. `go-on`: a tick runs it already. `none`: it is over. */
  readonly would: 'run' | 'block' | 'give-up' | 'wait' | 'go-on' | 'none';
  /** Why it was put there. */
  readonly reason: string | null;
  readonly sentence: string;
}

export interface QueueFacts {
  readonly state: MonitorState;
  readonly config: Config;
  readonly hasConfigErrors: boolean;
  readonly isRunnerAlive: (pid: number) => boolean;
  readonly times: Times;
}

/** The items that wait or run, and of each job's finished ones the newest where it was blocked or failed. */
export function viewQueue(facts: QueueFacts): readonly QueueView[] {
  const { state, config, hasConfigErrors, isRunnerAlive, times } = facts;
  const at = times.now.epochSeconds;
  const verdicts = judgeQueue(state, config, hasConfigErrors, at, isRunnerAlive);
  const byItem = new Map(verdicts.map((verdict) => [verdict.item, verdict]));
  const newest = newestFinished(state.queue);
  return state.queue.flatMap((item) => {
    const verdict = byItem.get(item);
    const { would, words } = verdict === undefined ? withoutVerdict(item, times) : judged(verdict);
    if (would === 'none' && (words === undefined || newest.get(item.jobId) !== item)) return [];
    const { id, jobId, reason = null } = item;
    const sentence = `queue: ${oneLine(id)}${inBrackets(reason)} ${words ?? 'is over'}`;
    return [
      { id: oneLine(id), job: jobId, would, reason: reason === null ? null : oneLine(reason), sentence },
    ];
  });
}

type Words = { readonly would: QueueView['would']; readonly words: string | undefined };

function judged(verdict: QueueVerdict): Words {
  switch (verdict.kind) {
    case 'run':
      return { would: 'run', words: `would run now, for ${duration(verdict.timeoutSeconds)} at most` };
    case 'block':
      return { would: 'block', words: `would be blocked, which is told: ${verdict.error}` };
    case 'give-up':
      return { would: 'give-up', words: `would be given up, which is told: ${verdict.error}` };
    default:
      return unreachable(verdict);
  }
}

function withoutVerdict(item: QueueItem, times: Times): Words {
  const { notBefore, finishedAt, lease, startedAt } = item;
  const status = item.status ?? 'pending';
  const end = typeof finishedAt === 'number' ? ` ${ago(times, finishedAt)}` : '';
  switch (status) {
    case 'pending': {
      const rest = (notBefore ?? 0) - times.now.epochSeconds;
      if (rest <= 0)
        return { would: 'wait', words: 'waits: its job is unknown while the job file has errors' };
      return {
        would: 'wait',
        words: `waits until ${clockText(times, times.now.epochSeconds + rest)} (${inTime(rest)})`,
      };
    }
    case 'running': {
      const since = typeof startedAt === 'number' ? `, started ${atAgo(times, startedAt)}` : '';
      return { would: 'go-on', words: `runs${lease === undefined ? '' : ` in pid ${lease.pid}`}${since}` };
    }
    case 'blocked':
      return { would: 'none', words: `was blocked${end}${inBrackets(item.lastError)}` };
    case 'failed':
      return { would: 'none', words: `failed${end}${inBrackets(item.lastError ?? exitOf(item))}` };
    case 'done':
      return { would: 'none', words: undefined };
    default:
      return { would: 'wait', words: `is left alone: its status ${oneLine(status)} is somebody's own` };
  }
}

function exitOf({ exitCode }: QueueItem): string | undefined {
  return typeof exitCode === 'number' ? `exit ${exitCode}` : undefined;
}

function newestFinished(queue: readonly QueueItem[]): ReadonlyMap<JobId, QueueItem> {
  const newest = new Map<JobId, QueueItem>();
  for (const item of queue) {
    const isOlder = (item.finishedAt ?? 0) < (newest.get(item.jobId)?.finishedAt ?? 0);
    if (['done', 'failed', 'blocked'].includes(item.status ?? '') && !isOlder) newest.set(item.jobId, item);
  }
  return newest;
}
