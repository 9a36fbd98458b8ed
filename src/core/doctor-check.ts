/** One line of the doctor, and what makes lines of it. */
import type { DoctorFacts } from './doctor-facts.ts';

export type CheckLevel = 'ok' | 'warn' | 'fail';

export interface Check {
  readonly name: string;
  readonly level: CheckLevel;
  readonly summary: string;
  /** What to do about it; one line. */
  readonly mend?: string | undefined;
}

/** Pure: judges one thing. What only follows from another trouble is no fail of its own. */
export type Examine = (facts: DoctorFacts) => Check;

export function ok(name: string, summary: string): Check {
  return { name, level: 'ok', summary };
}

export function warn(name: string, summary: string, mend?: string): Check {
  return mend === undefined ? { name, level: 'warn', summary } : { name, level: 'warn', summary, mend };
}

export function fail(name: string, summary: string, mend: string): Check {
  return { name, level: 'fail', summary, mend };
}

/** A path as a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
