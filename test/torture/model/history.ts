/** Plays one history on src/core and on the reference side by side, and names the first place where they differ. */
import type { Exit, Instant, Job, Observation } from '../../../src/core/model.ts';
import { claimResumes, planTick, type TickFacts, type TickPlan } from '../../../src/core/plan-tick.ts';
import { startLease } from '../../../src/core/start-lease.ts';
import { type MonitorState, parseState } from '../../../src/schema/state.ts';
import { isQuietByTable } from '../quiet/wall-clock.ts';
import type { Random } from '../random.ts';
import type { Finding } from '../torture.ts';
import { compareOutbox, compareTold } from './compare.ts';
import { deliverAll } from './deliveries.ts';
import { liftAll, sitAtDesk } from './desk.ts';
import { liveOn, probe, someJob, somePolicy } from './lives.ts';
import { createPromises, type Promises } from './promises.ts';
import { hush } from './reference-desk.ts';
import { posted } from './reference-outbox.ts';
import { logAttempt, referTo, settleReference } from './reference-tick.ts';
import { createScene, logOf, moveClock, nowOf, passTime, type Scene } from './scene.ts';

/** How a tick goes: `calm` is a whole one that no operator gets into. */
type Turn = 'whole' | 'calm' | 'dry' | 'crash';

export function playHistory(random: Random): Finding[] {
  const scene = createScene(random);
  const promises = createPromises();
  const ticks = random.int(10, 55);
  for (let n = 0; n < ticks && scene.findings.length === 0; n++) {
    passTime(scene);
    somethingHappens(scene);
    sitAtDesk(scene, promises, scene.wall);
    playTick(scene, promises, random.weighted<Turn>([95, 'whole'], [3, 'dry'], [2, 'crash']));
    deliverAll(scene);
  }
  if (scene.findings.length === 0) comeToRest(scene, promises);
  return scene.findings.slice(0, 1).map(({ rule, detail }) => {
    return {
      rule,
      detail: `${scene.hostZone}\n${scene.story
        .slice(-12)
        .map((line) => JSON.stringify(line))
        .join('\n')}\n${detail}`,
    };
  });
}

/** What owners and operators do between two ticks. */
function somethingHappens(scene: Scene): void {
  const { random, jobs, lives } = scene;
  for (const life of lives.values()) liveOn(life, random);
  const index = random.int(0, jobs.length - 1);
  const job = jobs[index] as Job;
  if (random.chance(0.05))
    operate(scene, job, random.pick(['start', 'stop']), scene.wall - random.int(0, 20));
  if (random.chance(0.02)) jobs[index] = { ...job, policy: somePolicy(random) };
  if (random.chance(0.02)) jobs[index] = { ...job, risk: someJob(random, job.id).risk };
  if (random.chance(0.02)) jobs[index] = { ...job, enabled: !job.enabled };
}

/** `ops-monitor start` or `stop`: what these save, and what the job makes of it. */
function operate(scene: Scene, job: Job, what: 'start' | 'stop', at: number): void {
  const life = scene.lives.get(job.id);
  if (life && scene.random.chance(0.8)) life.mode = what === 'start' ? 'progressing' : 'paused';
  const { operatorStopped: _, ...rest } = scene.state.jobs[job.id] ?? {};
  // A start that takes its time is still under way when the next ticks come.
  const until = at + scene.random.pick([0, 0, 1, 200]);
  const started = { lastManualStartAt: at, startLease: { pid: 8, claimedAt: at, until, byHand: true } };
  const marks = what === 'start' ? started : { lastStopAt: at, operatorStopped: true as const };
  const jobs = { ...scene.state.jobs, [job.id]: { ...rest, ...marks } };
  scene.state = { ...scene.state, jobs, revision: scene.state.revision + 1 };
  scene.logs.set(job.id, [...logOf(scene, job.id), { what, at, until }]);
  scene.story.push([at, what, job.id]);
}

function playTick(scene: Scene, promises: Promises, turn: Turn): void {
  const { random } = scene;
  const now = nowOf(scene);
  const observed = new Map<string, Observation>();
  for (const job of scene.jobs) {
    const life = scene.lives.get(job.id);
    if (job.enabled && life) observed.set(job.id, probe(life, random));
  }
  // The clock of the tick is frozen; the operator's goes on while the probes run.
  const lag = random.pick([0, 2, 30]);
  if (turn !== 'calm' && random.chance(0.03)) {
    operate(
      scene,
      random.pick(scene.jobs),
      random.pick(['start', 'stop']),
      now.epochSeconds + random.int(0, lag),
    );
  }
  if (turn !== 'calm') sitAtDesk(scene, promises, now.epochSeconds + random.int(0, lag), 0.2);
  scene.story.push([now.epochSeconds, turn, ...observed]);
  const target = random.weighted([18, undefined], [1, 'A'], [1, 'B']);
  const clockAt = now.epochSeconds + lag;
  const facts = { ...factsOf(scene, observed, now, turn === 'dry', target), clockAt };
  const first = planTick(scene.state, facts);
  const reference = referTo(scene, observed, now, clockAt, turn === 'dry');
  compareStarts(scene, first, reference.starts);
  if (turn === 'crash') {
    save(scene, claimResumes(scene.state, first.resumes, leaseOf(facts)));
    const attempt = { at: now.epochSeconds, until: clockAt + 90, isInterrupted: true };
    for (const job of reference.starts) logAttempt(scene, job.id, attempt);
    return;
  }
  const plan = startAndPlan(scene, first, facts);
  compareTold(scene, plan, reference.looks);
  const sections = newSections(scene.state, plan.state);
  promises.check(scene, reference.looks, reference.starts, sections);
  settleReference(scene, reference, now.epochSeconds, clockAt);
  scene.box = posted(scene.box, sections, target, now.epochSeconds, plan.state.outbox.at(-1)?.id ?? '');
  save(scene, plan.state);
  hush(scene, clockAt);
  scene.savedAt = clockAt;
  compareOutbox(scene);
}

