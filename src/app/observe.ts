import type { Config, Job, JobId, Observation } from '../core/model.ts';
import { observeExit } from '../core/observation.ts';
import { readStatus } from '../schema/plain-status.ts';
import { inParallel } from './in-parallel.ts';
import type { ProcessRunner } from './ports.ts';

/** Told before the first probe and after each: the jobs whose probes are still out, of how many. */
export type ProbeProgress = (out: readonly Job[], total: number) => void;

/** Asks each job for its status, some at once; a job that hangs keeps none of the others waiting for longer than its turn. */
export async function observeJobs(
  runner: ProcessRunner,
  config: Config,
  jobs: readonly Job[],
  signal?: AbortSignal,
  progress?: ProbeProgress,
): Promise<ReadonlyMap<JobId, Observation>> {
  const out = new Set(jobs);
  progress?.(jobs, jobs.length);
  const observations = await inParallel(jobs, config.probeConcurrency, async (job) => {
    const observation = await observe(runner, job, signal);
    out.delete(job);
    progress?.([...out], jobs.length);
    return observation;
  });
  return new Map(jobs.map((job, i) => [job.id, observations[i] as Observation]));
}

/** One probe (SPEC section 5). */
export async function observe(runner: ProcessRunner, job: Job, signal?: AbortSignal): Promise<Observation> {
  const argv = job.commands.status;
  if (argv === undefined) return { kind: 'not-started', detail: `job ${job.id} has no commands.status` };
  const exit = await runner.run(
    { argv, cwd: job.cwd, timeoutSeconds: job.policy.statusTimeoutSeconds, keepsEndsOnly: true },
    signal,
  );
  return observeExit(exit) ?? readStatus(exit.stdout);
}

/** The jobs that a tick watches. */
export function watchedJobs(config: Config): readonly Job[] {
  return config.jobs.filter((job) => job.enabled && job.kind === 'long_running_read');
}
