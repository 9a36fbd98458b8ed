/** How the job file's problems are worded: what is allowed, and in brackets what was there in its place. */
import type { ConfigPath } from '../core/config-problem.ts';

/** One thing wrong with the job file, before its place in the text is known. */
export interface RawProblem {
  readonly path: ConfigPath;
  readonly message: string;
  /** The key itself is meant (nobody knows it), not its value. */
  readonly at?: 'key';
}

/** Longest piece of a written text that a message repeats. */
const LONGEST_TEXT = 60;

/** A value as a message repeats it: texts in quotes, objects and lists by their kind alone. */
function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? quoted(value) : String(value).slice(0, LONGEST_TEXT);
}

export function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
}

/** The one sentence of every wrong or missing value. */
export function mustBe(allowed: string, value: unknown): string {
  return `must be ${allowed} (${value === undefined ? 'missing' : `got ${shown(value)}`})`;
}

/** The job's id, where it has one, leads what is said of it: an index says little to its owner. */
export function aboutJob(id: string | undefined, message: string): string {
  return id === undefined ? message : `job ${quoted(id)}: ${message}`;
}

/** An id as the program knows it, or undefined where none can be read. */
export function readId(written: unknown): string | undefined {
  const id = typeof written === 'string' ? written.trim() : '';
  return id === '' ? undefined : id;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
