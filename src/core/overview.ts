/** The whole as an operator sees it: the jobs, what waits, and what needs a person. Pure. */
import type { MonitorState, QueueItem } from '../schema/state.ts';
import { withoutFuture } from './clock-set-back.ts';
import { type JobOverview, jobOverview } from './job-overview.ts';
import { jobState } from './job-state.ts';
import type { Config, ConfigProblem, Instant, JobId, Observation } from './model.ts';
import { heldEntries, isLate, waitingEntries } from './outbox.ts';
import { planTick } from './plan-tick.ts';
import { silenceOf } from './silence.ts';

export interface OverviewFacts {
  readonly config: Config;
  readonly configPath: string;
  readonly configProblems: readonly ConfigProblem[];
  /** Of every long job, the disabled ones too. */
  readonly observed: ReadonlyMap<JobId, Observation>;
  readonly now: Instant;
}

/** Something that does not mend itself. */
export type Concern =
  | { readonly what: 'anomaly'; readonly jobId: JobId; readonly since: number }
  | { readonly what: 'outbox'; readonly waitingSince: number }
  /** `lastTickAt` undefined: there never was one. */
  | { readonly what: 'no-tick'; readonly lastTickAt: number | undefined };

export interface Overview {
  readonly now: Instant;
  readonly jobs: readonly JobOverview[];
  readonly queue: { readonly waiting: number; readonly running: number };
  readonly outbox: {
    readonly waiting: number;
    /** What silences keep back; it waits for nobody. */
    readonly held: number;
    /** When the oldest of those that wait was written, epoch seconds. */
    readonly oldestAt: number | undefined;
    readonly lastError: string | undefined;
  };
  readonly lastTickAt: number | undefined;
  readonly concerns: readonly Concern[];
}

/** A tick that is this late does not come by itself. Seconds. */
const LATE_SECONDS = 600;

export function overview(before: MonitorState, facts: OverviewFacts): Overview {
  const { config, now, observed } = facts;
  const at = now.epochSeconds;
  const state = withoutFuture(before, now);
  const decisions = decide(state, facts);
  const jobs = config.jobs.map((job) =>
    jobOverview({
      job,
      remembered: jobState(state, job.id),
      observation: observed.get(job.id),
      decision: decisions.get(job.id),
      silence: silenceOf(state, job.id, at),
      now,
    }),
  );
  const outbox = outboxOf(state);
  return {
    now,
    jobs,
    queue: { waiting: countOf(state, 'pending'), running: countOf(state, 'running') },
    outbox,
    lastTickAt: state.lastTickAt,
    concerns: [
      ...jobs.flatMap(({ job, anomaly, needsPerson }): Concern[] =>
        anomaly && needsPerson ? [{ what: 'anomaly', jobId: job.id, since: anomaly.since }] : [],
      ),
      ...stuckOutbox(state, at),
      ...lateTick(state, config, at),
    ],
  };
}

/** What the next tick would decide, as if it came now; nothing of its state is kept. */
function decide(state: MonitorState, facts: OverviewFacts) {
  return planTick(state, {
    ...facts,
    started: new Map(),
    queueResults: [],
    isDryRun: true,
    isRunnerAlive: () => true,
    via: 'print',
    target: undefined,
  }).decisions;
}

/** An item without a status waits. */
function countOf(state: MonitorState, status: NonNullable<QueueItem['status']>): number {
  return state.queue.filter((item) => (item.status ?? 'pending') === status).length;
}

function outboxOf(state: MonitorState): Overview['outbox'] {
  const waiting = waitingEntries(state);
  const oldestAt = waiting.length === 0 ? undefined : Math.min(...waiting.map(({ createdAt }) => createdAt));
  const lastError = waiting.findLast((entry) => entry.lastError !== undefined)?.lastError;
  return { waiting: waiting.length, held: heldEntries(state).length, oldestAt, lastError };
}

/** What was refused does not go out as things are. */
function stuckOutbox(state: MonitorState, at: number): Concern[] {
  const stuck = waitingEntries(state).filter((entry) => entry.isRefused === true || isLate(entry, at));
  const [first] = stuck;
  if (first === undefined) return [];
  return [{ what: 'outbox', waitingSince: Math.min(...stuck.map(({ createdAt }) => createdAt)) }];
}

/** A scheduler that was set to a slower pace is late after three of its own gaps, as in tick-gap.ts. */
function lateTick({ lastTickAt, meanTickGapSeconds }: MonitorState, config: Config, at: number): Concern[] {
  if (!config.jobs.some((job) => job.enabled)) return [];
  const patience = Math.max(LATE_SECONDS, 3 * (meanTickGapSeconds ?? 0));
  const isLate = lastTickAt === undefined || at - lastTickAt > patience;
  return isLate ? [{ what: 'no-tick', lastTickAt }] : [];
}
