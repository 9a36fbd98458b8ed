import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { StateFailure } from '../app/ports.ts';
import { isGone, type LockOwner, readOwner, removeOwner, writeOwner } from './lock-owner.ts';
import { lockTrouble } from './state-trouble.ts';
import { errorCode, isBug } from './system-reason.ts';

/**
 * A lock is without an owner for microseconds only, at its making and its removal, unless its process was killed just
 * then. More than the second by which proper-lockfile dates a new lock ahead.
 */
const NAMELESS_MS = 2000;

/**
 * Throws the system's error; EEXIST: it is held. Both in one breath, because a process killed between the two leaves a
 * lock that only time can break.
 */
export function makeLock(lockPath: string, owner: LockOwner): void {
  mkdirSync(lockPath, { mode: 0o700 });
  try {
    writeOwner(lockPath, owner);
  } catch (error) {
    removeLock(lockPath);
    throw error;
  }
}

/** The owner file first, so that none is left to speak of the next holder's lock. */
export function removeLock(lockPath: string): void {
  removeOwner(lockPath);
  removeFolder(lockPath);
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/**
 * Removes a lock whose holder is gone or no longer refreshes it; true where it is worth asking again at once. A second
 * folder lets only one breaker at a time look and remove, or a slow one would remove the lock that a quick one has just
 * taken.
 */
export function breakAbandoned(lockPath: string, staleMs: number): boolean {
  try {
    const condition = conditionOf(lockPath, staleMs);
    if (condition !== 'abandoned') return condition === 'free';
    const guard = `${lockPath}.breaking`;
    if (!takeGuard(guard, staleMs)) return false;
    try {
      if (conditionOf(lockPath, staleMs) === 'abandoned') removeLock(lockPath);
      return true;
    } finally {
      removeFolder(guard);
    }
  } catch (error) {
    throw troubleAt(lockPath, error);
  }
}

/** By the name of what refused: what has its name already keeps it, and a bug has none. */
function troubleAt(path: string, error: unknown): unknown {
  return error instanceof StateFailure || isBug(error) ? error : lockTrouble(path, error);
}

function conditionOf(lockPath: string, staleMs: number): 'free' | 'held' | 'abandoned' {
  const ageMs = folderAgeMs(lockPath);
  if (ageMs === undefined) return 'free';
  const owner = readOwner(lockPath);
  const isAbandoned = ageMs > staleMs || (owner === undefined ? ageMs > NAMELESS_MS : isGone(owner));
  return isAbandoned ? 'abandoned' : 'held';
}

function takeGuard(guard: string, staleMs: number): boolean {
  try {
    mkdirSync(guard, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    clearOldGuard(guard, staleMs);
    return false;
  }
}

/** It is held for microseconds: an old one was left by a process that was killed just then. */
function clearOldGuard(guard: string, staleMs: number): void {
  try {
    if ((folderAgeMs(guard) ?? 0) > staleMs) removeFolder(guard);
  } catch (error) {
    throw troubleAt(guard, error);
  }
}

/** Since it was last refreshed, also where the clock was set back since. Undefined: there is none. */
function folderAgeMs(folder: string): number | undefined {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats && !stats.isDirectory()) throw new Error('in the way of a lock, not a folder');
  return stats && Math.abs(Date.now() - stats.mtimeMs);
}
