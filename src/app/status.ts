import { jobState } from '../core/job-state.ts';
import type { Job, Observation } from '../core/model.ts';
import { type Overview, overview } from '../core/overview.ts';
import { freshState } from '../schema/fresh-state.ts';
import type { JobState, MonitorState } from '../schema/state.ts';
import { observeJobs, type ProbeProgress } from './observe.ts';
import { type Clock, type LoadedConfig, type ProcessRunner, StateFailure, type StateStore } from './ports.ts';
import { orStateFailure } from './state-failure.ts';

export interface JobStatus {
  readonly job: Job;
  /** What the probe of a long job came to; undefined for one-shots. */
  readonly observation: Observation | undefined;
  readonly remembered: JobState;
}

export interface StatusReading {
  readonly jobs: readonly JobStatus[];
  /** Queue items that wait or run. */
  readonly queued: number;
  /** The state could not be read; what it remembers is missing above. */
  readonly stateFailure: StateFailure | undefined;
  /** As it is on disk, or a fresh one where it could not be read. */
  readonly state: MonitorState;
  /** The same with all that follows from it, as of when the probes began. */
  readonly overview: Overview;
}

/** Probes every long job, disabled ones too. Sends nothing, changes nothing. */
export async function status(
  ports: { readonly store: StateStore; readonly runner: ProcessRunner; readonly clock: Clock },
  loaded: LoadedConfig,
  signal: AbortSignal,
  progress?: ProbeProgress,
): Promise<StatusReading> {
  const { config } = loaded;
  const now = ports.clock.now();
  const long = config.jobs.filter((job) => job.kind === 'long_running_read');
  const [{ state, failure }, observed] = await Promise.all([
    readState(ports.store),
    observeJobs(ports.runner, config, long, signal, progress),
  ]);
  const facts = { config, configPath: loaded.path, configProblems: loaded.problems, observed, now };
  return {
    jobs: config.jobs.map((job) => ({
      job,
      observation: observed.get(job.id),
      remembered: jobState(state, job.id),
    })),
    queued: state.queue.filter((item) => ['pending', 'running'].includes(item.status ?? 'pending')).length,
    stateFailure: failure,
    state,
    overview: overview(state, facts),
  };
}

async function readState(
  store: StateStore,
): Promise<{ state: MonitorState; failure: StateFailure | undefined }> {
  const state = await orStateFailure(() => store.read());
  return state instanceof StateFailure
    ? { state: freshState(), failure: state }
    : { state, failure: undefined };
}
