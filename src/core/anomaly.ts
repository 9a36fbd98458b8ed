/** What needs a person: its kinds, its identity, and which one was told last (SPEC section 6). */
import type { JobState } from '../schema/state.ts';
import type { Instant } from './model.ts';
import { oneLine } from './text.ts';

const KINDS = ['unknown', 'stalled', 'paused', 'alert'] as const;

export type AnomalyKind = (typeof KINDS)[number];

export interface Anomaly {
  readonly kind: AnomalyKind;
  readonly stopReason: string | null;
  /** When it became true, not when it was noticed: a stall begins with the last progress. */
  readonly since: number;
}

/** Identity is kind and stopReason alone, so that a counter in a message is no new anomaly. */
export function anomalyKey(anomaly: Anomaly): string {
  return JSON.stringify({ kind: anomaly.kind, stopReason: shortened(anomaly.stopReason) });
}

/** What a key says of its anomaly, for people. */
export type AnomalyName = Pick<Anomaly, 'kind' | 'stopReason'>;

/** What is no key of anybody's is an unknown trouble. */
export function nameOfKey(key: string): AnomalyName {
  return anomalyOfKey(key) ?? { kind: 'unknown', stopReason: null };
}

/** Whether some anomaly was told and its end was not. */
export function hasToldAnomaly(previous: JobState): boolean {
  return typeof previous.lastAnomalyKey === 'string';
}

/** Which anomaly a remembered key is of; undefined where it is a key of nobody's. */
export function anomalyOfKey(key: string): AnomalyName | undefined {
  const told = parseObject(key);
  const stopReason = shortened(textOrNull(told?.stopReason));
  const kind = KINDS.find((known) => known === told?.kind);
  if (kind !== undefined) return { kind, stopReason };
  // The original knew these two, and no others.
  if (typeof told?.running === 'boolean') return { kind: told.running ? 'stalled' : 'paused', stopReason };
  return undefined;
}

/** Since when the told anomaly has stood. The original did not keep that: its last report has to do there. */
export function toldSince(previous: JobState, now: Instant): number {
  return previous.anomalySince ?? previous.lastAnomalyReportAt ?? now.epochSeconds;
}

/** Whether `anomaly` is the one that was told last. `message` is what would be told of it now. */
export function isToldAnomaly(previous: JobState, anomaly: Anomaly, message: string | undefined): boolean {
  const key = previous.lastAnomalyKey;
  return typeof key === 'string' && previous.endHeld !== true && isKeyOf(key, anomaly, message);
}

/** Whether the operator has said that `anomaly` is known. */
export function isAcknowledged(previous: JobState, anomaly: Anomaly, message: string | undefined): boolean {
  return previous.ack !== undefined && isKeyOf(previous.ack.key, anomaly, message);
}

/** Whether a silence holds back the news of `anomaly`, and counted it. */
export function isHeldAnomaly(previous: JobState, anomaly: Anomaly): boolean {
  return previous.heldAnomalyKey === anomalyKey(anomaly);
}

function isKeyOf(key: string, anomaly: Anomaly, message: string | undefined): boolean {
  return key === anomalyKey(anomaly) || isOriginals(key, anomaly, message);
}

/** Keys of the Python original are what was seen, as JSON: `{running, completed, stopReason, level, message, progressKey}`. */
function isOriginals(key: string, anomaly: Anomaly, message: string | undefined): boolean {
  const seen = parseObject(key);
  if (seen === undefined || typeof seen.running !== 'boolean' || seen.completed === true) return false;
  const sameReason = shortened(textOrNull(seen.stopReason)) === shortened(anomaly.stopReason);
  switch (anomaly.kind) {
    case 'paused':
      return !seen.running && sameReason;
    case 'stalled':
      return seen.running && sameReason;
    case 'unknown':
      // The original called a failed probe paused, with the same words in `message`.
      return !seen.running && message !== undefined && shortened(textOrNull(seen.message)) === message;
    case 'alert':
      // The original knew no alerts by level.
      return false;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** As we would tell it. */
function shortened(text: string | null): string | null {
  return text === null ? null : oneLine(text);
}
