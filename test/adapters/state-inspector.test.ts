import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquire } from '../../src/adapters/file-lock.ts';
import { newOwner, writeOwner } from '../../src/adapters/lock-owner.ts';
import { inspectLocks, inspectState } from '../../src/adapters/state-inspector.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();

describe('the state', () => {
  const section = { importance: 'alert', text: 'x' };
  const entry = {
    id: 'r1',
    createdAt: 5,
    via: 'channel',
    header: 'h',
    sections: [section],
    attempts: 1,
    nextAttemptAt: 9,
    partsSent: 0,
    lastError: 'no network',
  };
  const FRESH = { kind: 'state', revision: 0, waiting: [], dropped: [] };

  it.each<readonly [what: string, text: string, facts: object]>([
    ['fresh', '{}', FRESH],
    ['with a byte order mark', '\uFEFF{}', FRESH],
    [
      'of a tick',
      JSON.stringify({ revision: 3, lastTickAt: 7, meanTickGapSeconds: 60 }),
      { ...FRESH, revision: 3, lastTickAt: 7, meanTickGapSeconds: 60 },
    ],
    [
      'with reports that wait, without those to be printed and those that a silence holds',
      JSON.stringify({
        outbox: [entry, { ...entry, id: 'r2', via: 'print' }, { ...entry, id: 'r3', silencedJob: 'scan' }],
      }),
      { ...FRESH, waiting: [{ createdAt: 5, nextAttemptAt: 9, lastError: 'no network' }] },
    ],
    [
      'with a wrong type',
      '{"jobs": {"a": {"lastReportAt": "5"}}}',
      { ...FRESH, dropped: ['jobs.a.lastReportAt'] },
    ],
    ['torn', '{"jobs": {', { kind: 'unparsable', detail: 'cannot be read as JSON' }],
    ['a list', '[]', { kind: 'unparsable', detail: 'cannot be read as JSON' }],
    ['empty', '', { kind: 'unparsable', detail: 'cannot be read as JSON' }],
  ])('%s', (_what, text, facts) => {
    const path = join(newFolder(), 'state.json');
    writeFileSync(path, text);
    expect(inspectState(path)).toEqual({ path, ...facts });
  });

  it('is not there, and no folder is made for it', () => {
    const folder = join(newFolder(), 'none');
    const path = join(folder, 'state.json');
    expect(inspectState(path)).toEqual({ path, kind: 'absent' });
    expect(existsSync(folder)).toBe(false);
  });

  it('is a folder', () => {
    const path = newFolder();
    expect(inspectState(path)).toEqual({ path, kind: 'unreadable', detail: `${path}: a folder, not a file` });
  });
});

describe('the locks', () => {
  const kinds = (path: string) => inspectLocks(path).map(({ kind }) => kind);

  it('are free, and stay so', () => {
    const path = join(newFolder(), 'state.json');
    expect(inspectLocks(path)).toEqual([
      { path: `${path}.lock`, kind: 'free' },
      { path: `${path}.tick.lock`, kind: 'free' },
      { path: `${path}.delivery.lock`, kind: 'free' },
      { path: `${path}.print.lock`, kind: 'free' },
    ]);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('are held by a process that lives', async () => {
    const path = join(newFolder(), 'state.json');
    const lock = await acquire(`${path}.tick.lock`, { pid: process.pid, command: 'tick', waitMs: 0 });
    if (lock.kind !== 'held') throw new Error('nobody else wants it');
    expect(inspectLocks(path)[1]).toMatchObject({
      kind: 'held',
      owner: expect.stringMatching(new RegExp(`^pid ${process.pid} \\(tick, since \\d\\d:\\d\\d:\\d\\d\\)$`)),
    });
    await lock.release();
    expect(kinds(path)).toEqual(['free', 'free', 'free', 'free']);
  });

  it('are left by one that died, or that has not refreshed them for long', () => {
    const path = join(newFolder(), 'state.json');
    const dead = spawnSync('true').pid;
    mkdirSync(`${path}.lock`);
    writeOwner(`${path}.lock`, newOwner(dead, 'tick'));
    mkdirSync(`${path}.tick.lock`);
    writeOwner(`${path}.tick.lock`, newOwner(process.pid, 'tick'));
    utimesSync(`${path}.tick.lock`, 1, 1);
    mkdirSync(`${path}.delivery.lock`);
    expect(kinds(path)).toEqual(['left', 'left', 'held', 'free']);
    expect(inspectLocks(path)).toMatchObject([
      { owner: expect.stringContaining(`pid ${dead} (tick`) },
      {},
      {},
      {},
    ]);
  });

  it('are obstructed by a file', () => {
    const path = join(newFolder(), 'state.json');
    writeFileSync(`${path}.delivery.lock`, '');
    expect(kinds(path)).toEqual(['free', 'free', 'obstructed', 'free']);
  });

  it('of a state that is a link are those of the file it leads to', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'real.json'), '{}');
    symlinkSync('real.json', join(folder, 'link.json'));
    expect(inspectLocks(join(folder, 'link.json'))).toEqual(inspectLocks(join(folder, 'real.json')));
  });
});
