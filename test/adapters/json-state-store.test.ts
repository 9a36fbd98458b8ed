import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquire } from '../../src/adapters/file-lock.ts';
import { createJsonStateStore, type StateStoreOptions } from '../../src/adapters/json-state-store.ts';
import { freshState, type MonitorState } from '../../src/schema/state.ts';
import { createFakeClock, createFakeStateStore } from '../support/fakes.ts';
import { stateStoreContract } from '../support/state-store-contract.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();
const newPath = () => join(newFolder(), 'ops-monitor.json');
const storeAt = (path: string, more: Partial<StateStoreOptions> = {}) =>
  createJsonStateStore({ path, clock: createFakeClock(), command: 'test', ...more });

const countUp = (state: MonitorState) => ({
  state: { ...state, count: Number(state.count ?? 0) + 1 },
  result: 0,
});
const nothing = (state: MonitorState) => ({ state, result: 'nothing' });
const namesBeside = (path: string) => readdirSync(dirname(path)).sort();
const parsed = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

stateStoreContract('the state file', () => {
  const path = newPath();
  const store = storeAt(path);
  let interference: ((state: MonitorState) => MonitorState) | undefined;
  const interfere = (change: (state: MonitorState) => MonitorState) => {
    interference = change;
  };
  return {
    other: storeAt(path),
    interfere,
    store: {
      read: store.read,
      transact: (change) =>
        store.transact((state) => {
          // The other program writes after the state was read, and before it is replaced.
          if (interference) writeFileSync(path, JSON.stringify(interference(state)));
          interference = undefined;
          return change(state);
        }),
    },
  };
});

stateStoreContract('the fake store', () => {
  const store = createFakeStateStore();
  return { store, other: store, interfere: store.interfere };
});

