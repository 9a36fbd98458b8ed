/** A whole tick, decided: from what is remembered and what was seen to what is told, started and remembered. Pure. */
import type { JobState, MonitorState, OutboxEntry, OutboxSection } from '../schema/state.ts';
import { follow } from './after.ts';
import { withoutFuture } from './clock-set-back.ts';
import { lastCommand } from './command-result.ts';
import { reportConfig } from './config-report.ts';
import { decide } from './decide.ts';
import { type AutorunOutcome, autorunOutcome, type Decision, type Question } from './decision.ts';
import { jobState } from './job-state.ts';
import type { Config, ConfigProblem, Exit, Instant, Job, JobId, Observation } from './model.ts';
import { post } from './outbox.ts';
import { closeUnrunnable, judgeQueue, type QueueResult, type QueueVerdict, settle } from './queue.ts';
import { renderHeader, renderJob, section, titleOf } from './report.ts';
import type { ReportTexts } from './report-texts.ts';
import { countHeld, isNewlyHeld, silenceOf, withoutEnded } from './silence.ts';
import { holdSilenced } from './silenced-outbox.ts';
import { type StartLease, withStartEnded } from './start-lease.ts';
import { hasSlept, tickMarks } from './tick-gap.ts';
import { voiceOf, withVoice } from './voice.ts';

export interface TickFacts {
  readonly config: Config;
  readonly configPath: string;
  readonly configProblems: readonly ConfigProblem[];
  readonly observed: ReadonlyMap<JobId, Observation>;
  /** How the starts ended that an earlier plan of this tick asked for. */
  readonly started: ReadonlyMap<JobId, Exit>;
  /** Queue items of this tick that have ended by now. */
  readonly queueResults: readonly QueueResult[];
  readonly now: Instant;
  /** What the clock says while this is planned, epoch seconds; absent: `now`. Other commands go on while a tick probes. */
  readonly clockAt?: number;
  readonly isDryRun: boolean;
  /** Whether the tick that claimed a queue item still lives. */
  readonly isRunnerAlive: (pid: number) => boolean;
  /** How the report is to be told, and to whom where --target says so. */
  readonly via: OutboxEntry['via'];
  readonly target: string | undefined;
}

export interface TickPlan {
  /** With the report in its outbox. */
  readonly state: MonitorState;
  /** Jobs to start: claim them, start them, and plan again with their outcomes. Empty in a dry run. */
  readonly resumes: readonly Job[];
  readonly decisions: ReadonlyMap<JobId, Decision>;
}

export function planTick(before: MonitorState, facts: TickFacts): TickPlan {
  const { now, clockAt = now.epochSeconds } = facts;
  const past = withoutFuture(before, now, clockAt);
  const slept = hasSlept(past, now);
  const voice = voiceOf(past, facts.config, facts.configProblems);
  const { texts } = voice;
  const heard = withVoice(past, facts.config, facts.configProblems);
  const config = reportConfig(heard, facts.configPath, facts.configProblems, now, texts);
  const quarantine = reportQuarantine(config.state, facts.config.jobs, now, texts);
  const queue = planQueue(quarantine.state, facts, texts);
  const jobs = planJobs(queue.state, facts, startedSince(before, now, clockAt), slept, texts);
  const sections = [...config.sections, ...quarantine.sections, ...queue.sections, ...jobs.sections];
  const told = post(
    { ...jobs.state, ...tickMarks(past, now) },
    {
      via: facts.via,
      target: facts.target,
      header: renderHeader(now, voice),
      sections,
      at: now.epochSeconds,
    },
  );
  const silenceAt = silenceTime(facts);
  const state = withoutEnded(holdSilenced(told, silenceAt), silenceAt);
  return { state, resumes: jobs.resumes, decisions: jobs.decisions };
}

/** The state with every attempt written down, to be saved before anything is started: a crash cannot repeat it. */
export function claimResumes(state: MonitorState, resumes: readonly Job[], lease: StartLease): MonitorState {
  const marks = { lastAutoResumeAt: lease.claimedAt, resumeClaimed: true, startLease: lease };
  return withMarks(state, resumes, marks);
}

function withMarks(state: MonitorState, jobs: readonly Job[], marks: Partial<JobState>): MonitorState {
  const marked = jobs.map((job) => [job.id, { ...jobState(state, job.id), ...marks }] as const);
  return { ...state, jobs: { ...state.jobs, ...Object.fromEntries(marked) } };
}

function reportQuarantine(state: MonitorState, jobs: readonly Job[], now: Instant, texts: ReportTexts) {
  const kept = state.quarantined ?? [];
  if (kept.length === 0) return { state, sections: [] };
  const { quarantined: _, ...rest } = state;
  const sections = kept.map((path): OutboxSection => {
    return { importance: 'alert', text: section(texts.stateUnreadable, [texts.keptAs(path)]) };
  });
  return { state: withFreshBackoff(rest as MonitorState, jobs, now), sections };
}

/** What was lost may have held a start of a minute ago: each job is taken to have been resumed just now. */
function withFreshBackoff(state: MonitorState, jobs: readonly Job[], now: Instant): MonitorState {
  const unknown = jobs.filter((job) => typeof jobState(state, job.id).lastAutoResumeAt !== 'number');
  return withMarks(state, unknown, { lastAutoResumeAt: now.epochSeconds });
}

