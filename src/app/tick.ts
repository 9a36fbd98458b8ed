/**
 * One monitoring round. Data goes one way: load the job file → freeze now → save the claims of due queue items →
 * observe all jobs and run the claimed items side by side → plan (pure) → save the claims of auto-resumes → start
 * those → save decisions, results and the report → deliver → see to the items that outlast all this.
 * Whatever it is killed at, the next tick finds a whole state, and nothing is started or told as if it had not been.
 */
import { jobState } from '../core/job-state.ts';
import type { Exit, JobId } from '../core/model.ts';
import { claimResumes, planTick, type TickFacts } from '../core/plan-tick.ts';
import type { QueueResult } from '../core/queue.ts';
import { startLease, withStartEnded } from '../core/start-lease.ts';
import { parseTarget } from '../core/telegram-target.ts';
import type { DeliveryPorts, DeliveryResult } from './deliver.ts';
import { inParallel } from './in-parallel.ts';
import { observeJobs, watchedJobs } from './observe.ts';
import {
  type ConfigSource,
  type LoadedConfig,
  type Notifier,
  type ProcessRunner,
  type ProcessTable,
  StateFailure,
  type TurnLock,
} from './ports.ts';
import { type Address, claimDueItems, type QueueRun, settleLate, startQueueRun } from './run-queue.ts';
import { orStateFailure } from './state-failure.ts';
import { createTelling, tell } from './telling.ts';
import { watchWithoutMemory } from './watch-without-memory.ts';

export interface TickPorts extends DeliveryPorts {
  readonly config: ConfigSource;
  readonly runner: ProcessRunner;
  readonly processes: ProcessTable;
  readonly watchTurn: TurnLock;
  readonly printTurn: TurnLock;
  readonly printer: Notifier;
  readonly pid: number;
}

export interface TickRequest {
  readonly target: string | undefined;
  readonly isPrintOnly: boolean;
  readonly isDryRun: boolean;
}

export type TickResult =
  | { readonly kind: 'busy'; readonly owner: string | undefined }
  | { readonly kind: 'interrupted' }
  | {
      readonly kind: 'done';
      readonly loaded: LoadedConfig;
      readonly delivery: DeliveryResult;
      /** The state could not be saved: all was watched, nothing was started. */
      readonly stateFailure: StateFailure | undefined;
    };

interface Watched {
  readonly queueRun: QueueRun;
  /** Queue items that the saved report tells of. */
  readonly told: readonly QueueResult[];
  /** What was seen could not be saved. */
  readonly failure: StateFailure | undefined;
}

/** The report waits this long for queue items; what takes longer is told in a message of its own. */
const QUEUE_PATIENCE_MS = 5000;
const START_TIMEOUT_SECONDS = 60;
/** Auto-resumes that start side by side. */
const START_CONCURRENCY = 8;

export async function tick(ports: TickPorts, request: TickRequest, signal: AbortSignal): Promise<TickResult> {
  const loaded = await ports.config.load();
  const address = addressOf(request);
  const held = await orStateFailure(() =>
    ports.watchTurn.tryHold(() => watch(ports, request, address, loaded, signal)),
  );
  if (held instanceof StateFailure) {
    const watched = { queueRun: startQueueRun(ports, [], signal), told: [], failure: held };
    return tellAll(ports, request, address, loaded, watched, signal);
  }
  if (held.kind === 'busy') return held;
  if (held.value === undefined) return { kind: 'interrupted' };
  return tellAll(ports, request, address, loaded, held.value, signal);
}

/** Only what can be a chat is kept with a report: one that names none would wait for a misspelt --target for ever. */
function addressOf({ target, isPrintOnly }: TickRequest): Address {
  const isChat = target !== undefined && parseTarget(target) !== undefined;
  return { via: isPrintOnly ? 'print' : 'channel', target: isChat ? target : undefined };
}

/**
 * The part that ticks take turns at. Undefined: interrupted, and what was not yet saved is left to the next tick.
 * Throws StateFailure where nothing was started yet.
 */
