/**
 * What jobs ask of each other (SPEC section 4), and what is allowed but will not do what its writer hopes.
 * None of it takes a job out: each is sound in itself, and a watched job with a rule less is better than a blind spot.
 */
import { findAfterCycles } from '../core/after-cycles.ts';
import type { AfterRule, Job } from '../core/model.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { isEveryJob } from '../core/silence.ts';
import type { JobEntry } from './config-entries.ts';
import { aboutJob, quoted, type RawProblem } from './config-messages.ts';

/** Entries by id; of several with one id the one that counts. */
export type EntriesById = ReadonlyMap<string, JobEntry>;

/** Comparing a name with more ids than this takes longer than the hint is worth. */
const MOST_IDS_TO_COMPARE = 1000;

/** A circle of more jobs than this is cut in its message. */
const LONGEST_ROUTE = 10;

/** Rules of `after` that name a job which the file does not have. */
export function danglingAfter(entry: JobEntry, byId: EntriesById): RawProblem[] {
  return (entry.after ?? []).flatMap((rule, place) => {
    if (byId.has(rule.jobId)) return [];
    const wrong = `must be the id of a job of this file (got ${quoted(rule.jobId)}${nearestId(rule.jobId, byId)})`;
    return [{ path: ['jobs', entry.index, 'after', place, 'jobId'], message: aboutJob(entry.id, wrong) }];
  });
}

function nearestId(wanted: string, byId: EntriesById): string {
  const nearest = byId.size > MOST_IDS_TO_COMPARE ? undefined : nearestWord(wanted, [...byId.keys()]);
  return nearest === undefined ? '' : `; did you mean ${quoted(nearest)}?`;
}

/** A job that writes must be followed by a job that looks whether it went well. */
export function missingVerification(entry: JobEntry, byId: EntriesById): RawProblem[] {
  if (entry.kind !== 'one_shot_write' || entry.after === undefined) return [];
  const candidates = entry.after.filter((rule) => rule.when === 'success');
  const verdicts = candidates.map((rule) => verify(rule, byId));
  if (verdicts.includes(undefined)) return [];
  const found = verdicts.length === 0 ? 'it names none' : `got ${verdicts.join(', ')}`;
  const wanted = 'must name, with when=success, a one_shot_read or long_running_read whose risk is read_only';
  const message = aboutJob(entry.id, `${wanted}, to verify this one_shot_write (${found})`);
  return [{ path: ['jobs', entry.index, 'after'], message }];
}

/** What keeps a job from being the verification; undefined where nothing does, or where its own error is told already. */
function verify(rule: AfterRule, byId: EntriesById): string | undefined {
  const target = byId.get(rule.jobId);
  if (target?.kind === undefined || target.risk === undefined) return undefined;
  if (target.kind !== 'one_shot_write' && target.risk === 'read_only') return undefined;
  return `${quoted(rule.jobId)}: ${target.kind}, ${target.risk}`;
}

/** Chains that lead back to themselves. */
export function circlesOfAfter(jobs: ReadonlyMap<JobEntry, Job>): RawProblem[] {
  const links = new Map([...jobs.values()].map((job) => [job.id, job.after.map((rule) => rule.jobId)]));
  const indexOf = new Map([...jobs].map(([entry, job]) => [job.id, entry.index]));
  return findAfterCycles(links).flatMap((circle) => {
    const [first] = circle;
    const index = first === undefined ? undefined : indexOf.get(first);
    if (first === undefined || index === undefined) return [];
    const message = `goes in a circle: ${routeOf(circle, first)} (such a chain is ended at depth 16)`;
    return [{ path: ['jobs', index, 'after'], message: aboutJob(first, message) }];
  });
}

function routeOf(circle: readonly string[], first: string): string {
  const named = circle.slice(0, LONGEST_ROUTE).map(quoted);
  const left = circle.length - named.length;
  return [...named, ...(left > 0 ? [`${left} more`] : []), quoted(first)].join(' → ');
}

/** autoResume that can never happen. */
export function vainAutoResume(job: Job, entry: JobEntry): RawProblem[] {
  if (!job.policy.autoResume || job.risk === 'read_only') return [];
  const isOwn = entry.written?.policy?.autoResume === true;
  if (!isOwn && job.kind !== 'long_running_read') return [];
  const message = `autoResume is on, but a job whose risk is ${job.risk} is never resumed (only read_only is)`;
  const path = isOwn ? ['policy', 'autoResume'] : ['risk'];
  return [{ path: ['jobs', entry.index, ...path], message: aboutJob(job.id, message) }];
}

/** The commands that silence take these words for all jobs. */
export function nameOfAll(job: Job, entry: JobEntry): RawProblem[] {
  if (!isEveryJob(job.id)) return [];
  const message = 'cannot be silenced alone: ops-monitor silence takes this id for all jobs';
  return [{ path: ['jobs', entry.index, 'id'], message: aboutJob(job.id, message) }];
}

/** Under cron, launchd and at a prompt a relative folder is three different ones. */
export function relativeFolder(job: Job, entry: JobEntry): RawProblem[] {
  if (job.cwd === undefined || /^[/~]/.test(job.cwd)) return [];
  const message = `should start with / or ~ (got ${quoted(job.cwd)}, which depends on where ops-monitor is started)`;
  return [{ path: ['jobs', entry.index, 'cwd'], message: aboutJob(job.id, message) }];
}
