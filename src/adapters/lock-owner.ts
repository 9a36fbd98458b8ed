import { readFileSync, readlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAlive } from './process-table.ts';
import { errorCode } from './system-reason.ts';

/** Who holds a lock, as written in the small file `LOCK.owner` beside it. */
export interface LockOwner {
  readonly pid: number;
  /** The command that holds it, such as `tick`. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Where `pid` means something: the host, and on Linux the pid namespace, since containers share hosts and volumes. */
  readonly place: string;
  /** Tells two holders of one pid apart. */
  readonly token: string;
}

const ownerFile = (lockPath: string) => `${lockPath}.owner`;

let heldSoFar = 0;

export function newOwner(pid: number, command: string): LockOwner {
  heldSoFar += 1;
  const token = `${pid}-${Date.now()}-${heldSoFar}`;
  return { pid, command, since: new Date().toISOString(), place: thisPlace(), token };
}

/** Throws the system's error. */
export function writeOwner(lockPath: string, owner: LockOwner): void {
  writeFileSync(ownerFile(lockPath), JSON.stringify(owner), { mode: 0o600 });
}

/** Undefined where nobody is named, or the file is just being written. */
export function readOwner(lockPath: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(readFileSync(ownerFile(lockPath), 'utf8')) as LockOwner;
    return Number.isSafeInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever removes a lock removes this first, so that an owner file never speaks of somebody else's lock. */
export function removeOwner(lockPath: string): void {
  try {
    unlinkSync(ownerFile(lockPath));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Known to have died without giving the lock back. */
export function isGone(owner: LockOwner): boolean {
  return owner.place === thisPlace() && !isAlive(owner.pid);
}

/** For people: `pid 123 (tick, since 12:03:07)`, in the host's local time. */
export function describeOwner(owner: LockOwner): string {
  const since = new Date(owner.since);
  const time = Number.isNaN(since.getTime()) ? '' : `, since ${since.toTimeString().slice(0, 8)}`;
  const elsewhere = owner.place === thisPlace() ? '' : ` on ${String(owner.place).split(' ', 1)[0]}`;
  return `pid ${owner.pid}${elsewhere} (${owner.command}${time})`;
}

function thisPlace(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
