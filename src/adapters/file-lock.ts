import { existsSync, mkdirSync, type Stats, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';
import { breakAbandoned, makeLock, removeLock } from './lock-folder.ts';
import { describeOwner, type LockOwner, newOwner, readOwner } from './lock-owner.ts';
import { lockTrouble, stateTrouble } from './state-trouble.ts';
import { elapsedMs } from './stopwatch.ts';
import { sleep } from './system-clock.ts';
import { errorCode, isBug } from './system-reason.ts';

// The exit handler that proper-lockfile brings takes SIGXFSZ for the end of the program. Node ignores this signal, so that
// a write beyond the file size limit fails in order (EFBIG); beside a second listener that handler keeps still.
process.on('SIGXFSZ', () => {});

export interface LockRequest {
  readonly pid: number;
  /** What the holder is doing, told to those who wait: `tick`. */
  readonly command: string;
  /** How long to wait for it at most; 0: ask once. */
  readonly waitMs: number;
  /** A lock not refreshed for this long is taken from its holder. At least 2000; absent: 10 s, less than any wait. */
  readonly staleMs?: number | undefined;
}

export type Acquired =
  | {
      readonly kind: 'held';
      /** Aborts when the lock was lost to another, as after the host slept. Noticed within half of `staleMs`. */
      readonly compromised: AbortSignal;
      /** Never rejects, and never removes a lock that is somebody else's by now. */
      release(): Promise<void>;
    }
  /** `owner` is for people, where it is known. */
  | { readonly kind: 'busy'; readonly owner: string | undefined };

/**
 * Takes the lock folder `lockPath` (its parent is made as needed, 0700), waiting for it as long as asked. A lock whose
 * owner died on this host is broken at once, any other that nobody refreshes after `staleMs`. Throws StateFailure
 * (`unwritable`) where the lock cannot be made.
 */
export async function acquire(lockPath: string, request: LockRequest): Promise<Acquired> {
  const { waitMs, staleMs = 10_000 } = request;
  const deadline = elapsedMs() + waitMs;
  makeFolder(dirname(lockPath));
  for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 1.5, 50)) {
    const held = await tryAcquire(lockPath, newOwner(request.pid, request.command), staleMs);
    if (held) return held;
    if (breakAbandoned(lockPath, staleMs)) continue;
    if (elapsedMs() >= deadline) return { kind: 'busy', owner: ownerText(lockPath) };
    // Unequal pauses, so that those who wait do not ask in step.
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}

/** Makes a folder and those above it, 0700 where they are new. Throws StateFailure. */
function makeFolder(folder: string): void {
  try {
    makeLevels(folder);
  } catch (error) {
    const isFile = errorCode(error) === 'EEXIST';
    throw stateTrouble(
      'unwritable',
      folder,
      isFile ? Object.assign(new Error(), { code: 'ENOTDIR' }) : error,
    );
  }
}

/** Node's own recursive way never ends where a folder that is there answers that there is none (/proc, a lost server). */
function makeLevels(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && statSync(folder).isDirectory()) return;
    if (errorCode(error) !== 'ENOENT' || existsSync(dirname(folder))) throw error;
    makeLevels(dirname(folder));
    makeLevels(folder);
  }
}

function ownerText(lockPath: string): string | undefined {
  const owner = readOwner(lockPath);
  return owner && describeOwner(owner);
}

async function tryAcquire(
  lockPath: string,
  owner: LockOwner,
  staleMs: number,
): Promise<Acquired | undefined> {
  const compromised = new AbortController();
  const hold = createHold(lockPath, owner);
  const options = {
    lockfilePath: lockPath,
    realpath: false,
    // Its own taking over of stale locks lets two takers both win, so `breakAbandoned` alone does that.
    stale: Number.MAX_SAFE_INTEGER,
    update: staleMs / 2,
    fs: hold.fs,
    // Without this a lost lock would throw from a timer and end the program.
    onCompromised: () => compromised.abort(),
  };
  try {
    const unlock = await lock(lockPath, options);
    const release = async () => {
      // It rejects where the lock was lost; the folder may be ours all the same, if only its time was changed.
      await unlock().catch(hold.removeIfOurs);
    };
    return { kind: 'held', compromised: compromised.signal, release };
  } catch (error) {
    if (errorCode(error) === 'ELOCKED') return undefined;
    if (isBug(error)) throw error;
    throw lockTrouble(lockPath, error);
  }
}

type Done<T = unknown> = (error: Error | null, result?: T) => void;

/** `done` is called outside of the try, so that what it throws is not taken for an error of `work`. */
function answer<T>(work: () => T, done: Done<T>): void {
  let result: T;
  try {
    result = work();
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, result);
}

/**
 * The file system as proper-lockfile sees it: the owner file comes and goes with the lock folder, at the end of the
 * process too. All of it is synchronous: the threads of the others would take longer to start.
 */
function createHold(lockPath: string, owner: LockOwner) {
  const removeIfOurs = () => {
    if (readOwner(lockPath)?.token !== owner.token) return;
    try {
      removeLock(lockPath);
    } catch {
      // Nobody is served by a failing release: the lock goes stale.
    }
  };
  return {
    removeIfOurs,
    fs: {
      mkdir: (path: string, done: Done) => answer(() => makeLock(path, owner), done),
      stat: (path: string, done: Done<Stats>) => answer(() => statSync(path), done),
      utimes: (path: string, atime: Date, mtime: Date, done: Done) =>
        answer(() => utimesSync(path, atime, mtime), done),
      rmdir: (_path: string, done: Done) => {
        removeIfOurs();
        done(null);
      },
      rmdirSync: removeIfOurs,
    },
  };
}
