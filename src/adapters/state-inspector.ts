/** The state file and its locks as they are on disk, for people. Reads only, and makes no folder. */
import { type Stats, statSync } from 'node:fs';
import { StateFailure } from '../app/ports.ts';
import type { LockFacts, StateFacts } from '../core/doctor-facts.ts';
import { type MonitorState, parseState } from '../schema/state.ts';
import { describeOwner, isGone, readOwner } from './lock-owner.ts';
import { followLinksIfAny, readStateBytes } from './state-on-disk.ts';
import { turnLockPaths } from './turn-lock.ts';

/** Never throws. */
export function inspectState(path: string): StateFacts {
  try {
    const bytes = readStateBytes(path);
    return bytes === undefined ? { path, kind: 'absent' } : { path, ...read(bytes) };
  } catch (error) {
    if (error instanceof StateFailure) return { path, kind: 'unreadable', detail: error.message };
    throw error;
  }
}

type Reading<F> = F extends StateFacts ? Omit<F, 'path'> : never;

function read(bytes: Buffer): Reading<StateFacts> {
  const parsed = parseState(parseJson(bytes));
  if (parsed.kind === 'unusable') return { kind: 'unparsable', detail: 'cannot be read as JSON' };
  const { state, dropped } = parsed;
  const { revision, lastTickAt, meanTickGapSeconds } = state;
  return { kind: 'state', revision, lastTickAt, meanTickGapSeconds, waiting: waitingIn(state), dropped };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function waitingIn({ outbox }: MonitorState): Extract<StateFacts, { kind: 'state' }>['waiting'] {
  // What a silence holds back is where it belongs.
  const entries = outbox.filter(({ via, silencedJob }) => via === 'channel' && silencedJob === undefined);
  return entries.map(({ createdAt, nextAttemptAt, lastError }) => ({ createdAt, nextAttemptAt, lastError }));
}

/** The state's own lock, and those by which ticks take turns at watching, sending and printing. Never throws. */
export function inspectLocks(statePath: string): readonly LockFacts[] {
  return [`${followLinksIfAny(statePath)}.lock`, ...Object.values(turnLockPaths(statePath))].map(inspectLock);
}

function inspectLock(path: string): LockFacts {
  const folder = look(path);
  if (folder === undefined) return { path, kind: 'free' };
  if (!folder.isDirectory()) return { path, kind: 'obstructed' };
  const owner = readOwner(path);
  const isStale = Math.abs(Date.now() - folder.mtimeMs) > STALE_MS;
  const kind = isStale || (owner && isGone(owner)) ? 'left' : 'held';
  return { path, kind, owner: owner && describeOwner(owner) };
}

/** Holders refresh a lock every few seconds; after this long whoever wants it takes it. */
const STALE_MS = 10_000;

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder on the way cannot be entered, which the look at the permissions tells.
    return undefined;
  }
}
