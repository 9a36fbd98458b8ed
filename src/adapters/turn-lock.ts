import type { TurnLock } from '../app/ports.ts';
import { acquire } from './file-lock.ts';

export interface TurnLockOptions {
  /** The lock folder itself; its parent is made as needed. */
  readonly path: string;
  /** What this program is doing, told to those who find the turn taken. */
  readonly command: string;
  readonly pid?: number;
  /** For tests; see LockRequest. */
  readonly staleMs?: number;
}

/** A turn across processes. Asks once, never waits. Throws StateFailure (`unwritable`) where no lock can be made. */
export function createTurnLock({ path, command, pid = process.pid, staleMs }: TurnLockOptions): TurnLock {
  return {
    async tryHold(work) {
      const lock = await acquire(path, { pid, command, waitMs: 0, staleMs });
      if (lock.kind === 'busy') return lock;
      try {
        return { kind: 'held', value: await work(lock.compromised) };
      } finally {
        await lock.release();
      }
    },
  };
}
