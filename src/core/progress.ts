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
  return key === undefined ? null : shortened(key);
}

/**
 * Whether a key is the one that is remembered. The original wrote long keys out and spaced its objects otherwise: what
 * only looks different must not pass for progress, or a stall that it told would seem to be over.
 */
export function isSameProgress(key: string | null, remembered: string | null | undefined): boolean {
  if (key === null || typeof remembered !== 'string') return key === (remembered ?? null);
  return key === remembered || key === shortened(remembered) || key === respelled(remembered);
}

function shortened(key: string): string {
  return key.length <= LONGEST_KEY ? key : digest(key);
}

/** The key of an object that is remembered as JSON text; undefined where it is no such text. */
function respelled(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return shortened(JSON.stringify(sorted(JSON.parse(text))));
  } catch {
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
