/** Checks the job file as it is written: every wrong value in one pass, and every key that nobody knows. */
import * as z from 'zod/mini';
import type { ConfigPath } from '../core/config-problem.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { aboutJob, isRecord, type RawProblem, readId } from './config-messages.ts';
import { DefaultsSchema, JobFileSchema, PolicySchema } from './config-shape.ts';

export interface CheckedShape {
  readonly problems: readonly RawProblem[];
  readonly warnings: readonly RawProblem[];
  /** Nothing is wrong with the value at this path, nor with anything inside it. */
  isSound(...path: ConfigPath): boolean;
}

export function checkShape(raw: unknown): CheckedShape {
  const outcome = z.safeParse(JobFileSchema, raw);
  const issues = outcome.success ? [] : outcome.error.issues;
  const problems: RawProblem[] = [];
  const warnings: RawProblem[] = [];
  for (const issue of issues) {
    const path = issue.path as ConfigPath;
    if (issue.code === 'unrecognized_keys') warnings.push(...unknownKeys(raw, path, issue.keys));
    else problems.push({ path, message: aboutJob(idAt(raw, path), issue.message) });
  }
  const faults = pathsTo(problems);
  return { problems, warnings, isSound: (...path) => faults.size === 0 || !faults.has(JSON.stringify(path)) };
}

/** The path of every problem and of all that it is inside of, as JSON. */
function pathsTo(problems: readonly RawProblem[]): Set<string> {
  const paths = new Set<string>();
  for (const { path } of problems) {
    for (let depth = 0; depth <= path.length; depth++) paths.add(JSON.stringify(path.slice(0, depth)));
  }
  return paths;
}

/** The id of the job that a path is inside of. */
function idAt(raw: unknown, path: ConfigPath): string | undefined {
  const [list, index] = path;
  if (list !== 'jobs' || typeof index !== 'number' || !isRecord(raw) || !Array.isArray(raw.jobs))
    return undefined;
  const job: unknown = raw.jobs[index];
  return isRecord(job) ? readId(job.id) : undefined;
}

function unknownKeys(raw: unknown, path: ConfigPath, keys: readonly string[]): RawProblem[] {
  const known = knownKeysAt(path);
  return keys
    .filter((key) => !isNote(key))
    .map((key) => ({
      path: [...path, key],
      at: 'key',
      message: aboutJob(idAt(raw, path), `unknown key, ignored (${hint(key, known, path)})`),
    }));
}

/** How people write a comment where the format has none. */
function isNote(key: string): boolean {
  return key.startsWith('_') || key.startsWith('//');
}

function hint(key: string, known: readonly string[], path: ConfigPath): string {
  const home = rightfulPlace(key, path);
  if (home !== undefined) return `it belongs in ${home}`;
  const nearest = nearestWord(key, known);
  return nearest === undefined ? `known here: ${known.join(', ')}` : `did you mean ${nearest}?`;
}

/** A policy key that was written one level too high, or one of defaults in a policy. */
function rightfulPlace(key: string, path: ConfigPath): string | undefined {
  const level = path.at(-1);
  if (level === undefined) return Object.hasOwn(DefaultsSchema.shape, key) ? 'defaults' : undefined;
  if (path.length === 2 && path[0] === 'jobs')
    return Object.hasOwn(PolicySchema.shape, key) ? 'policy' : undefined;
  if (level === 'policy') return Object.hasOwn(DefaultsSchema.shape, key) ? 'defaults' : undefined;
  return undefined;
}

/** The keys of the schema that stands at a path of the file. */
function knownKeysAt(path: ConfigPath): string[] {
  let schema: z.core.$ZodType = JobFileSchema;
  for (const step of path) schema = childOf(bare(schema), step);
  const { def } = bare(schema)._zod;
  return def.type === 'object' ? Object.keys(def.shape).filter((key) => key !== '$schema') : [];
}

function childOf(schema: z.core.$ZodTypes, step: string | number): z.core.$ZodType {
  const { def } = schema._zod;
  if (def.type === 'array') return def.element;
  return (def.type === 'object' && def.shape[step]) || schema;
}

/** The schema inside of «optional» and «or null». */
function bare(schema: z.core.$ZodType): z.core.$ZodTypes {
  const known = schema as z.core.$ZodTypes;
  const { def } = known._zod;
  return def.type === 'optional' || def.type === 'nullable' ? bare(def.innerType) : known;
}
