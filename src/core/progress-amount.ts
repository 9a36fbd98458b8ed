import type { JobState } from '../schema/state.ts';
import type { StatusReport } from './model.ts';

/** How far a job is, in its own unit; `total` where the job says how much there is. */
export type ProgressAmount = Pick<NonNullable<JobState['lastAmount']>, 'done' | 'total'>;

/**
 * The number in a job's progress: `done` (and `total`), else `percent`, else the first number of the object, else the
 * one in the progress key (`12/40`, `folder 12 of 40`; of several others the last). Undefined where there is none.
 */
export function progressAmount({ progress = {}, progressKey }: StatusReport): ProgressAmount | undefined {
  const { done, total, percent } = progress;
  if (isNumber(done)) return isNumber(total) ? { done, total } : { done };
  if (isNumber(percent)) return { done: percent, total: 100 };
  const first = Object.values(progress).find(isNumber);
  if (first !== undefined) return { done: first };
  return progressKey === undefined ? undefined : amountInText(progressKey);
}

/** Keys may be as long as their jobs like; what counts stands at the end. */
const LOOKED_AT = 200;

function amountInText(text: string): ProgressAmount | undefined {
  const tail = text.slice(-LOOKED_AT);
  const [, done, total] = /(?<![\w.])(\d{1,15}) ?(?:\/|of) ?(\d{1,15})(?![\w.])/.exec(tail) ?? [];
  if (done !== undefined) return { done: Number(done), total: Number(total) };
  // A digit in a word, as in a hash, counts nothing.
  const last = tail.match(/(?<![\w.])\d{1,15}(?:\.\d{1,15})?(?![\w.])/g)?.at(-1);
  return last === undefined ? undefined : { done: Number(last) };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
