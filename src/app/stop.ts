import { lastCommand } from '../core/command-result.ts';
import { unknownMessage } from '../core/look.ts';
import type { Exit, Job, Observation } from '../core/model.ts';
import type { JobState } from '../schema/state.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import { observe } from './observe.ts';
import type { LoadedConfig, ProcessTable, StateFailure, StateStore } from './ports.ts';
import type { OperatorPorts } from './start.ts';
import { orStateFailure } from './state-failure.ts';

export interface StopRequest {
  readonly id: string;
  readonly timeoutSeconds: number;
}

export type Stopped = (
  | { readonly kind: 'command'; readonly exit: Exit }
  | { readonly kind: 'signal'; readonly pid: number }
) & {
  /** What could not be saved of it, and why. */
  readonly unsaved: StateFailure | undefined;
  /** False: once the state can be written again, a tick may resume it. */
  readonly staysStopped: boolean;
};

/**
 * Stops a long job: by commands.stop, or without one by SIGTERM to the pid that its status reports. That it is to stay
 * stopped is saved before anything is done: a tick in between must not resume it. A state that cannot be written is no
 * hindrance, since no tick resumes anything then, and the job may be what fills the disk.
 */
export async function stop(
  ports: OperatorPorts & { readonly processes: ProcessTable },
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
  const exit = await ports.runner.run({ argv, cwd: job.cwd, timeoutSeconds: request.timeoutSeconds }, signal);
  const outcomeUnsaved = await orStateFailure(() =>
    remember(ports.store, job.id, { lastStop: lastCommand(exit) }),
  );
  const staysStopped = unsaved === undefined;
  return done({ kind: 'command', exit, unsaved: unsaved ?? outcomeUnsaved, staysStopped });
}

async function stopBySignal(
  ports: OperatorPorts & { readonly processes: ProcessTable },
  job: Job,
  at: number,
  signal: AbortSignal,
): Promise<Outcome<Stopped>> {
  const observation = await observe(ports.runner, job, signal);
  const pid = observation.kind === 'reported' ? observation.status.pid : undefined;
  if (pid === undefined) {
    return failed({ kind: 'no-way-to-stop', id: job.id, statusDetail: whyUnseen(observation) });
  }
  if (!ports.processes.mayTerminate(pid)) return failed({ kind: 'signal-refused', pid });
  const unsaved = await rememberStop(ports.store, job.id, at);
  const staysStopped = unsaved === undefined;
  switch (ports.processes.terminate(pid)) {
    case 'sent':
      return done({ kind: 'signal', pid, unsaved, staysStopped });
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
