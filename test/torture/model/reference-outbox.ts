/** SPEC section 9 once more, the obvious way: what waits, what replaces what, and when it is tried again. */
import type { SendOutcome } from '../../../src/core/model.ts';

export interface Section {
  readonly jobId: string | undefined;
  readonly importance: 'alert' | 'recovery' | 'completion' | 'reminder' | 'routine';
  readonly text: string;
}

export interface Waiting {
  /** Whatever the caller calls it. */
  readonly name: string;
  readonly target: string | undefined;
  readonly sections: readonly Section[];
  readonly notBefore: number;
  readonly partsSent: number;
  readonly attempts: number;
  readonly unknowns: number;
  /** It failed because no way was open: a newer one to the same target takes it along. */
  readonly isHeldUp: boolean;
  /** The chat did not take it: a newer one to the same target lets the first of these try again. */
  readonly isRefused: boolean;
  /** All of it is about this job, which is silent. */
  readonly heldFor?: string | undefined;
}

const REPLACEABLE = ['reminder', 'routine'];
const FAILED_WAITS = [0, 60, 120, 300];
const UNKNOWN_WAITS = [600, 3600, 6 * 3600];
const MINUTE = 60;
const HOUR = 3600;

export function posted(
  box: readonly Waiting[],
  sections: readonly Section[],
  target: string | undefined,
  at: number,
  name: string,
): Waiting[] {
  if (sections.length === 0) return [...box];
  const isNewer = (id: string | undefined) => id !== undefined && sections.some(({ jobId }) => jobId === id);
  const kept = box.map((waiting) => {
    // No other reader gets the newer news, and a message that is half out stays whole.
    if (waiting.partsSent > 0 || waiting.target !== target) return waiting;
    const left = waiting.sections.filter(
      ({ importance, jobId }) => !(REPLACEABLE.includes(importance) && isNewer(jobId)),
    );
    return { ...waiting, sections: left };
  });
  const untried = {
    notBefore: at,
    partsSent: 0,
    attempts: 0,
    unknowns: 0,
    isHeldUp: false,
    isRefused: false,
  };
  return [...kept.filter((waiting) => waiting.sections.length > 0), { name, target, sections, ...untried }];
}

/** Which one is sent next: the first that is due, or before it one to the same target that may get through with it. */
export function chosen(
  box: readonly Waiting[],
  at: number,
  isPassed: (name: string) => boolean,
  halted: ReadonlySet<string | undefined>,
): Waiting | undefined {
  const loud = box.filter(({ heldFor }) => heldFor === undefined);
  const due = loud.find(({ notBefore, name, target }) => {
    return notBefore <= at && !isPassed(name) && !halted.has(target);
  });
  if (due === undefined) return undefined;
  let chatIsAsked = due.isRefused;
  for (const waiting of loud) {
    if (waiting === due) break;
    if (waiting.target === due.target && waiting.isRefused && isPassed(waiting.name)) chatIsAsked = true;
  }
  for (const waiting of loud) {
    if (waiting === due) break;
    if (waiting.target !== due.target || isPassed(waiting.name)) continue;
    if (waiting.isHeldUp) return waiting;
    const isLongAgo = at >= waiting.notBefore - HOUR + MINUTE;
    if (waiting.isRefused && isLongAgo && !chatIsAsked) return waiting;
  }
  return due;
}

/** What is left of it after one part was given to the channel; undefined: nothing. */
export function tried(
  waiting: Waiting,
  part: number,
  parts: number,
  outcome: SendOutcome,
  at: number,
): Waiting | undefined {
  const again = { ...waiting, attempts: waiting.attempts + 1, isHeldUp: false, isRefused: false };
  switch (outcome.kind) {
    case 'sent':
      return part === parts
        ? undefined
        : { ...waiting, partsSent: part, notBefore: at, isHeldUp: false, isRefused: false };
    case 'refused':
      return { ...again, isRefused: true, notBefore: at + HOUR };
    case 'failed': {
      const wait = FAILED_WAITS[waiting.attempts] ?? 600;
      const isHeldUp = outcome.retryAfterSeconds === undefined;
      return { ...again, isHeldUp, notBefore: at + Math.max(wait, outcome.retryAfterSeconds ?? 0) };
    }
    case 'unknown': {
      const worthIt = waiting.sections.filter(({ importance }) => importance !== 'routine');
      if (worthIt.length === 0) return undefined;
      const sections = waiting.partsSent === 0 ? worthIt : waiting.sections;
      const wait = UNKNOWN_WAITS[waiting.unknowns] ?? 24 * HOUR;
      return { ...again, sections, notBefore: at + wait, unknowns: waiting.unknowns + 1 };
    }
  }
}