describe('the state file', () => {
  it('is made with its folders, closed to others, readable to people', async () => {
    const path = join(newFolder(), 'net', 'state', 'ops-monitor.json');
    await storeAt(path).transact(countUp);
    const modes = [path, dirname(path), dirname(dirname(path))].map((name) => statSync(name).mode & 0o777);
    expect(modes).toEqual([0o600, 0o700, 0o700]);
    expect(readFileSync(path, 'utf8')).toContain('\n  "count": 1');
    expect(namesBeside(path)).toEqual(['ops-monitor.json']);
  });

  it('is not made by reading, nor by a change that changes nothing', async () => {
    const path = newPath();
    expect(await storeAt(path).read()).toEqual(freshState());
    expect(await storeAt(path).transact(nothing)).toBe('nothing');
    expect(namesBeside(path)).toEqual([]);
  });

  it('keeps its file where nothing changed', async () => {
    const path = newPath();
    await storeAt(path).transact(countUp);
    const before = statSync(path);
    await storeAt(path).transact(nothing);
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('keeps the order of its keys from write to write', async () => {
    const path = newPath();
    writeFileSync(path, JSON.stringify({ zebra: 1, version: 1, jobs: { b: {}, a: {} }, alien: 2 }));
    const orders: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await storeAt(path).transact((state) => ({ state: { ...state, round }, result: 0 }));
      orders.push(JSON.stringify([Object.keys(parsed(path)), Object.keys(parsed(path).jobs)]));
    }
    expect(orders).toEqual([orders[0], orders[0], orders[0]]);
    expect(orders[0]).toContain('["b","a"]');
  });

  it('of the original is taken over as it is', async () => {
    const path = newPath();
    const original = {
      version: 1,
      jobs: { sync: { lastSeen: { running: true, completed: false, progressKey: 'p' }, lastReportAt: 1.25 } },
      queue: [{ id: 'q1', jobId: 'check', status: 'pending', createdAt: 5.5 }],
      updatedAt: '2026-01-01T00:00:00Z',
    };
    writeFileSync(path, JSON.stringify(original));
    await storeAt(path).transact(countUp);
    expect(parsed(path)).toMatchObject({ ...original, count: 1, revision: 1 });
    expect(namesBeside(path)).toEqual(['ops-monitor.json']);
  });

  it('that lacks what the original did not know is whole each time it is read', async () => {
    const path = newPath();
    writeFileSync(path, '{"jobs": {"scan": {}}}');
    const store = storeAt(path);
    const whole = { ...freshState(), jobs: { scan: {} } };
    expect(await store.read()).toEqual(whole);
    expect(await store.read()).toEqual(whole);
    expect(await store.transact((state) => ({ state, result: state }))).toEqual(whole);
  });

  it('may begin with a byte order mark', async () => {
    const path = newPath();
    writeFileSync(path, '\uFEFF{"count": 4}');
    await storeAt(path).transact(countUp);
    expect(parsed(path).count).toBe(5);
  });

  it('counts on from a revision that makes no sense', async () => {
    const path = newPath();
    writeFileSync(path, '{"revision": -7.5}');
    await storeAt(path).transact(countUp);
    expect(parsed(path).revision).toBe(1);
  });

  it('that another program changes at each attempt is not fought over for ever', async () => {
    const path = newPath();
    let attempts = 0;
    const changing = storeAt(path).transact((state) => {
      attempts += 1;
      writeFileSync(path, JSON.stringify({ theirs: attempts }));
      return countUp(state);
    });
    await expect(changing).rejects.toMatchObject({ name: 'StateFailure', kind: 'locked' });
    expect(attempts).toBeLessThan(100);
    expect(namesBeside(path)).toEqual(['ops-monitor.json']);
    expect(parsed(path)).toEqual({ theirs: attempts });
  });

  it('that was removed during a change is made anew by it', async () => {
    const path = newPath();
    await storeAt(path).transact(countUp);
    await storeAt(path).transact((state) => {
      rmSync(path, { force: true });
      return countUp(state);
    });
    expect(parsed(path)).toMatchObject({ count: 1, revision: 1 });
  });
});

describe('a state file that is a symbolic link', () => {
  it.each([
    { to: 'an absolute path', target: (folder: string) => join(folder, 'real', 'state.json') },
    { to: 'a relative path', target: () => join('real', 'state.json') },
  ])('is written through, the link stays: $to', async ({ target }) => {
    const folder = newFolder();
    mkdirSync(join(folder, 'real'));
    const link = join(folder, 'link.json');
    symlinkSync(target(folder), link);
    await storeAt(link).transact(countUp);
    await storeAt(join(folder, 'real', 'state.json')).transact(countUp);
    expect((await storeAt(link).read()).count).toBe(2);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect([readdirSync(folder).sort(), readdirSync(join(folder, 'real'))]).toEqual([
      ['link.json', 'real'],
      ['state.json'],
    ]);
  });
});

describe('the lock of the state', () => {
  it('is waited for, and then it is said who has it', async () => {
    const path = newPath();
    const lock = await acquire(`${path}.lock`, { pid: process.pid, command: 'tick', waitMs: 0 });
    const message = expect.stringMatching(
      new RegExp(`^${path}: locked by pid ${process.pid} \\(tick, since [\\d:]{8}\\); waited 0 s$`),
    );
    const waiting = storeAt(path, { lockWaitMs: 300 }).transact(countUp);
    await expect(waiting).rejects.toMatchObject({ name: 'StateFailure', kind: 'locked', message });
    expect(existsSync(path)).toBe(false);
    if (lock.kind === 'held') await lock.release();
  });

  it('is waited for once by all transactions that came at once', async () => {
    const path = newPath();
    const lock = await acquire(`${path}.lock`, { pid: process.pid, command: 'tick', waitMs: 0 });
    const store = storeAt(path, { lockWaitMs: 1000 });
    const from = performance.now();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => store.transact(countUp)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(20).fill('rejected'));
    expect(performance.now() - from).toBeLessThan(15_000);
    if (lock.kind === 'held') await lock.release();
    await store.transact(countUp);
  });
});

describe('what a killed writer left', () => {
  it('is removed by the next write, and nothing else is', async () => {
    const path = newPath();
    const name = basename(path);
    // No pid on Linux or macOS is as large.
    const left = [`.${name}.tmp-99999999-1`, `.${name}.tmp-${process.pid}-999999`];
    const others = [
      `.${name}.tmp-${process.ppid}-1`,
      `.${name}.tmp-x`,
      `.${name}.tmp-99999999-1.bak`,
      '.other.tmp-99999999-1',
    ];
    for (const each of [...left, ...others]) writeFileSync(join(dirname(path), each), '{');
    await storeAt(path).transact(countUp);
    expect(namesBeside(path)).toEqual([name, ...others].sort());
  });

  it('does not stop a write that would take the same name', async () => {
    const path = newPath();
    for (let n = 0; n < 200; n += 1) {
      writeFileSync(join(dirname(path), `.${basename(path)}.tmp-${process.pid}-${n}`), '{');
    }
    await storeAt(path).transact(countUp);
    expect(namesBeside(path)).toEqual([basename(path)]);
  });
});
