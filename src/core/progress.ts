import { digest } from './digest.ts';
import type { StatusReport } from './model.ts';

/** Longer keys are remembered by a digest, so that a talkative job does not swell the state. */
const LONGEST_KEY = 1000;

/**
 * What has to change for a job to be making progress: `progressKey`, else the progress object with its keys sorted at
 * every depth, so that key order is no progress. Null where the job gives neither: then nothing can be said of a stall.
 */
export function progressKeyOf(status: StatusReport): string | null {
  const key = status.progressKey ?? (status.progress && JSON.stringify(sorted(status.progress)));
  if (key === undefined) return null;
  return key.length <= LONGEST_KEY ? key : digest(key);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
