import { rmSync } from 'node:fs';
import { type Clock, type StateChange, StateFailure, type StateStore } from '../app/ports.ts';
import type { MonitorState } from '../schema/state.ts';
import { replaceFile } from './atomic-file.ts';
import { acquire } from './file-lock.ts';
import {
  createStateLoader,
  followLinks,
  isLink,
  keepAside,
  readStateBytes,
  type StateLoader,
  type StateOnDisk,
} from './state-on-disk.ts';
import { stateTrouble, throughLink } from './state-trouble.ts';
import { elapsedMs } from './stopwatch.ts';

export interface StateStoreOptions {
  /** Absolute. Where it is a symbolic link, the file that it names is the state, and the link stays. */
  readonly path: string;
  readonly clock: Clock;
  /** What this program is doing, told to those who wait for the lock: `tick`. */
  readonly command: string;
  readonly pid?: number;
  /** How long a transaction waits for its turn; absent: 15 s (SPEC section 2). */
  readonly lockWaitMs?: number;
}

/** So often is a change applied again before whatever keeps writing beside the lock is reported. */
const MOST_ATTEMPTS = 20;

/**
 * The state as one JSON file (SPEC section 10), read and replaced whole. Transactions of one store take turns in the
 * order they were asked for, those of several programs under the lock folder `PATH.lock`. A file that cannot be parsed,
 * or not wholly, is kept as `PATH.corrupt-TIME` by the next transaction and named in `quarantined`.
 */
export function createJsonStateStore(options: StateStoreOptions): StateStore {
  const { path, clock, command, pid = process.pid, lockWaitMs = 15_000 } = options;
  const loader = createStateLoader();
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: async () => (await loader.load(path)).state,
    transact(change) {
      const deadline = elapsedMs() + lockWaitMs;
      const inTurn = async (file: string) => {
        const waitMs = Math.max(0, deadline - elapsedMs());
        const lock = await acquire(`${file}.lock`, { pid, command, waitMs });
        if (lock.kind === 'busy') throw lockedFailure(path, lock.owner, lockWaitMs);
        try {
          return await transact({ file, pid, clock, loader }, change);
        } finally {
          await lock.release();
        }
      };
      const turn = last.then(() => {
        const file = followLinks(path);
        return inTurn(file).catch((error) => rethrow(error, path, file));
      });
      last = turn.catch(() => {});
      return turn;
    },
  };
}

/** What fails behind a link is named with the link: nobody has typed what it leads to. */
function rethrow(error: unknown, path: string, file: string): never {
  const isOfFile = error instanceof StateFailure && error.kind !== 'locked';
  throw isOfFile && isLink(path) ? throughLink(error, path, file) : error;
}

function lockedFailure(path: string, owner: string | undefined, waitMs: number): StateFailure {
  const who = owner ?? 'another command';
  return new StateFailure('locked', `${path}: locked by ${who}; waited ${Math.round(waitMs / 1000)} s`);
}

interface Place {
  /** The file itself, links followed. */
  readonly file: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly loader: StateLoader;
}

async function transact<T>(place: Place, change: StateChange<T>): Promise<T> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const outcome = await attemptChange(place, change);
    if (outcome !== 'conflict') return outcome.result;
  }
  throw new StateFailure('locked', `${place.file}: another program keeps changing it`);
}

async function attemptChange<T>(
  place: Place,
  change: StateChange<T>,
): Promise<{ readonly result: T } | 'conflict'> {
  const seen = await place.loader.load(place.file);
  const kept = seen.damaged ? keepAside(place.file, place.clock.now()) : undefined;
  let written = false;
  try {
    const before = kept === undefined ? seen.state : withQuarantined(seen.state, kept);
    const { state, result } = change(before);
    if (state === before && kept === undefined) return { result };
    written = writeState(place, { ...state, revision: nextRevision(seen.state) }, seen);
    return written ? { result } : 'conflict';
  } finally {
    // What was not replaced is still in its place.
    if (kept !== undefined && !written) rmSync(kept, { force: true });
  }
}

function withQuarantined(state: MonitorState, kept: string): MonitorState {
  return { ...state, quarantined: [...(state.quarantined ?? []), kept] };
}

/** A revision that no counting can have led to starts anew. */
function nextRevision({ revision }: MonitorState): number {
  return Number.isSafeInteger(revision) && revision >= 0 ? revision + 1 : 1;
}

/**
 * False where the file is no longer the one that was read. Its bytes are compared, which sees every change that the
 * revision shows, and also one by a program that counts none.
 */
function writeState({ file, pid, loader }: Place, state: MonitorState, seen: StateOnDisk): boolean {
  // Two blanks, as the original wrote it: people read this file, and they cost less than the fsync by far.
  const text = `${JSON.stringify(state, null, 2)}\n`;
  const bytes = Buffer.from(text);
  const isStillCurrent = () => {
    const found = readStateBytes(file);
    return found === undefined || seen.bytes === undefined ? found === seen.bytes : found.equals(seen.bytes);
  };
  try {
    const written = replaceFile(file, bytes, pid, isStillCurrent);
    if (written) loader.wrote(bytes, text);
    return written;
  } catch (error) {
    if (error instanceof StateFailure) throw error;
    throw stateTrouble('unwritable', file, error);
  }
}
