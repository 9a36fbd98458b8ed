import { lastCommand } from '../core/command-result.ts';
import { jobState } from '../core/job-state.ts';
import { unknownMessage } from '../core/look.ts';
import type { Exit, Job, JobId, Observation } from '../core/model.ts';
import { type StartLease, startUnderWay } from '../core/start-lease.ts';
import type { JobState } from '../schema/state.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import { observe } from './observe.ts';
import { type LoadedConfig, StateFailure, type StateStore } from './ports.ts';
import type { StartPorts } from './start.ts';
import { orStateFailure } from './state-failure.ts';

export interface StopRequest {
  readonly id: string;
  readonly timeoutSeconds: number;
}

export type Stopped = (
  | { readonly kind: 'command'; readonly exit: Exit }
  | { readonly kind: 'signal'; readonly pid: number }
  /** As its status says: there was nothing to be done but to remember it. */
  | { readonly kind: 'not-running' }
) & {
  /** A start that would not end meanwhile, and may bring up what is to be stopped. */
  readonly beside: StartLease | undefined;
  /** What could not be saved of it, and why. */
  readonly unsaved: StateFailure | undefined;
  /** False: once the state can be written again, a tick may resume it. */
  readonly staysStopped: boolean;
};

/** A start that is under way is given this long to end, as long as a command waits for the state: most take seconds. */
const START_PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 250;

/**
 * Stops a long job: by commands.stop, or without one by SIGTERM to the pid that its status reports. That it is to stay
 * stopped is saved before anything is done: a tick in between must not resume it. A state that cannot be written is no
 * hindrance, since no tick resumes anything then, and the job may be what fills the disk.
 */
export async function stop(
  ports: StartPorts,
  loaded: LoadedConfig,
  request: StopRequest,
  signal: AbortSignal,
): Promise<Outcome<Stopped>> {
  const found = findJob(loaded, request.id);
  if (!found.ok) return found;
  const job = found.value;
  if (job.kind !== 'long_running_read') {
    return failed({ kind: 'wrong-kind', id: job.id, wanted: 'long_running_read', actual: job.kind });
  }
  const at = ports.clock.now().epochSeconds;
  const argv = job.commands.stop;
  if (argv === undefined) return stopBySignal(ports, job, at, signal);
  const unsaved = await rememberStop(ports.store, job.id, at);
  const beside = await outlastStart(ports, job.id, signal);
  const exit = await ports.runner.run({ argv, cwd: job.cwd, timeoutSeconds: request.timeoutSeconds }, signal);
  const outcomeUnsaved = await orStateFailure(() =>
    remember(ports.store, job.id, { lastStop: lastCommand(exit) }),
  );
  const staysStopped = unsaved === undefined;
  return done({ kind: 'command', exit, beside, unsaved: unsaved ?? outcomeUnsaved, staysStopped });
}

/** What is stopped while it is being started would come up behind the stop. Hands back the start that did not end in time. */
async function outlastStart(
  { store, clock, processes }: StartPorts,
  id: JobId,
  signal: AbortSignal,
): Promise<StartLease | undefined> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const state = await orStateFailure(() => store.read());
    if (state instanceof StateFailure) return undefined;
    const lease = startUnderWay(jobState(state, id), clock.now().epochSeconds);
    if (lease === undefined || !processes.isAlive(lease.pid)) return undefined;
    if (waitedMs >= START_PATIENCE_MS || signal.aborted) return lease;
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** Whether a start was under way at `at`, or later. */
async function hasStartedSince(store: StateStore, id: JobId, at: number): Promise<boolean> {
  const state = await orStateFailure(() => store.read());
  return !(state instanceof StateFailure) && startUnderWay(jobState(state, id), at) !== undefined;
}

/** `isAgain`: what the status said before was overtaken by a start, which happens once: then none is begun any more. */
async function stopBySignal(
  ports: StartPorts,
  job: Job,
  at: number,
  signal: AbortSignal,
  isAgain = false,
): Promise<Outcome<Stopped>> {
  const beside = await outlastStart(ports, job.id, signal);
  const askedAt = ports.clock.now().epochSeconds;
  const observation = await observe(ports.runner, job, signal);
  const status = observation.kind === 'reported' ? observation.status : undefined;
  const pid = status?.pid;
  if (pid === undefined) {
    // Of a job that may be running nothing is remembered: it would go on, and nobody would be told when it pauses.
    if (status === undefined || status.running)
      return failed({ kind: 'no-way-to-stop', id: job.id, statusDetail: whyUnseen(observation) });
    const unsaved = await rememberStop(ports.store, job.id, at);
    // From now on no tick begins one, but one may have while the status was asked for.
    const isFinal = isAgain || beside !== undefined || signal.aborted;
    if (!isFinal && (await hasStartedSince(ports.store, job.id, askedAt)))
      return stopBySignal(ports, job, at, signal, true);
    return done({ kind: 'not-running', beside, unsaved, staysStopped: unsaved === undefined });
  }
  if (!ports.processes.mayTerminate(pid)) return failed({ kind: 'signal-refused', pid });
  const unsaved = await rememberStop(ports.store, job.id, at);
  const staysStopped = unsaved === undefined;
  switch (ports.processes.terminate(pid)) {
    case 'sent':
      return done({ kind: 'signal', pid, beside, unsaved, staysStopped });
    case 'failed':
      return failed({ kind: 'signal-failed', id: job.id, pid, staysStopped });
    case 'refused':
      return failed({ kind: 'signal-refused', pid });
  }
}

function whyUnseen(observation: Observation): string | undefined {
  return observation.kind === 'reported' ? undefined : unknownMessage(observation);
}

/** Throws where the state is locked by another command; hands back why it could not be written. */
async function rememberStop(store: StateStore, id: string, at: number): Promise<StateFailure | undefined> {
  const failure = await orStateFailure(() => remember(store, id, { lastStopAt: at, operatorStopped: true }));
  if (failure?.kind === 'locked') throw failure;
  return failure;
}

function remember(store: StateStore, id: string, marks: Partial<JobState>): Promise<undefined> {
  return store.transact((state) => {
    const next = { ...state.jobs[id], ...marks };
    return { state: { ...state, jobs: { ...state.jobs, [id]: next } }, result: undefined };
  });
}