function factsOf(
  { jobs }: Scene,
  observed: TickFacts['observed'],
  now: Instant,
  isDryRun: boolean,
  target: string | undefined,
): TickFacts {
  const notify = { transport: 'auto', silentRoutine: false } as const;
  const nothing = { target: undefined, account: undefined, threadId: undefined, openclawBin: undefined };
  return {
    config: {
      jobs,
      defaults: {},
      notify: { ...notify, ...nothing },
      probeConcurrency: 8,
      locale: 'zh-CN',
      hostLabel: undefined,
    },
    configPath: '/ops-jobs.json',
    configProblems: [],
    observed,
    started: new Map(),
    queueResults: [],
    now,
    isDryRun,
    isRunnerAlive: () => true,
    via: 'channel',
    target,
  };
}

/** Claims, starts, and plans again with what came of it, as a tick does. */
function startAndPlan(scene: Scene, first: TickPlan, facts: TickFacts): TickPlan {
  if (first.resumes.length === 0) return first;
  save(scene, claimResumes(scene.state, first.resumes, leaseOf(facts)));
  const output = { stdout: '', stderr: '', durationMs: 1 };
  const started = first.resumes.map((job): [string, Exit] => {
    const life = scene.lives.get(job.id);
    const isGood = scene.random.chance(0.7);
    if (life && isGood) life.mode = 'progressing';
    const exit = isGood
      ? ({ kind: 'exited', exitCode: 0 } as const)
      : ({ kind: 'timed-out', afterSeconds: 60 } as const);
    return [job.id, { ...exit, ...output }];
  });
  return planTick(scene.state, { ...facts, started: new Map(started) });
}

function leaseOf({ now, clockAt = now.epochSeconds }: TickFacts) {
  return startLease({ pid: 7, claimedAt: now.epochSeconds, clockAt, timeoutSeconds: 60 });
}

/** Saved, and now and then read back from the text of a file. */
function save(scene: Scene, state: MonitorState): void {
  scene.state = { ...state, revision: scene.state.revision + 1 };
  if (!scene.random.chance(0.05)) return;
  const parsed = parseState(JSON.parse(JSON.stringify(scene.state)));
  if (parsed.kind === 'state' && parsed.dropped.length === 0) scene.state = parsed.state;
  else scene.findings.push({ rule: 'what is saved can be read', detail: JSON.stringify(parsed) });
}

function compareStarts(scene: Scene, plan: TickPlan, starts: readonly Job[]): void {
  const ids = (jobs: readonly Job[]) => jobs.map(({ id }) => id).join(', ') || 'nothing';
  if (ids(plan.resumes) === ids(starts)) return;
  const detail = `it starts ${ids(plan.resumes)}, the model ${ids(starts)}`;
  scene.findings.push({ rule: 'it starts what the model starts', detail });
}

/** The report of this tick: what the newest entry of the outbox holds, if it is new. */
function newSections(before: MonitorState, after: MonitorState) {
  const newest = after.outbox.at(-1);
  const isNew = newest !== undefined && !before.outbox.some(({ id }) => id === newest.id);
  return isNew ? newest.sections.map(({ jobId, importance, text }) => ({ jobId, importance, text })) : [];
}

/** All jobs go on well, and the quiet hours of each of them end once: whatever was told must have been told to be over. */
function comeToRest(scene: Scene, promises: Promises): void {
  for (const [i, job] of scene.jobs.entries()) scene.jobs[i] = { ...job, enabled: true };
  for (const life of scene.lives.values()) Object.assign(life, { level: 'ok', stopReason: undefined });
  liftAll(scene, promises);
  for (const job of scene.jobs) {
    const { start, end } = job.policy.quietHours;
    for (let n = 0; n < 2 * 1440 && start !== end; n++) {
      if (!isQuietByTable(job.policy.quietHours, scene.hostZone, scene.wall + 60)) break;
      moveClock(scene, 60);
    }
    moveClock(scene, 60);
    for (const life of scene.lives.values())
      Object.assign(life, { mode: 'progressing', steps: life.steps + 1 });
    playTick(scene, promises, 'calm');
    promises.mustBeOver(scene, job);
  }
}