async function watch(
  ports: TickPorts,
  request: TickRequest,
  address: Address,
  loaded: LoadedConfig,
  signal: AbortSignal,
): Promise<Watched | undefined> {
  const now = ports.clock.now();
  const items = request.isDryRun ? [] : await claimDueItems(ports, loaded, now);
  const queueRun = startQueueRun(ports, items, signal);
  const jobs = watchedJobs(loaded.config);
  const [observed] = await Promise.all([
    observeJobs(ports.runner, loaded.config, jobs, signal),
    queueRun.patience(QUEUE_PATIENCE_MS),
  ]);
  if (signal.aborted) return undefined;
  const facts: TickFacts = {
    ...address,
    config: loaded.config,
    configPath: loaded.path,
    configProblems: loaded.problems,
    observed,
    started: new Map(),
    queueResults: queueRun.results(),
    now,
    isDryRun: request.isDryRun,
    isRunnerAlive: (pid) => ports.processes.isAlive(pid),
  };
  const failure = await orStateFailure(() => planAndSave(ports, facts, signal));
  if (signal.aborted) return undefined;
  return failure instanceof StateFailure
    ? { queueRun, told: [], failure }
    : { queueRun, told: facts.queueResults, failure: undefined };
}

/** One write where nothing is to be started; else the claims, the starts, and a second plan that knows how they went. */
async function planAndSave(ports: TickPorts, facts: TickFacts, signal: AbortSignal): Promise<void> {
  const resumes = await ports.store.transact((state) => {
    const clockAt = ports.clock.now().epochSeconds;
    const { state: planned, resumes } = planTick(state, { ...facts, clockAt });
    if (resumes.length === 0) return { state: planned, result: resumes };
    const lease = startLease({
      pid: ports.pid,
      claimedAt: facts.now.epochSeconds,
      clockAt,
      timeoutSeconds: START_TIMEOUT_SECONDS,
      waves: Math.ceil(resumes.length / START_CONCURRENCY),
    });
    return { state: claimResumes(state, resumes, lease), result: resumes };
  });
  if (resumes.length === 0) return;
  const exits = await inParallel(resumes, START_CONCURRENCY, async (job) => {
    const argv = job.commands.start ?? [];
    const exit = await ports.runner.run(
      { argv, cwd: job.cwd, timeoutSeconds: START_TIMEOUT_SECONDS },
      signal,
    );
    // An operator need not wait for the others. One alone has ended with the second plan.
    if (resumes.length > 1) await orStateFailure(() => saveStartEnded(ports, job.id, facts));
    return exit;
  });
  // Saved also when this tick is being ended: the starts were made, and the next tick could not know of them.
  const started = new Map(resumes.map((job, i) => [job.id, exits[i] as Exit]));
  await ports.store.transact((state) => ({
    state: planTick(state, { ...facts, started, clockAt: ports.clock.now().epochSeconds }).state,
    result: undefined,
  }));
}

function saveStartEnded({ store, clock }: TickPorts, id: JobId, { now }: TickFacts): Promise<void> {
  return store.transact((state) => {
    const ended = withStartEnded(jobState(state, id), now.epochSeconds, clock.now().epochSeconds);
    return { state: { ...state, jobs: { ...state.jobs, [id]: ended } }, result: undefined };
  });
}

/** Tells what is saved, and sees each queue item that takes longer to its end: whatever becomes of the one, the other is done. */
async function tellAll(
  ports: TickPorts,
  request: TickRequest,
  address: Address,
  loaded: LoadedConfig,
  { queueRun, told, failure }: Watched,
  signal: AbortSignal,
): Promise<TickResult> {
  if (signal.aborted) return { kind: 'interrupted' };
  const telling = createTelling(failure);
  const tellNow = () => tell(ports, request, loaded, signal);
  const first =
    failure === undefined ? tellNow : () => watchWithoutMemory(ports, request, loaded, failure, signal);
  await Promise.all([
    telling.inTurn(first),
    queueRun.late(told, async (result) => {
      // The next tick takes up what was ended with this one.
      if (result.exit.kind === 'aborted') return;
      if (await telling.save(() => settleLate(ports, address, loaded, result))) await telling.inTurn(tellNow);
    }),
  ]);
  if (signal.aborted) return { kind: 'interrupted' };
  return { kind: 'done', loaded, ...telling.outcome() };
}
