import { lastCommand } from '../core/command-result.ts';
import { unknownMessage } from '../core/look.ts';
import type { Exit, Job, Observation } from '../core/model.ts';
import type { JobState } from '../schema/state.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import { observe } from './observe.ts';
import type { LoadedConfig, ProcessTable, StateStore } from './ports.ts';
import type { OperatorPorts } from './start.ts';

export interface StopRequest {
  readonly id: string;
  readonly timeoutSeconds: number;
}

export type Stopped =
  | { readonly kind: 'command'; readonly exit: Exit }
  | { readonly kind: 'signal'; readonly pid: number };

/**
 * Stops a long job: by commands.stop, or without one by SIGTERM to the pid that its status reports. That it is to stay
 * stopped is saved before anything is done: a tick in between must not resume it.
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
    return failed({ kind: 'wrong-kind', id: job.id, wanted: 'long_running_read' });
  }
  const at = ports.clock.now().epochSeconds;
  const argv = job.commands.stop;
  if (argv === undefined) return stopBySignal(ports, job, at, signal);
  await remember(ports.store, job.id, { lastStopAt: at, operatorStopped: true });
  const exit = await ports.runner.run({ argv, cwd: job.cwd, timeoutSeconds: request.timeoutSeconds }, signal);
  await remember(ports.store, job.id, { lastStop: lastCommand(exit) });
  return done({ kind: 'command', exit });
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
  await remember(ports.store, job.id, { lastStopAt: at, operatorStopped: true });
  switch (ports.processes.terminate(pid)) {
    case 'sent':
      return done({ kind: 'signal', pid });
    case 'failed':
      return failed({ kind: 'signal-failed', pid });
    case 'refused':
      return failed({ kind: 'signal-refused', pid });
  }
}

function whyUnseen(observation: Observation): string | undefined {
  return observation.kind === 'reported' ? undefined : unknownMessage(observation);
}

async function remember(store: StateStore, id: string, marks: Partial<JobState>): Promise<void> {
  await store.transact((state) => {
    const next = { ...state.jobs[id], ...marks };
    return { state: { ...state, jobs: { ...state.jobs, [id]: next } }, result: undefined };
  });
}