function planQueue(before: MonitorState, facts: TickFacts, texts: ReportTexts) {
  const at = facts.now.epochSeconds;
  let state = before;
  const sections: OutboxSection[] = [];
  for (const result of facts.queueResults) {
    const settled = settle(state, result, texts);
    state = settled.state;
    sections.push(...settled.sections);
  }
  const verdicts = judgeQueue(state, facts.config, facts.configProblems.length > 0, at, facts.isRunnerAlive);
  if (facts.isDryRun) {
    return { state, sections: [...sections, ...verdicts.flatMap((verdict) => wouldRun(verdict, texts))] };
  }
  const closed = closeUnrunnable(state, verdicts, at, texts);
  return { state: closed.state, sections: [...sections, ...closed.sections] };
}

function wouldRun(verdict: QueueVerdict, texts: ReportTexts): OutboxSection[] {
  if (verdict.kind !== 'run') return [];
  const { job } = verdict;
  const text = section(titleOf(job), [texts.wouldRunQueued]);
  return [{ jobId: job.id, importance: 'routine', text }];
}

/**
 * Jobs that the operator has started since `now` was frozen. Their probes may be older than the start, and «paused» stale:
 * the next tick sees to them. A start that is later than what the clock says is no such one: the clock was set back.
 */
function startedSince(before: MonitorState, now: Instant, clockAt: number): ReadonlySet<JobId> {
  const at = now.epochSeconds;
  const isSince = (time: unknown) => typeof time === 'number' && time >= at && time <= Math.max(at, clockAt);
  const jobs = Object.entries(before.jobs);
  return new Set(jobs.flatMap(([id, job]) => (isSince(job.lastManualStartAt) ? [id] : [])));
}

/** A silence that was asked for while this tick probed holds for it too. */
function silenceTime({ now, clockAt = now.epochSeconds }: TickFacts): number {
  return Math.max(now.epochSeconds, clockAt);
}

function planJobs(
  before: MonitorState,
  facts: TickFacts,
  unjudged: ReadonlySet<JobId>,
  slept: boolean,
  texts: ReportTexts,
) {
  let state = before;
  const sections: OutboxSection[] = [];
  const resumes: Job[] = [];
  const decisions = new Map<JobId, Decision>();
  for (const job of facts.config.jobs) {
    const observation = facts.observed.get(job.id);
    if (observation === undefined) continue;
    // What this tick itself has started is told all the same.
    if (unjudged.has(job.id) && !facts.started.has(job.id)) continue;
    const previous = jobState(state, job.id);
    const silence = silenceOf(state, job.id, silenceTime(facts));
    const { decision, autorun } = decideJob(
      { job, previous, observation, now: facts.now, slept, silence },
      facts,
    );
    if (decision.resume.kind === 'start' && !facts.isDryRun && !facts.started.has(job.id)) resumes.push(job);
    decisions.set(job.id, decision);
    if (isNewlyHeld(previous, decision)) state = countHeld(state, job.id, silenceTime(facts));
    if (decision.tells) {
      sections.push({
        jobId: job.id,
        importance: decision.importance,
        text: renderJob(job, decision, autorun, texts),
      });
    }
    for (const event of decision.events) {
      const outcome = event === 'completed' ? 'success' : 'failure';
      const followed = follow(state, job, outcome, 0, facts.now.epochSeconds, texts);
      state = followed.state;
      sections.push(...followed.sections);
    }
  }
  // All at once: a copy of all jobs for each of them would make two hundred of them forty thousand.
  const next = [...decisions].map(([id, decision]) => [id, decision.next] as const);
  state = { ...state, jobs: { ...state.jobs, ...Object.fromEntries(next) } };
  return { state, sections, resumes, decisions };
}

/** One job's decision, with what came of its start: a start that is still to be made is decided about once more. */
function decideJob(asked: Omit<Question, 'autorun'>, facts: TickFacts) {
  const { job, previous } = asked;
  const { started, isDryRun } = facts;
  const exit = started.get(job.id);
  const known = exit === undefined ? previous : withStartOf(exit, previous, facts);
  const question = { ...asked, previous: known };
  const autorun = exit === undefined ? interruptedOutcome(previous) : autorunOutcome(exit);
  const decision = decide({ ...question, autorun });
  if (!isDryRun || decision.resume.kind !== 'start') return { decision, autorun };
  const wouldStart: AutorunOutcome = { kind: 'would-start' };
  return { decision: decide({ ...question, autorun: wouldStart }), autorun: wouldStart };
}

function withStartOf(
  exit: Exit,
  previous: JobState,
  { now, clockAt = now.epochSeconds }: TickFacts,
): JobState {
  return { ...withStartEnded(previous, now.epochSeconds, clockAt), lastStart: lastCommand(exit) };
}

/** A tick that was killed between the claim of a start and its outcome: that it was tried is told by the next one. */
function interruptedOutcome(previous: JobState): AutorunOutcome | undefined {
  return previous.resumeClaimed === true ? { kind: 'interrupted' } : undefined;
}
