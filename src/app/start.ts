import { lastCommand } from '../core/command-result.ts';
import type { Exit } from '../core/model.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { Clock, LoadedConfig, ProcessRunner, StateFailure, StateStore } from './ports.ts';
import { orStateFailure } from './state-failure.ts';

export interface OperatorPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly runner: ProcessRunner;
}

export interface StartRequest {
  readonly id: string;
  readonly timeoutSeconds: number;
  readonly allowRisk: boolean;
}

export interface Started {
  readonly exit: Exit;
  /** It was started, but how that went could not be saved. */
  readonly unsaved: StateFailure | undefined;
}

/**
 * Runs commands.start of a long job now, and takes back an earlier `stop`. That it is being started is saved first, so
 * that no tick starts it a second time meanwhile.
 */
export async function start(
  ports: OperatorPorts,
  loaded: LoadedConfig,
  request: StartRequest,
  signal: AbortSignal,
): Promise<Outcome<Started>> {
  const found = findJob(loaded, request.id);
  if (!found.ok) return found;
  const job = found.value;
  const { id } = job;
  if (job.kind !== 'long_running_read' || job.commands.start === undefined) {
    return failed({ kind: 'wrong-kind', id, wanted: 'long_running_read', actual: job.kind });
  }
  if (job.risk !== 'read_only' && !request.allowRisk) {
    return failed({ kind: 'risk', id, risk: job.risk, canBeAllowed: true });
  }
  const at = ports.clock.now().epochSeconds;
  await ports.store.transact((state) => {
    const { operatorStopped: _, ...job } = state.jobs[id] ?? {};
    return {
      state: { ...state, jobs: { ...state.jobs, [id]: { ...job, lastManualStartAt: at } } },
      result: undefined,
    };
  });
  const command = { argv: job.commands.start, cwd: job.cwd, timeoutSeconds: request.timeoutSeconds };
  const exit = await ports.runner.run(command, signal);
  const unsaved = await orStateFailure(() =>
    ports.store.transact((state) => {
      const next = { ...state.jobs[id], lastStart: lastCommand(exit) };
      return { state: { ...state, jobs: { ...state.jobs, [id]: next } }, result: undefined };
    }),
  );
  return done({ exit, unsaved });
}
