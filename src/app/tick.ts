/**
 * One monitoring round. Data goes one way: load the job file → freeze now → save the claims of due queue items →
 * observe all jobs and run the claimed items side by side → plan (pure) → save the claims of auto-resumes → start
 * those → save decisions, results and the report → deliver → see to the items that outlast all this.
 * Whatever it is killed at, the next tick finds a whole state, and nothing is started or told as if it had not been.
 */
import type { Exit } from '../core/model.ts';
import { claimResumes, planTick, type TickFacts } from '../core/plan-tick.ts';
import { type DeliveryPorts, type DeliveryResult, deliver } from './deliver.ts';
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
import { printReports } from './print-reports.ts';
import { claimDueItems, type QueueRun, startQueueRun } from './run-queue.ts';
import { watchWithoutMemory } from './watch-without-memory.ts';

export interface TickPorts extends DeliveryPorts {
  readonly config: ConfigSource;
  readonly runner: ProcessRunner;
  readonly processes: ProcessTable;
  readonly watchTurn: TurnLock;
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

/** The report waits this long for queue items; what takes longer is told in a message of its own. */
const QUEUE_PATIENCE_MS = 5000;
const START_TIMEOUT_SECONDS = 60;
/** Auto-resumes that start side by side. */
const START_CONCURRENCY = 8;

export async function tick(ports: TickPorts, request: TickRequest, signal: AbortSignal): Promise<TickResult> {
  const loaded = await ports.config.load();
  try {
    const held = await ports.watchTurn.tryHold(() => watch(ports, request, loaded, signal));
    if (held.kind === 'busy') return held;
    if (held.value === undefined) return { kind: 'interrupted' };
    const first = await tell(ports, request, loaded, signal);
    const last = await held.value.ended(() => tell(ports, request, loaded, signal));
    if (signal.aborted) return { kind: 'interrupted' };
    return { kind: 'done', loaded, delivery: last ?? first, stateFailure: undefined };
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    if (signal.aborted) return { kind: 'interrupted' };
    const delivery = await watchWithoutMemory(ports, request, loaded, error, signal);
    return { kind: 'done', loaded, delivery, stateFailure: error };
  }
}

/** The part that ticks take turns at. Undefined: interrupted, and what was not yet saved is left to the next tick. */
async function watch(
  ports: TickPorts,
  request: TickRequest,
  loaded: LoadedConfig,
  signal: AbortSignal,
): Promise<QueueRun | undefined> {
  const now = ports.clock.now();
  const items = request.isDryRun ? [] : await claimDueItems(ports, loaded, now);
  const queueRun = startQueueRun(ports, request, items, signal);
  const jobs = watchedJobs(loaded.config);
  const [observed] = await Promise.all([
    observeJobs(ports.runner, loaded.config, jobs, signal),
    queueRun.patience(QUEUE_PATIENCE_MS),
  ]);
  if (signal.aborted) return undefined;
  const facts: TickFacts = {
    config: loaded.config,
    configPath: loaded.path,
    configProblems: loaded.problems,
    observed,
    started: new Map(),
    queueResults: queueRun.takeResults(),
    now,
    isDryRun: request.isDryRun,
    isRunnerAlive: (pid) => ports.processes.isAlive(pid),
    via: request.isPrintOnly ? 'print' : 'channel',
    target: request.target,
  };
  await planAndSave(ports, facts, signal);
  return signal.aborted ? undefined : queueRun;
}

/** One write where nothing is to be started; else the claims, the starts, and a second plan that knows how they went. */
async function planAndSave(ports: TickPorts, facts: TickFacts, signal: AbortSignal): Promise<void> {
  const resumes = await ports.store.transact((state) => {
    const plan = planTick(state, facts);
    const isFinal = plan.resumes.length === 0;
    return {
      state: isFinal ? plan.state : claimResumes(state, plan.resumes, facts.now),
      result: plan.resumes,
    };
  });
  if (resumes.length === 0) return;
  const exits = await inParallel(resumes, START_CONCURRENCY, (job) =>
    ports.runner.run(
      { argv: job.commands.start ?? [], cwd: job.cwd, timeoutSeconds: START_TIMEOUT_SECONDS },
      signal,
    ),
  );
  if (signal.aborted) return;
  const started = new Map(resumes.map((job, i) => [job.id, exits[i] as Exit]));
  await ports.store.transact((state) => ({
    state: planTick(state, { ...facts, started }).state,
    result: undefined,
  }));
}

/** What of this tick's own report, and of all that waits besides, goes out now. */
async function tell(
  ports: TickPorts,
  request: TickRequest,
  loaded: LoadedConfig,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  if (!request.isPrintOnly) {
    return deliver(ports, { target: request.target, notify: loaded.config.notify }, signal);
  }
  const outcome = await printReports(ports.store, ports.printer);
  return outcome === undefined
    ? { waiting: 0, problems: [] }
    : { waiting: 1, problems: [{ kind: 'send', outcome }] };
}
