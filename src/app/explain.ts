/** What a tick would do now, and why. Probes; writes nothing, sends nothing, takes no lock. */
import { type Explanation, explainTick } from '../core/explain.ts';
import type { JobId } from '../core/model.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import { observeJobs, watchedJobs } from './observe.ts';
import {
  type Clock,
  type LoadedConfig,
  type ProcessRunner,
  type ProcessTable,
  StateFailure,
  type StateStore,
} from './ports.ts';
import { orStateFailure } from './state-failure.ts';

export interface ExplainPorts {
  readonly clock: Clock;
  readonly runner: ProcessRunner;
  readonly processes: ProcessTable;
  readonly store: StateStore;
}

/** Of one job, or of all. A job that is named is asked for its status even where it is disabled. */
export async function explain(
  ports: ExplainPorts,
  loaded: LoadedConfig,
  id: JobId | undefined,
  signal: AbortSignal,
): Promise<Outcome<Explanation>> {
  const { config, path, problems } = loaded;
  const found = id === undefined ? done(config.jobs) : findOne(loaded, id);
  if (!found.ok) return found;
  const jobs = found.value;
  const { clock } = ports;
  const now = clock.now();
  const watched = watchedJobs(config);
  const isAsked = (job: (typeof jobs)[number]) =>
    job.kind === 'long_running_read' && (id !== undefined || watched.includes(job));
  const observed = await observeJobs(ports.runner, config, jobs.filter(isAsked), signal);
  // Read behind the probes, as a tick reads it: what a command has changed meanwhile counts.
  const state = await orStateFailure(() => ports.store.read());
  if (state instanceof StateFailure) return failed({ kind: 'state', failure: state });
  return done(
    explainTick({
      state,
      config,
      configPath: path,
      configProblems: problems,
      jobs,
      observed,
      times: { now, at: (epochSeconds) => clock.at(epochSeconds) },
      clockAt: clock.now().epochSeconds,
      isRunnerAlive: (pid) => ports.processes.isAlive(pid),
    }),
  );
}

function findOne(loaded: LoadedConfig, id: JobId) {
  const found = findJob(loaded, id);
  return found.ok ? done([found.value]) : found;
}
