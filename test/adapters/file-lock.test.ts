import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { acquire, type LockRequest } from '../../src/adapters/file-lock.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { useWorkers } from '../support/worker-process.ts';

const newFolder = useTempFolders();
const newLock = () => join(newFolder(), 'x.lock');
const workers = useWorkers();

const take = (path: string, more: Partial<LockRequest> = {}) =>
  acquire(path, { pid: process.pid, command: 'test', waitMs: 0, ...more });

/** Takes a lock that must be free. */
async function hold(path: string, more: Partial<LockRequest> = {}) {
  const lock = await take(path, more);
  if (lock.kind === 'busy') throw new Error(`busy: ${lock.owner}`);
  return lock;
}

/** As if nobody had refreshed it for so many seconds. */
function age(path: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(path, then, then);
}

describe('a lock', () => {
  it('is held by one alone, and leaves nothing behind', async () => {
    const path = newLock();
    const lock = await hold(path);
    expect((await take(path)).kind).toBe('busy');
    await lock.release();
    expect(readdirSync(join(path, '..'))).toEqual([]);
    await (await hold(path)).release();
  });

  it('may be released twice', async () => {
    const path = newLock();
    const lock = await hold(path);
    await lock.release();
    const next = await hold(path);
    await lock.release();
    expect((await take(path)).kind).toBe('busy');
    await next.release();
  });

  it('is waited for', async () => {
    const path = newLock();
    const lock = await hold(path);
    const waiting = take(path, { waitMs: 20_000 });
    await pause(100);
    await lock.release();
    const second = await waiting;
    expect(second.kind).toBe('held');
    if (second.kind === 'held') await second.release();
  });

  it('is waited for no longer than asked', async () => {
    const path = newLock();
    const lock = await hold(path);
    const from = performance.now();
    expect((await take(path, { waitMs: 300 })).kind).toBe('busy');
    expect(performance.now() - from).toBeGreaterThan(295);
    await lock.release();
  });

  it('says whose it is, and since when', async () => {
    const path = newLock();
    const lock = await hold(path, { command: 'tick' });
    const owner = expect.stringMatching(
      new RegExp(`^pid ${process.pid} \\(tick, since \\d\\d:\\d\\d:\\d\\d\\)$`),
    );
    expect(await take(path)).toEqual({ kind: 'busy', owner });
    await lock.release();
  });

  it('is kept fresh by its holder', async () => {
    const path = newLock();
    const lock = await hold(path, { staleMs: 3000 });
    await pause(5500);
    expect((await take(path, { staleMs: 3000 })).kind).toBe('busy');
    expect(lock.compromised.aborted).toBe(false);
    await lock.release();
  });
});

describe('a lock whose holder is gone', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is free at once after %s', async (signal) => {
    const path = newLock();
    const worker = workers.start('hold', path, '10000');
    await worker.says('held');
    expect((await take(path)).kind).toBe('busy');
    worker.child.kill(signal);
    expect(await worker.ended).toBe(signal);
    // No waiting at all, so that not even the 10 s of staleness can have helped.
    await (await hold(path)).release();
  });

  it('goes to each of many who want it, one at a time', async () => {
    const path = newLock();
    const dead = workers.start('hold', path, '10000');
    await dead.says('held');
    const takers = Array.from({ length: 10 }, () => workers.start('take', path, '8'));
    dead.child.kill('SIGKILL');
    expect(await Promise.all(takers.map((taker) => taker.ended))).toEqual(Array(10).fill(0));
    expect(takers.flatMap((taker) => taker.lines)).toEqual(Array(80).fill('taken'));
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('is not broken where the pid that is dead here belongs to another host', async () => {
    const path = newLock();
    const dead = workers.start('hold', path, '10000');
    await dead.says('held');
    const owner = JSON.parse(readFileSync(`${path}.owner`, 'utf8'));
    dead.child.kill('SIGKILL');
    await dead.ended;
    writeFileSync(`${path}.owner`, JSON.stringify({ ...owner, place: 'elsewhere pid:[1]' }));
    const text = expect.stringContaining(`pid ${dead.pid} on elsewhere (hold, since `);
    expect(await take(path)).toEqual({ kind: 'busy', owner: text });
  });

  it('is broken also where a breaker died at its work', async () => {
    const path = newLock();
    mkdirSync(path);
    mkdirSync(`${path}.breaking`);
    age(path, 60);
    expect((await take(path)).kind).toBe('busy');
    age(`${path}.breaking`, 60);
    await (await hold(path, { waitMs: 20_000 })).release();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });
});

