import type { ConfigProblem, Job } from '../core/model.ts';
import { done, failed, type Outcome } from './failure.ts';
import type { LoadedConfig } from './ports.ts';

/** The job an operator named, whatever is wrong with the others. */
export function findJob(loaded: LoadedConfig, id: string): Outcome<Job> {
  const job = loaded.config.jobs.find((candidate) => candidate.id === id);
  if (job !== undefined) return done(job);
  if (loaded.unusable) return failed({ kind: 'config-unusable', loaded });
  const problems = loaded.problems.filter((problem) => isAbout(problem, id));
  if (problems.length > 0) return failed({ kind: 'invalid-job', id, path: loaded.path, problems });
  return failed({ kind: 'unknown-job', id, known: loaded.config.jobs.map((known) => known.id) });
}

/** The messages of the job file's door name the job that they are about, where it has an id. */
function isAbout(problem: ConfigProblem, id: string): boolean {
  return problem.message.includes(`job ${JSON.stringify(id)}`);
}
