import { StateFailure, type TurnLock } from '../app/ports.ts';
import { type Acquired, acquire, type LockRequest } from './file-lock.ts';
import { followLinksIfAny } from './state-on-disk.ts';

export interface TurnLockOptions {
  /** The lock folder itself; its parent is made as needed. */
  readonly path: string;
  /** What this program is doing, told to those who find the turn taken. */
  readonly command: string;
  readonly pid?: number;
  /** For tests; see LockRequest. */
  readonly staleMs?: number;
}

/**
 * A turn across processes. Asks once, never waits. Where no lock can be made the turn is taken without one: it is a
 * courtesy, and a state that cannot be written says so by itself.
 */
export function createTurnLock({ path, command, pid = process.pid, staleMs }: TurnLockOptions): TurnLock {
  return {
    async tryHold(work) {
      const lock = await acquireOrGoWithout(path, { pid, command, waitMs: 0, staleMs });
      if (lock.kind === 'busy') return lock;
      try {
        return { kind: 'held', value: await work(lock.compromised) };
      } finally {
        await lock.release();
      }
    },
  };
}

/** What ticks on one state take turns at. */
type Turn = 'watchTurn' | 'deliveryTurn' | 'printTurn';

/** Where the lock of each turn lies: beside the file itself, so that all who share a state take turns. */
export function turnLockPaths(stateFile: string): Readonly<Record<Turn, string>> {
  const file = followLinksIfAny(stateFile);
  return {
    watchTurn: `${file}.tick.lock`,
    deliveryTurn: `${file}.delivery.lock`,
    printTurn: `${file}.print.lock`,
  };
}

/** The turns of a command on a state. */
export function createTurnLocks(stateFile: string, command: string): Readonly<Record<Turn, TurnLock>> {
  // Most commands take no turn, and so follow no links.
  const lockOf = (turn: Turn): TurnLock => ({
    tryHold: (work) => createTurnLock({ path: turnLockPaths(stateFile)[turn], command }).tryHold(work),
  });
  return {
    watchTurn: lockOf('watchTurn'),
    deliveryTurn: lockOf('deliveryTurn'),
    printTurn: lockOf('printTurn'),
  };
}

async function acquireOrGoWithout(path: string, request: LockRequest): Promise<Acquired> {
  try {
    return await acquire(path, request);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    return { kind: 'held', compromised: new AbortController().signal, release: async () => {} };
  }
}