describe('a lock that nobody refreshes', () => {
  it.each([
    { when: 'long ago', seconds: 11, kind: 'held' },
    { when: 'a while ago', seconds: 4, kind: 'busy' },
    { when: 'in a future that a clock set back left behind', seconds: -3600, kind: 'held' },
  ])('and whose owner lives was refreshed $when: $kind', async ({ seconds, kind }) => {
    const path = newLock();
    const first = await hold(path);
    age(path, seconds);
    const lock = await take(path);
    expect(lock.kind).toBe(kind);
    if (lock.kind === 'held') await lock.release();
    await first.release();
  });

  it.each([
    { when: 'a while ago', seconds: 4, kind: 'held' },
    { when: 'just now', seconds: 0, kind: 'busy' },
  ])('and that names no owner was made $when: $kind', async ({ seconds, kind }) => {
    const path = newLock();
    mkdirSync(path);
    age(path, seconds);
    const lock = await take(path);
    expect(lock).toMatchObject(kind === 'held' ? { kind } : { kind, owner: undefined });
    if (lock.kind === 'held') await lock.release();
  });

  it('is lost to its stopped holder, who learns of it and leaves the next one alone', async () => {
    const path = newLock();
    const worker = workers.start('hold', path, '2000');
    await worker.says('held');
    worker.child.kill('SIGSTOP');
    const next = await hold(path, { waitMs: 25_000, staleMs: 2000 });
    worker.child.kill('SIGCONT');
    await worker.says('lost');
    expect(await worker.ended).toBe(0);
    expect((await take(path)).kind).toBe('busy');
    expect(next.compromised.aborted).toBe(false);
    await next.release();
  });

  it('does not end a program that lost it', async () => {
    const path = newLock();
    const worker = workers.start('hold', path, '2000');
    await worker.says('held');
    rmSync(path, { recursive: true });
    await worker.says('lost');
    expect(await worker.ended).toBe(0);
  });

  it('is given back also where only its time was changed', async () => {
    const path = newLock();
    const lock = await hold(path, { staleMs: 2000 });
    age(path, 1);
    await waitFor('the loss', () => lock.compromised.aborted);
    await lock.release();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });
});

describe('a program that holds a lock', () => {
  it('handles SIGTERM as it likes, and gives the lock back when it exits', async () => {
    const path = newLock();
    const worker = workers.start('hold', path, '10000', 'polite');
    await worker.says('held');
    worker.child.kill('SIGTERM');
    await worker.says('SIGTERM');
    expect(existsSync(path)).toBe(true);
    expect(await worker.ended).toBe(143);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('leaves the lock of another alone when it exits', async () => {
    const path = newLock();
    const worker = workers.start('hold', path, '10000', 'polite');
    await worker.says('held');
    rmSync(path, { recursive: true });
    const lock = await hold(path);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(143);
    expect((await take(path)).kind).toBe('busy');
    await lock.release();
  });
});

describe('a lock that cannot be made', () => {
  it('is told by the name of what is in the way, where that is beside it', async () => {
    const path = newLock();
    mkdirSync(path);
    age(path, 60);
    writeFileSync(`${path}.breaking`, '');
    await expect(take(path)).rejects.toMatchObject({
      name: 'StateFailure',
      kind: 'unwritable',
      message: `${path}.breaking: in the way of a lock, not a folder`,
      mend: expect.stringContaining('move it away'),
    });
  });

  it.each([
    { where: 'a file is in its place', make: (path: string) => writeFileSync(path, ''), says: 'in the way' },
    {
      where: 'something is in the abandoned folder',
      make: (path: string) => {
        mkdirSync(join(path, 'foreign'), { recursive: true });
        age(path, 60);
      },
      says: 'directory not empty',
    },
  ])('says so: $where', async ({ make, says }) => {
    const path = newLock();
    make(path);
    const message = expect.stringMatching(new RegExp(`^${path}: .*${says}`));
    await expect(take(path)).rejects.toMatchObject({ name: 'StateFailure', kind: 'unwritable', message });
  });
});
