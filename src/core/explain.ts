/**
 * What a tick would do now, and why: the decisions of a tick as sentences for people and as a shape for programs.
 * Pure, and nothing comes of it: the tick is planned as a dry run, on the state as it was read.
 */
import type { MonitorState } from '../schema/state.ts';
import { withoutFuture } from './clock-set-back.ts';
import type { Decision, SilenceReason, TellReason } from './decision.ts';
import { explainLastReport, type LastReport, lastReportOf } from './explain-last-report.ts';
import { explainAfter, explainOneShot } from './explain-one-shot.ts';
import { explainEntry, type OutboxView, outboxOf } from './explain-outbox.ts';
import { type QueueView, viewQueue } from './explain-queue.ts';
import { explainResume } from './explain-resume.ts';
import { explainStanding } from './explain-standing.ts';
import { explainSilenced, explainTelling } from './explain-telling.ts';
import type { JobView, Times } from './explain-view.ts';
import { explainWatch } from './explain-watch.ts';
import { jobState } from './job-state.ts';
import type { Config, ConfigProblem, Job, JobId, JobKind, Observation } from './model.ts';
import { planTick } from './plan-tick.ts';
import type { ResumeDecision } from './resume.ts';
import { EVERY_JOB, silenceOf } from './silence.ts';
import { createRedact } from './telegram-redact.ts';
import { oneLine } from './text.ts';

export interface ExplainFacts {
  /** As read. */
  readonly state: MonitorState;
  readonly config: Config;
  readonly configPath: string;
  readonly configProblems: readonly ConfigProblem[];
  /** What is to be explained, in this order. */
  readonly jobs: readonly Job[];
  readonly observed: ReadonlyMap<JobId, Observation>;
  /** `now`: before the jobs were asked, as a tick takes it. */
  readonly times: Times;
  /** What the clock says by now, epoch seconds. */
  readonly clockAt: number;
  readonly isRunnerAlive: (pid: number) => boolean;
}

/** All instants are epoch seconds. No text holds a control character or what looks like a bot token. */
export interface Explanation {
  readonly at: number;
  readonly jobs: readonly JobExplanation[];
  readonly watch: {
    readonly lastTickAt: number | null;
    readonly meanTickGapSeconds: number | null;
    readonly configProblems: number;
    readonly sentences: readonly string[];
  };
}

export interface JobExplanation {
  readonly id: JobId;
  readonly name: string;
  readonly kind: JobKind;
  readonly enabled: boolean;
  /** Null: it was not asked. */
  readonly standing: Decision['sight']['standing'] | null;
  /** Whether a tick would tell of it now, and the reason that the decision carries. */
  readonly would: { readonly tell: boolean } & (TellReason | SilenceReason | NoDecision);
  /** Null: no tick decides about it. */
  readonly resume: ResumeDecision | null;
  readonly lastReport: LastReport | null;
  readonly outbox: readonly OutboxView[];
  readonly queue: readonly QueueView[];
  readonly sentences: readonly string[];
}

/** `just-started`: by hand, while it was asked for its status. */
export interface NoDecision {
  readonly reason: 'disabled' | 'one-shot' | 'just-started';
}

export function explainTick(facts: ExplainFacts): Explanation {
  const { config, configProblems, times, clockAt } = facts;
  const state = withoutFuture(facts.state, times.now, clockAt);
  const decisions = planned(facts);
  const queue = viewQueue({ ...facts, state, hasConfigErrors: configProblems.length > 0 });
  const known = new Set(config.jobs.map(({ id }) => id));
  const strays = queue.filter((item) => !known.has(item.job));
  return showable({
    at: times.now.epochSeconds,
    jobs: facts.jobs.map((job) => {
      const own = queue.filter((item) => item.job === job.id);
      return explainJob(job, { ...facts, state }, decisions.get(job.id), own);
    }),
    watch: {
      lastTickAt: state.lastTickAt ?? null,
      meanTickGapSeconds: state.meanTickGapSeconds ?? null,
      configProblems: configProblems.length,
      sentences: [...explainWatch({ ...facts, state }), ...strays.map(({ sentence }) => sentence)],
    },
  });
}

/** A dry run has each start decided about as if it had been made, and claims nothing. */
function planned({ times, state, ...facts }: ExplainFacts): ReadonlyMap<JobId, Decision> {
  const { decisions } = planTick(state, {
    ...facts,
    now: times.now,
    started: new Map(),
    queueResults: [],
    isDryRun: true,
    via: 'channel',
    target: undefined,
  });
  return decisions;
}

function explainJob(
  job: Job,
  { state, times, observed }: ExplainFacts,
  decision: Decision | undefined,
  queue: readonly QueueView[],
): JobExplanation {
  const previous = jobState(state, job.id);
  const observation = observed.get(job.id);
  const silence = silenceOf(state, job.id, times.now.epochSeconds);
  const isSilencedWithAll = silence !== undefined && silence === state.silences?.[EVERY_JOB];
  const view =
    decision && observation
      ? { job, previous, observation, decision, silence, isSilencedWithAll, times }
      : undefined;
  const outbox = outboxOf(state, job.id);
  const decided = view && job.enabled ? decidedBy(view) : undecided(job, observation, view);
  const isLong = job.kind === 'long_running_read';
  return {
    id: job.id,
    name: job.name,
    kind: job.kind,
    enabled: job.enabled,
    standing: decision?.sight.standing ?? null,
    would: decided.would,
    resume: decided.resume,
    lastReport: lastReportOf(previous) ?? null,
    outbox,
    queue,
    sentences: [
      ...decided.sentences,
      ...(isLong ? [explainLastReport({ previous, times })] : explainOneShot(job, previous, times)),
      ...outbox.map((entry) => explainEntry(entry, times)),
      ...queue.map(({ sentence }) => sentence),
      ...explainAfter(job, job.enabled ? decision?.events : []),
    ],
  };
}

type Decided = Pick<JobExplanation, 'would' | 'resume' | 'sentences'>;

/** Of a job that a tick watches. */
function decidedBy(view: JobView): Decided {
  const { tells, because, resume } = view.decision;
  return {
    would: { tell: tells, ...because },
    resume,
    sentences: [
      ...explainStanding(view),
      ...explainTelling(view),
      ...explainSilenced(view),
      explainResume(view),
    ],
  };
}

function undecided(job: Job, observation: Observation | undefined, view: JobView | undefined): Decided {
  const without = (reason: NoDecision['reason'], ...sentences: string[]): Decided => ({
    would: { tell: false, reason },
    resume: null,
    sentences: [...(view ? explainStanding(view) : []), ...sentences],
  });
  if (job.kind !== 'long_running_read') return without('one-shot');
  if (!job.enabled || observation === undefined) {
    return without('disabled', 'disabled: a tick would not look at it (enabled is false in the job file)');
  }
  return without('just-started', 'it was started by hand while this looked at it: ask once more');
}

const LONGEST_TEXT = 1000;

/** The same with all its texts fit to be shown, and its times in whole milliseconds. */
function showable<T>(value: T): T {
  const redact = createRedact([]);
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return oneLine(redact(part), LONGEST_TEXT);
    // No clock is finer than that.
    if (typeof part === 'number') return Math.round(part * 1000) / 1000;
    if (Array.isArray(part)) return part.map(clean);
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, clean(inner)]));
  };
  return clean(value) as T;
}
