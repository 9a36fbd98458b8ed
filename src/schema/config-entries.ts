/** The entries of `jobs`, with as much of each as can be trusted: rules across jobs speak of broken ones too. */
import type { AfterRule, CommandName, JobKind, JobRisk } from '../core/model.ts';
import type { CheckedShape } from './config-issues.ts';
import { aboutJob, isRecord, type RawProblem, readId } from './config-messages.ts';
import type { WrittenJob } from './config-shape.ts';
import { resolveAfter } from './config-values.ts';

export interface JobEntry {
  /** Its place in the list. */
  readonly index: number;
  /** Undefined, each of them, where nothing sound is written. */
  readonly id: string | undefined;
  readonly kind: JobKind | undefined;
  readonly risk: JobRisk | undefined;
  readonly after: readonly AfterRule[] | undefined;
  /** The whole entry, where nothing is wrong inside it. */
  readonly written: WrittenJob | undefined;
  /** Commands that its kind needs and that it lacks. */
  readonly lacks: readonly CommandName[];
}

export const NEEDED_COMMANDS: { readonly [kind in JobKind]: readonly CommandName[] } = {
  long_running_read: ['start', 'status'],
  one_shot_read: ['run'],
  one_shot_write: ['run'],
};

export function readEntries(jobs: unknown, shape: CheckedShape): JobEntry[] {
  if (!Array.isArray(jobs)) return [];
  return jobs.map((raw: unknown, index) => readEntry(isRecord(raw) ? raw : {}, index, shape));
}

function readEntry(raw: Readonly<Record<string, unknown>>, index: number, shape: CheckedShape): JobEntry {
  // What the schema found nothing wrong with has the type that the schema says.
  const job = raw as WrittenJob;
  const sound = <K extends keyof WrittenJob>(key: K) =>
    shape.isSound('jobs', index, key) ? job[key] : undefined;
  const kind = sound('kind');
  const lacks =
    kind === undefined || !isRecord(raw.commands) ? [] : missing(NEEDED_COMMANDS[kind], raw.commands);
  return {
    index,
    id: readId(raw.id),
    kind,
    risk: sound('risk'),
    after: shape.isSound('jobs', index, 'after') ? resolveAfter(job.after) : undefined,
    written: shape.isSound('jobs', index) && lacks.length === 0 ? job : undefined,
    lacks,
  };
}

function missing(needed: readonly CommandName[], commands: Readonly<Record<string, unknown>>): CommandName[] {
  return needed.filter((name) => commands[name] === undefined);
}

/** Which commands a job needs depends on its kind. */
export function missingCommands(entry: JobEntry): RawProblem[] {
  const { kind, index } = entry;
  if (kind === undefined) return [];
  const wanted = 'must be a list of texts with the program first';
  const why = `missing; a ${kind} needs ${NEEDED_COMMANDS[kind].join(' and ')}`;
  return entry.lacks.map((name) => ({
    path: ['jobs', index, 'commands', name],
    message: aboutJob(entry.id, `${wanted} (${why})`),
  }));
}

/** An id that an entry before this one has already. `firstPlaces`: where each id stands first. */
export function repeatedId(entry: JobEntry, firstPlaces: ReadonlyMap<string, number>): RawProblem[] {
  const first = entry.id === undefined ? undefined : firstPlaces.get(entry.id);
  if (first === undefined || first === entry.index) return [];
  const message = aboutJob(entry.id, `must be unique (jobs[${first}] has this id already)`);
  return [{ path: ['jobs', entry.index, 'id'], message }];
}
