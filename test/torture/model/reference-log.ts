/** The log of all that happened to a job, and what can be read from it: always from its end, nothing is kept. */
import type { StatusReport } from '../../../src/core/model.ts';

export type Standing = 'running' | 'completed' | 'paused' | 'unknown' | 'unsure';

export interface Trouble {
  readonly kind: 'unknown' | 'stalled' | 'paused' | 'alert';
  readonly stopReason: string | null;
  /** When it became true. */
  readonly since: number;
}

/** One look at a job, and what came of it. */
export interface Seen {
  readonly what: 'seen';
  readonly at: number;
  readonly standing: Standing;
  /** Undefined: the probe failed. */
  readonly status: StatusReport | undefined;
  readonly key: string | null;
  readonly trouble: Trouble | undefined;
  readonly isStallHeld: boolean;
  readonly isBlocked: boolean;
  readonly verdict: Verdict;
}

export interface Act {
  readonly what: 'start' | 'stop' | 'attempt';
  readonly at: number;
  /** The tick that made the attempt died before it could tell of it. */
  readonly isInterrupted?: boolean;
}

export type Log = readonly (Seen | Act)[];

export type Rule =
  | 'new-anomaly'
  | 'reminder'
  | 'auto-resume'
  | 'recovered'
  | 'completed'
  | 'changed'
  | 'interval'
  | 'progress';

/** What is seen now, before anything is decided of it. */
export type Sight = Omit<Seen, 'verdict'>;

export interface Verdict {
  readonly tells: boolean;
  /** The first of the eight rules that applies, also where quiet hours keep it back. */
  readonly rule: Rule | undefined;
  readonly importance: 'alert' | 'recovery' | 'completion' | 'reminder' | 'routine';
  /** Told with whatever is told: how long the trouble lasted that is over. */
  readonly lastedSeconds: number | undefined;
  readonly saysCompletedEarlier: boolean;
  readonly saysBlocked: boolean;
  readonly follows: 'completed' | 'pause-told' | undefined;
}

/** The trouble that was told last, if what was told last was trouble. `at`: when it was told last. */
export function toldTrouble(log: Log): { readonly trouble: Trouble; readonly at: number } | undefined {
  const last = lastTell(log);
  return last?.trouble && { trouble: last.trouble, at: last.at };
}

/** The told trouble, with its own beginning, if it is not there any more. */
export function overTrouble(log: Log, sight: Sight): Trouble | undefined {
  const told = toldTrouble(log);
  if (told === undefined || sight.trouble || sight.standing === 'unsure') return undefined;
  const tells = seenIn(log).filter((seen) => seen.verdict.tells);
  const isOther = (seen: Seen) => !seen.trouble || !isSame(seen.trouble, told.trouble);
  return tells[tells.findLastIndex(isOther) + 1]?.trouble;
}

/** When the trouble was first seen to be gone. */
export function endOf(log: Log, sight: Sight): number {
  const sure = seenIn(log).filter((seen) => seen.standing !== 'unsure');
  return sure[sure.findLastIndex((seen) => seen.trouble) + 1]?.at ?? sight.at;
}

/** A completion that was seen since anything was last told, and never told. */
export function hasHeldCompletion(log: Log, sight: Sight): boolean {
  if (sight.status === undefined || sight.trouble) return false;
  const fromLastTell = log.slice(
    log.findLastIndex((entry) => entry.what === 'seen' && entry.verdict.tells) + 1,
  );
  return fromLastTell.some((entry) => {
    if (entry.what !== 'seen' || entry.standing !== 'completed') return false;
    return !isCompletionTold(log.slice(0, log.indexOf(entry) + 1));
  });
}

/** Whether the completion that the log ends with was told. */
export function isCompletionTold(log: Log): boolean {
  return reportedStretch(log, 'completed').some((seen) => seen.verdict.tells);
}

export function isStopped(log: Log): boolean {
  return log.findLast(({ what }) => what === 'start' || what === 'stop')?.what === 'stop';
}

export function isSame(a: Trouble, b: Trouble | undefined): boolean {
  return a.kind === b?.kind && a.stopReason === b.stopReason;
}

export function seenIn(log: Log): Seen[] {
  return log.filter((entry) => entry.what === 'seen');
}

export function lastTell(log: Log): Seen | undefined {
  return seenIn(log).findLast((seen) => seen.verdict.tells);
}

export function lastReported(log: Log): Seen | undefined {
  return seenIn(log).findLast((seen) => seen.status !== undefined);
}

export function pauseSoFar(log: Log): Seen[] {
  return reportedStretch(log, 'paused');
}

/** The looks at the end of the log that all reported this, failed probes left out. */
export function reportedStretch(log: Log, standing: Standing): Seen[] {
  const reported = seenIn(log).filter((seen) => seen.status !== undefined);
  return reported.slice(reported.findLastIndex((seen) => seen.standing !== standing) + 1);
}

export function failuresInARow(log: Log): Seen[] {
  const seen = seenIn(log);
  return seen.slice(seen.findLastIndex(({ status }) => status !== undefined) + 1);
}

/** An attempt was made since anything was last told, and whoever made it died. */
export function wasInterrupted(log: Log): boolean {
  const sinceLastTell = log.slice(
    log.findLastIndex((entry) => entry.what === 'seen' && entry.verdict.tells) + 1,
  );
  return sinceLastTell.some((entry) => entry.what === 'attempt' && entry.isInterrupted === true);
}
