import { lastCommand } from '../core/command-result.ts';
import { jobState } from '../core/job-state.ts';
import type { Exit, JobId } from '../core/model.ts';
import { type StartLease, startLease, startUnderWay, withStartEnded } from '../core/start-lease.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { Clock, LoadedConfig, ProcessRunner, ProcessTable, StateFailure, StateStore } from './ports.ts';
import { orStateFailure } from './state-failure.ts';

export interface OperatorPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly runner: ProcessRunner;
}

export interface StartPorts extends OperatorPorts {
  readonly processes: ProcessTable;
  readonly pid: number;
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
 * that neither a tick nor another `start` begins a second one meanwhile.
 */
export async function start(
  ports: StartPorts,
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
  const claimed = await claim(ports, id, request.timeoutSeconds);
  if (claimed.isOther) return failed({ kind: 'being-started', id, lease: claimed.lease });
  const { claimedAt } = claimed.lease;
  const command = { argv: job.commands.start, cwd: job.cwd, timeoutSeconds: request.timeoutSeconds };
  const exit = await ports.runner.run(command, signal);
  const unsaved = await orStateFailure(() =>
    ports.store.transact((state) => {
      const ended = withStartEnded(jobState(state, id), claimedAt, ports.clock.now().epochSeconds);
      const next = { ...ended, lastStart: lastCommand(exit) };
      return { state: { ...state, jobs: { ...state.jobs, [id]: next } }, result: undefined };
    }),
  );
  return done({ exit, unsaved });
}

interface Claimed {
  readonly lease: StartLease;
  /** It is that of a start which is under way already; nothing was saved. */
  readonly isOther: boolean;
}

/**
 * What a dead starter has left is no hindrance to a person, who can look for himself, as it is to a tick: after a power
 * cut nobody is to wait for its bound.
 */
function claim(ports: StartPorts, id: JobId, timeoutSeconds: number): Promise<Claimed> {
  return ports.store.transact<Claimed>((state) => {
    // By the clock of now: it may have taken seconds to get the lock.
    const claimedAt = ports.clock.now().epochSeconds;
    const { operatorStopped: _, ...job } = jobState(state, id);
    const other = startUnderWay(job, claimedAt);
    if (other !== undefined && ports.processes.isAlive(other.pid))
      return { state, result: { lease: other, isOther: true } };
    const lease = startLease({ pid: ports.pid, claimedAt, timeoutSeconds, byHand: true });
    const next = { ...job, lastManualStartAt: claimedAt, startLease: lease };
    const jobs = { ...state.jobs, [id]: next };
    return { state: { ...state, jobs }, result: { lease, isOther: false } };
  });
}
