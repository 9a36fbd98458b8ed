/** From a job file whose shape was checked to a Config of all that is valid, and all that is not (SPEC section 4). */
import type { Config, Job, Policy } from '../core/model.ts';
import { type JobEntry, missingCommands, readEntries, repeatedId } from './config-entries.ts';
import type { CheckedShape } from './config-issues.ts';
import { isRecord, type RawProblem } from './config-messages.ts';
import {
  circlesOfAfter,
  danglingAfter,
  type EntriesById,
  missingVerification,
  nameOfAll,
  relativeFolder,
  vainAutoResume,
} from './config-rules.ts';
import type { WrittenDefaults, WrittenNotify } from './config-shape.ts';
import {
  BUILT_IN_POLICY,
  DEFAULT_LOCALE,
  DEFAULT_PROBE_CONCURRENCY,
  layPolicy,
  resolveJob,
  resolveNotify,
} from './config-values.ts';

export interface ResolvedConfig {
  readonly config: Config;
  /** In the order of the jobs; what concerns none of them first. */
  readonly problems: readonly RawProblem[];
  readonly warnings: readonly RawProblem[];
  /** No object, not version 1, or without a list of jobs: no job is known at all. */
  readonly unusable: boolean;
}

/**
 * Takes any value and never throws. An error in a job takes that job out, one in a key of `defaults` or `notify`
 * puts the built-in default in its place, one between jobs (`after`) leaves the job in and the rule out.
 */
export function resolveChecked(raw: unknown, shape: CheckedShape): ResolvedConfig {
  const file = isRecord(raw) ? raw : {};
  const defaults = soundKeys<WrittenDefaults>(file.defaults, 'defaults', shape);
  const entries = readEntries(file.jobs, shape);
  const byId = entriesById(entries);
  const jobs = resolveJobs(byId, layPolicy(defaults, BUILT_IN_POLICY));
  const unusable = !isRecord(raw) || !shape.isSound('version') || !Array.isArray(file.jobs);
  return {
    config: {
      jobs: unusable ? [] : [...jobs.values()],
      defaults: isRecord(file.defaults) ? file.defaults : {},
      notify: resolveNotify(soundKeys<WrittenNotify>(file.notify, 'notify', shape)),
      probeConcurrency: defaults.probeConcurrency ?? DEFAULT_PROBE_CONCURRENCY,
      locale: defaults.locale ?? DEFAULT_LOCALE,
      hostLabel: defaults.hostLabel?.trim(),
    },
    problems: inOrderOfJobs([...shape.problems, ...findErrors(entries, byId)]),
    warnings: inOrderOfJobs([...shape.warnings, ...findDoubts(jobs)]),
    unusable,
  };
}

/** The keys of an object that nothing is wrong with. */
function soundKeys<T extends object>(value: unknown, at: string, shape: CheckedShape): Partial<T> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([key]) => shape.isSound(at, key))) as Partial<T>;
}

/** Of several entries with one id the first that is valid counts, so that a broken one hides none; else the first. */
function entriesById(entries: readonly JobEntry[]): Map<string, JobEntry> {
  const byId = new Map<string, JobEntry>();
  for (const entry of entries) {
    if (entry.id === undefined) continue;
    const earlier = byId.get(entry.id);
    const isBetter = earlier?.written === undefined && entry.written !== undefined;
    if (earlier === undefined || isBetter) byId.set(entry.id, entry);
  }
  return byId;
}

/** The valid jobs by their entries, in the order of the file. */
function resolveJobs(byId: EntriesById, defaults: Policy): Map<JobEntry, Job> {
  const valid = [...byId.values()].sort((one, other) => one.index - other.index);
  const jobs = new Map<JobEntry, Job>();
  for (const entry of valid) {
    if (entry.written === undefined) continue;
    const after = (entry.after ?? []).filter((rule) => byId.has(rule.jobId));
    jobs.set(entry, resolveJob(entry.written, after, defaults));
  }
  return jobs;
}

function findErrors(entries: readonly JobEntry[], byId: EntriesById): RawProblem[] {
  const firstPlaces = new Map<string, number>();
  for (const { id, index } of entries) {
    if (id !== undefined && !firstPlaces.has(id)) firstPlaces.set(id, index);
  }
  return entries.flatMap((entry) => [
    ...missingCommands(entry),
    ...repeatedId(entry, firstPlaces),
    ...danglingAfter(entry, byId),
    ...missingVerification(entry, byId),
  ]);
}

function findDoubts(jobs: ReadonlyMap<JobEntry, Job>): RawProblem[] {
  const doubts = [...jobs].flatMap(([entry, job]) => [
    ...nameOfAll(job, entry),
    ...relativeFolder(job, entry),
    ...vainAutoResume(job, entry),
  ]);
  return [...circlesOfAfter(jobs), ...doubts];
}

/** What one job has to hear stands together, whichever rule said it. */
function inOrderOfJobs(problems: readonly RawProblem[]): RawProblem[] {
  const placeOf = ({ path }: RawProblem) => (typeof path[1] === 'number' ? path[1] : -1);
  return [...problems].sort((one, other) => placeOf(one) - placeOf(other));
}
