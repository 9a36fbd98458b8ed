import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createJsonStateStore } from '../../src/adapters/json-state-store.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import { useSmallDisks } from '../support/disks.ts';
import { createFakeClock } from '../support/fakes.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { useWorkers, type Worker } from '../support/worker-process.ts';

const newFolder = useTempFolders();
const mountSmallDisk = useSmallDisks();
const workers = useWorkers();

const NAME = 'ops-monitor.json';
/** A user that owns nothing here. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const storeAt = (path: string) => createJsonStateStore({ path, clock: createFakeClock(), command: 'test' });
const setCount = (count: number) => (state: MonitorState) => ({ state: { ...state, count }, result: count });

async function failureOf(worker: Worker): Promise<unknown> {
  expect(await worker.ended).toBe(1);
  return JSON.parse(worker.lines.join(''));
}

interface FullPlace {
  readonly path: string;
  /** Starts the worker that writes a state larger by so many bytes. */
  grow(bytes: number): Worker;
  readonly reason: string;
}

/** A file size limit, which any user may set: what goes beyond it fails in the middle of the write. */
function limitedPlace(): FullPlace {
  const path = join(newFolder(), NAME);
  // Blocks of 512 or 1024 bytes, as the shell has it.
  const grow = (bytes: number) => workers.startAfter('ulimit -f 32', 'grow', path, String(bytes));
  return { path, grow, reason: 'file too large' };
}

/** A disk that is full but for some 40 KB; where none can be mounted, the limit once more. */
function fullDisk(): FullPlace {
  const disk = mountSmallDisk(join(newFolder(), 'disk'), 128);
  if (disk === undefined) return limitedPlace();
  writeFileSync(join(disk.folder, 'filler'), Buffer.alloc(80 * 1024));
  const path = join(disk.folder, NAME);
  const grow = (bytes: number) => workers.start('grow', path, String(bytes));
  return { path, grow, reason: 'no space left on device' };
}

describe.each([
  { place: 'under a file size limit', open: limitedPlace },
  { place: 'on a full disk', open: fullDisk },
])('a write $place', ({ open }) => {
  let full: FullPlace;
  beforeEach(() => {
    full = open();
  });

  it('that does not fit leaves the old file whole and nothing else, and says why', async () => {
    await storeAt(full.path).transact(setCount(1));
    const [before, namesBefore] = [readFileSync(full.path), readdirSync(dirname(full.path))];
    expect(await failureOf(full.grow(100_000))).toEqual({
      name: 'StateFailure',
      kind: 'unwritable',
      message: `${full.path}: ${full.reason}`,
    });
    expect(readFileSync(full.path)).toEqual(before);
    expect(readdirSync(dirname(full.path))).toEqual(namesBefore);
  });

  it('works again as soon as there is room', async () => {
    await storeAt(full.path).transact(setCount(1));
    await failureOf(full.grow(100_000));
    rmSync(join(dirname(full.path), 'filler'), { force: true });
    const large = await storeAt(full.path).transact((state) => {
      return { state: { ...state, ballast: 'x'.repeat(30_000) }, result: 'written' };
    });
    expect([large, (await storeAt(full.path).read()).count]).toEqual(['written', 1]);
  });

  it('that does not fit leaves a damaged file in its place', async () => {
    writeFileSync(full.path, 'damaged');
    const namesBefore = readdirSync(dirname(full.path));
    expect(await failureOf(full.grow(100_000))).toMatchObject({ kind: 'unwritable' });
    expect(readFileSync(full.path, 'utf8')).toBe('damaged');
    expect(readdirSync(dirname(full.path))).toEqual(namesBefore);
  });

  it('may fail for the first state as well', async () => {
    const namesBefore = readdirSync(dirname(full.path));
    expect(await failureOf(full.grow(100_000))).toMatchObject({ kind: 'unwritable' });
    expect(readdirSync(dirname(full.path))).toEqual(namesBefore);
  });
});

interface ClosedPlace {
  readonly path: string;
  readonly reason: RegExp;
}

/** For root a folder is closed only to somebody else, so the worker becomes somebody else. */
function closedFolder(): ClosedPlace {
  const path = join(newFolder(), 'state', NAME);
  mkdirSync(dirname(path));
  writeFileSync(path, '{"count": 1}', { mode: 0o644 });
  chmodSync(dirname(dirname(path)), 0o755);
  chmodSync(dirname(path), 0o555);
  return { path, reason: /: permission denied$/ };
}

function readOnlyDisk(): ClosedPlace {
  const disk = mountSmallDisk(join(newFolder(), 'disk'), 128);
  if (disk === undefined) return closedFolder();
  const path = join(disk.folder, NAME);
  writeFileSync(path, '{"count": 1}');
  disk.makeReadOnly();
  return { path, reason: /: read-only file system$/ };
}

describe.each([
  { place: 'a closed folder', open: closedFolder },
  { place: 'a read-only disk', open: readOnlyDisk },
])('the state in $place', ({ open }) => {
  it('is not written, says where and why, and stays as it was', async () => {
    const { path, reason } = open();
    const asNobody = isRoot && reason.source.includes('permission') ? [String(NOBODY)] : [];
    expect(await failureOf(workers.start('grow', path, '10', ...asNobody))).toEqual({
      name: 'StateFailure',
      kind: 'unwritable',
      message: expect.stringMatching(reason),
    });
    expect(readFileSync(path, 'utf8')).toBe('{"count": 1}');
    expect(readdirSync(dirname(path))).toEqual([NAME]);
  });

  it('can be read', async () => {
    expect((await storeAt(open().path).read()).count).toBe(1);
  });
});

describe('a state file that may not be read', () => {
  it('says so, and is not taken for a damaged one', async () => {
    const path = join(newFolder(), NAME);
    writeFileSync(path, '{"count": 1}');
    chmodSync(path, 0o000);
    chmodSync(dirname(path), 0o777);
    const worker = workers.start('grow', path, '10', ...(isRoot ? [String(NOBODY)] : []));
    expect(await failureOf(worker)).toEqual({
      name: 'StateFailure',
      kind: 'unreadable',
      message: `${path}: permission denied`,
    });
    expect(readdirSync(dirname(path))).toEqual([NAME]);
  });
});

describe('a state file below what is no folder', () => {
  it('says what is in the way', async () => {
    const file = join(newFolder(), 'a-file');
    writeFileSync(file, '');
    const store = storeAt(join(file, 'state', NAME));
    const failure = { name: 'StateFailure', message: expect.stringMatching(/: not a folder$/) };
    await expect(store.read()).rejects.toMatchObject(failure);
    await expect(store.transact(setCount(1))).rejects.toMatchObject(failure);
  });
});

describe('a state file of another user', () => {
  it('stays theirs when root writes it; anybody else’s stays one’s own', async () => {
    const path = join(newFolder(), NAME);
    const uid = isRoot ? NOBODY : (process.getuid?.() ?? 0);
    const gid = isRoot ? NOBODY : (process.getgid?.() ?? 0);
    chownSync(dirname(path), uid, gid);
    await storeAt(path).transact(setCount(1));
    await storeAt(path).transact(setCount(2));
    expect(statSync(path)).toMatchObject({ uid, gid });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
