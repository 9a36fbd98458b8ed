/** What follows a job: the `after` rules become queue items (SPEC section 7). */
import type { MonitorState, OutboxSection, QueueItem } from '../schema/state.ts';
import type { Job, JobId } from './model.ts';
import { section, titleOf } from './report.ts';
import type { ReportTexts } from './report-texts.ts';

/** A chain of `after` ends here, or a circle would run for ever. */
export const DEEPEST_CHAIN = 16;

export interface Followed {
  readonly state: MonitorState;
  /** The alert of a chain that was ended. */
  readonly sections: readonly OutboxSection[];
}

/** Queues what follows `job` by its outcome. `depth`: how many links led to this run of it, 0 for an operator's. */
export function follow(
  state: MonitorState,
  job: Job,
  outcome: 'success' | 'failure',
  depth: number,
  at: number,
  texts: ReportTexts,
): Followed {
  const rules = job.after.filter((rule) => rule.when === outcome);
  if (rules.length === 0) return { state, sections: [] };
  if (depth >= DEEPEST_CHAIN) return { state, sections: [tooDeep(job, texts)] };
  const taken = new Set(state.queue.map((item) => item.id));
  const reason = `after:${job.id}:${outcome}`;
  const items = rules.map(({ jobId, delaySeconds }) =>
    newItem(newId(state, taken), { jobId, delaySeconds, reason, depth: depth + 1, at }),
  );
  return { state: { ...state, queue: [...state.queue, ...items] }, sections: [] };
}

/** Queues a job because the operator says so. No link of a chain led here: what follows it begins one. */
export function enqueue(
  state: MonitorState,
  jobId: JobId,
  delaySeconds: number,
  at: number,
): { readonly state: MonitorState; readonly item: QueueItem } {
  const id = newId(state, new Set(state.queue.map((item) => item.id)));
  const item = newItem(id, { jobId, delaySeconds, reason: 'operator', depth: 0, at });
  return { state: { ...state, queue: [...state.queue, item] }, item };
}

interface NewItem {
  readonly jobId: JobId;
  readonly delaySeconds: number;
  readonly reason: string;
  readonly depth: number;
  readonly at: number;
}

function newItem(id: string, { jobId, delaySeconds, reason, depth, at }: NewItem): QueueItem {
  return {
    id,
    jobId,
    createdAt: at,
    notBefore: at + delaySeconds,
    reason,
    status: 'pending',
    attempt: 0,
    depth,
  };
}

/** Unique in the queue: the revision that is being made, and a count within it. */
function newId(state: MonitorState, taken: Set<string>): string {
  let n = 1;
  while (taken.has(`q${state.revision + 1}.${n}`)) n++;
  const id = `q${state.revision + 1}.${n}`;
  taken.add(id);
  return id;
}

function tooDeep(job: Job, texts: ReportTexts): OutboxSection {
  const lines = [texts.job(titleOf(job)), texts.error(texts.chainEnded(DEEPEST_CHAIN))];
  return { jobId: job.id, importance: 'alert', text: section(texts.queuedError, lines) };
}
