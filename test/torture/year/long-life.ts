/** Many jobs and some checks, a tick a minute, by the pure core alone: claims, plans, starts, reports, sends. */
import type { Config, Exit, Job, Observation, SendOutcome } from '../../../src/core/model.ts';
import { afterSend } from '../../../src/core/outbox.ts';
import { nextInLine, noteWay } from '../../../src/core/outbox-line.ts';
import { claimResumes, planTick, type TickFacts } from '../../../src/core/plan-tick.ts';
import { claim, judgeQueue, type QueueResult } from '../../../src/core/queue.ts';
import { startLease } from '../../../src/core/start-lease.ts';
import { freshState, type MonitorState } from '../../../src/schema/state.ts';
import { type Life, liveOn, newLife, probe, someJob } from '../model/lives.ts';
import { momentIn } from '../quiet/wall-clock.ts';
import type { Random } from '../random.ts';

const CHECKS = 4;
const MINUTE = 60;
const DAY = 86_400;
/** 2026-01-01 00:00:00 UTC: the clocks of the host's zone change twice in the year from there. */
const START = 1_767_225_600;
/** Something becomes different in a job every few hours. */
const CHANGES_A_TICK = 0.003;
const PID = 4000;

export interface LongLife {
  state: MonitorState;
  /** How many minutes have been lived. */
  ticks: number;
  /** How many messages arrived. */
  sent: number;
  /** For how long the channel has worked by now; 0 while it does not. */
  daysUp: number;
  tick(): void;
}

export function createLongLife(random: Random, jobs: number): LongLife {
  const config = someConfig(random, jobs);
  const lives = new Map(config.jobs.map((job) => [job.id, newLife(random)]));
  const channel = { isUp: true, until: START };
  return {
    state: freshState(),
    ticks: 0,
    sent: 0,
    daysUp: 0,
    tick() {
      this.ticks += 1;
      const at = START + this.ticks * MINUTE;
      for (const life of lives.values()) liveOn(life, random, CHANGES_A_TICK);
      this.state = planned(this.state, factsOf(random, config, lives, at));
      breakAndMend(channel, random, at);
      this.daysUp = channel.isUp ? this.daysUp + MINUTE / DAY : 0;
      this.sent += sendAll(this, at, channel.isUp);
    },
  };
}

function someConfig(random: Random, jobs: number): Config {
  const long = Array.from({ length: jobs }, (_, i): Job => {
    const when = random.pick(['success', 'failure'] as const);
    const after = [{ jobId: `check${i % CHECKS}`, when, delaySeconds: random.pick([0, 300]) }];
    return { ...someJob(random, `job${i}`), after };
  });
  const checks = Array.from({ length: CHECKS }, (_, i): Job => {
    const next = { jobId: `check${(i + 1) % CHECKS}`, when: 'failure', delaySeconds: 60 } as const;
    const job = someJob(random, `check${i}`);
    return { ...job, kind: 'one_shot_read', risk: 'read_only', enabled: false, after: [next] };
  });
  const notify = { transport: 'auto', silentRoutine: false } as const;
  const nothing = { target: undefined, account: undefined, threadId: undefined, openclawBin: undefined };
  return {
    jobs: [...long, ...checks],
    defaults: {},
    notify: { ...notify, ...nothing },
    probeConcurrency: 8,
    locale: 'zh-CN',
    hostLabel: undefined,
  };
}

function factsOf(random: Random, config: Config, lives: ReadonlyMap<string, Life>, at: number): TickFacts {
  const observed = new Map<string, Observation>();
  for (const { id, kind } of config.jobs) {
    const life = lives.get(id);
    if (kind === 'long_running_read' && life) observed.set(id, probe(life, random));
  }
  return {
    config,
    configPath: '/ops-jobs.json',
    configProblems: [],
    observed,
    started: new Map(),
    queueResults: [],
    now: momentIn('Europe/Berlin', at),
    isDryRun: false,
    isRunnerAlive: (pid) => pid === PID,
    via: 'channel',
    target: undefined,
  };
}

/** The three writes of a tick: queue claims, claims of starts, and the decisions. */
function planned(before: MonitorState, facts: TickFacts): MonitorState {
  const at = facts.now.epochSeconds;
  const due = judgeQueue(before, facts.config, false, at, facts.isRunnerAlive).filter(
    ({ kind }) => kind === 'run',
  );
  const claimed = due.length === 0 ? before : saved(claim(before, due, PID, at, 1));
  const queueResults = due.flatMap((verdict): QueueResult[] =>
    verdict.kind === 'run'
      ? [{ itemId: verdict.item.id, job: verdict.job, exit: someExit(at), endedAt: at }]
      : [],
  );
  const first = planTick(claimed, { ...facts, queueResults });
  if (first.resumes.length === 0) return saved(first.state);
  const started = new Map(first.resumes.map((job) => [job.id, someExit(at)]));
  const lease = startLease({ pid: PID, claimedAt: at, timeoutSeconds: 60 });
  const withClaims = saved(claimResumes(claimed, first.resumes, lease));
  return saved(planTick(withClaims, { ...facts, queueResults, started }).state);
}

function someExit(at: number): Exit {
  const output = { stdout: `at ${at}`, stderr: '', durationMs: 5 };
  return at % 7 === 0
    ? { kind: 'timed-out', afterSeconds: 60, ...output }
    : { kind: 'exited', exitCode: at % 3, ...output };
}

function saved(state: MonitorState): MonitorState {
  return { ...state, revision: state.revision + 1 };
}

/** It works for some days, then is away for hours, now and then for a week. */
function breakAndMend(channel: { isUp: boolean; until: number }, random: Random, at: number): void {
  if (at < channel.until) return;
  channel.isUp = !channel.isUp;
  const hours = channel.isUp ? random.int(24, 240) : random.weighted([9, random.int(1, 24)], [1, 7 * 24]);
  channel.until = at + hours * 3600;
}

function sendAll(life: LongLife, at: number, isUp: boolean): number {
  const outcome: SendOutcome = isUp
    ? { kind: 'sent', via: 'memory' }
    : { kind: 'failed', detail: 'no way is open' };
  const passed = new Set<string>();
  const halted = new Set<string | undefined>();
  for (let sent = 0; ; ) {
    const entry = nextInLine(life.state, at, passed, halted);
    if (entry === undefined) return sent;
    passed.add(entry.id);
    const after = afterSend(life.state, entry.id, { part: 1, parts: 1, outcome, at });
    life.state = saved(noteWay(after, entry.id, outcome));
    if (isUp) sent += 1;
    else halted.add(entry.target);
  }
}

export const TICKS_A_DAY = DAY / MINUTE;
