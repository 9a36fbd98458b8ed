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
  /** A silence kept everything of it from being told. */
  readonly isSilent: boolean;
  readonly verdict: Verdict;
}

export interface Act {
  readonly what: 'start' | 'stop' | 'attempt';
  readonly at: number;
  /** Of a start or an attempt: when its command had ended, or must have where nobody saw the end. */
  readonly until?: number;
  /** The tick that made the attempt died before it could tell of it. */
  readonly isInterrupted?: boolean;
}

/** The operator knows of the trouble that was surely seen last, told or not. */
export interface Ack {
  readonly what: 'ack';
  readonly at: number;
  readonly trouble: Trouble;
}

export type Log = readonly (Seen | Act | Ack)[];

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

/** Trouble that was told or acknowledged, and whose end was not told. */
export interface Told {
  /** With its own beginning. */
  readonly trouble: Trouble;
  /** When it was told last. */
  readonly at: number;
  /** When it was first seen to be gone. */
  readonly endedAt?: number;
  /** That was in a silence: what comes now is another trouble, also where it looks the same. */
  readonly isOver?: boolean;
}

/** The trouble that the operator knows of. */
export function toldTrouble(log: Log): Told | undefined {
  let told: Told | undefined;
  for (const entry of log) {
    if (entry.what === 'ack') told = toldNow(told, entry.trouble, entry.at, false);
    else if (entry.what !== 'seen' || entry.standing === 'unsure') continue;
    else if (entry.verdict.tells) told = entry.trouble && toldNow(told, entry.trouble, entry.at, true);
    else if (told !== undefined) told = seenAfter(told, entry);
  }
  return told;
}

/** The same trouble keeps its beginning; told again it is told later. */
function toldNow(told: Told | undefined, trouble: Trouble, at: number, isTell: boolean): Told {
  if (!isSame(trouble, told?.trouble) || told?.isOver) return { trouble, at };
  return { trouble: told?.trouble ?? trouble, at: isTell ? at : (told?.at ?? at) };
}

function seenAfter(told: Told, { trouble, at, isSilent }: Seen): Told {
  if (trouble && isSame(trouble, told.trouble) && !told.isOver) return { trouble: told.trouble, at: told.at };
  return { ...told, endedAt: told.endedAt ?? at, isOver: told.isOver === true || isSilent };
}

/** Whether it is the trouble that the operator knows of. */
export function isKnown(log: Log, trouble: Trouble): boolean {
  const told = toldTrouble(log);
  return told !== undefined && told.isOver !== true && isSame(trouble, told.trouble);
}

/** The known trouble, with its own beginning, if it is not there any more. */
export function overTrouble(log: Log, sight: Sight): Trouble | undefined {
  return sight.trouble || sight.standing === 'unsure' ? undefined : toldTrouble(log)?.trouble;
}

/** When the trouble was first seen to be gone. */
export function endOf(log: Log, sight: Sight): number {
  return toldTrouble(log)?.endedAt ?? sight.at;
}

/** The looks that were sure, the newest last. */
export function sureLooks(log: Log): Seen[] {
  return seenIn(log).filter(({ standing }) => standing !== 'unsure');
}

/** No reminder is wanted of what was acknowledged, as long as it stands. */
export function isAcknowledged(log: Log, trouble: Trouble): boolean {
  const last = log.findLastIndex(({ what }) => what === 'ack');
  const ack = log[last];
  if (ack?.what !== 'ack' || !isSame(trouble, ack.trouble)) return false;
  return sureLooks(log.slice(last)).every((seen) => isSame(ack.trouble, seen.trouble));
}

const ALERTS: readonly (Rule | undefined)[] = ['new-anomaly', 'reminder', 'auto-resume'];

/** Since when trouble stands whose news a silence has held back up to now; undefined: none has. */
export function heldSince(log: Log, trouble: Trouble): number | undefined {
  // What was acknowledged before it was told is held back no more.
  const wasNews = (ack: Log[number], i: number) =>
    ack.what === 'ack' && !isKnown(log.slice(0, i), ack.trouble);
  const from = log.findLastIndex(wasNews) + 1;
  const sure = sureLooks(log.slice(from));
  const isOther = (seen: Seen) => !seen.isSilent || !isSame(trouble, seen.trouble);
  const silent = sure.slice(sure.findLastIndex(isOther) + 1);
  const first = silent.find(({ verdict }) => ALERTS.includes(verdict.rule));
  if (first === undefined) return undefined;
  const before = log.slice(0, log.indexOf(first));
  return isKnown(before, trouble) ? toldTrouble(before)?.trouble.since : first.trouble?.since;
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

function isSame(a: Trouble, b: Trouble | undefined): boolean {
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

/** An attempt was made since anything was last told or held back by a silence, and whoever made it died. */
export function wasInterrupted(log: Log): boolean {
  const isNoted = (entry: Log[number]) =>
    entry.what === 'seen' && (entry.verdict.tells || (entry.isSilent && entry.standing !== 'unsure'));
  const sinceLastTell = log.slice(log.findLastIndex(isNoted) + 1);
  return sinceLastTell.some((entry) => entry.what === 'attempt' && entry.isInterrupted === true);
}
