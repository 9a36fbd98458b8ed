import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJsonStateStore } from '../../src/adapters/json-state-store.ts';
import { freshState, type MonitorState } from '../../src/schema/state.ts';
import { createFakeClock, NOON } from '../support/fakes.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();
const newPath = () => join(newFolder(), 'ops-monitor.json');
const NAME = 'ops-monitor.json';
const KEPT = `${NAME}.corrupt-20260301T120000Z`;

const storeAt = (path: string) =>
  createJsonStateStore({ path, clock: createFakeClock(NOON + 0.25), command: 'test' });
const nothing = (state: MonitorState) => ({ state, result: state });
const remember = (state: MonitorState) => ({ state: { ...state, remembered: true }, result: state });

const namesBeside = (path: string) => readdirSync(dirname(path)).sort();
const parsed = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

const UNUSABLE = [
  { what: 'nothing', text: '' },
  { what: 'blanks', text: ' \n' },
  { what: 'no JSON', text: 'not JSON' },
  { what: 'half of a state', text: '{"version": 1, "jobs": {"sync": {"lastSe' },
  { what: 'a list', text: '[]' },
  { what: 'null', text: 'null' },
  { what: 'a word', text: '"state"' },
  { what: 'the zeros of a power cut', text: '\0'.repeat(4096) },
  { what: 'random bytes', text: Buffer.from([0xff, 0xfe, 0x00, 0x9f, 0x92, 0x96]) },
  { what: 'two states', text: '{}{}' },
  { what: 'brackets in brackets', text: `{"note": ${'['.repeat(9000)}${']'.repeat(9000)}}` },
];

describe.each(UNUSABLE)('a state file that holds $what', ({ text }) => {
  it('is read as a fresh state, and left alone by reading', async () => {
    const path = newPath();
    writeFileSync(path, text);
    expect(await storeAt(path).read()).toEqual(freshState());
    expect(namesBeside(path)).toEqual([NAME]);
    expect(readFileSync(path)).toEqual(Buffer.from(text));
  });

  it('is kept, named and replaced by the next transaction, even one that changes nothing', async () => {
    const path = newPath();
    writeFileSync(path, text);
    const seen = await storeAt(path).transact(nothing);
    const kept = join(dirname(path), KEPT);
    expect(seen).toEqual({ ...freshState(), quarantined: [kept] });
    expect(readFileSync(kept)).toEqual(Buffer.from(text));
    expect(parsed(path)).toEqual({ ...freshState(), revision: 1, quarantined: [kept] });
    expect(namesBeside(path)).toEqual([NAME, KEPT]);
  });
});

describe('a state file with values of a wrong type', () => {
  it('is kept as it was, and the rest of it goes on', async () => {
    const path = newPath();
    const text = JSON.stringify({
      jobs: { a: { lastReportAt: 'yesterday', lastProgressKey: 'k' }, b: { lastReportAt: 5 } },
      quarantined: ['/earlier'],
    });
    writeFileSync(path, text);
    await storeAt(path).transact(remember);
    const kept = join(dirname(path), KEPT);
    expect(parsed(path)).toMatchObject({
      jobs: { a: { lastProgressKey: 'k' }, b: { lastReportAt: 5 } },
      quarantined: ['/earlier', kept],
      remembered: true,
    });
    expect(parsed(path).jobs.a).toEqual({ lastProgressKey: 'k' });
    expect(readFileSync(kept, 'utf8')).toBe(text);
    await storeAt(path).transact(remember);
    expect(namesBeside(path)).toEqual([NAME, KEPT]);
  });
});

describe('what is kept of a damaged file', () => {
  it('takes no name that is taken', async () => {
    const path = newPath();
    for (const name of [KEPT, `${KEPT}-2`]) writeFileSync(join(dirname(path), name), 'earlier');
    writeFileSync(path, 'damaged');
    await storeAt(path).transact(nothing);
    expect(namesBeside(path)).toEqual([NAME, KEPT, `${KEPT}-2`, `${KEPT}-3`]);
    expect(readFileSync(join(dirname(path), `${KEPT}-3`), 'utf8')).toBe('damaged');
    expect(readFileSync(join(dirname(path), KEPT), 'utf8')).toBe('earlier');
  });

  it('is not kept twice where the change throws: the file is still in its place', async () => {
    const path = newPath();
    writeFileSync(path, 'damaged');
    const broken = () => {
      throw new Error('broken change');
    };
    await expect(storeAt(path).transact(broken)).rejects.toThrow('broken change');
    expect(namesBeside(path)).toEqual([NAME]);
    expect(readFileSync(path, 'utf8')).toBe('damaged');
  });

  it('is not kept where another program mends it meanwhile', async () => {
    const path = newPath();
    writeFileSync(path, 'damaged');
    await storeAt(path).transact((state) => {
      if (state.quarantined)
        execFileSync('sh', ['-c', 'echo "{\\"theirs\\": 1}" > "$1.new"; mv "$1.new" "$1"', 'sh', path]);
      return remember(state);
    });
    expect(parsed(path)).toMatchObject({ theirs: 1, remembered: true });
    expect(namesBeside(path)).toEqual([NAME]);
  });

  it('is the file that a link names, and the link stays', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', NAME), 'damaged');
    symlinkSync(join('real', NAME), join(folder, NAME));
    await storeAt(join(folder, NAME)).transact(nothing);
    expect(readdirSync(join(folder, 'real')).sort()).toEqual([NAME, KEPT]);
  });
});

describe('a state file with a second name', () => {
  it('leaves what bears the other name as it was', async () => {
    const path = newPath();
    writeFileSync(path, '{"theirs": 1}');
    linkSync(path, `${path}.backup`);
    await storeAt(path).transact(remember);
    expect(parsed(`${path}.backup`)).toEqual({ theirs: 1 });
  });
});

describe('a huge state file', () => {
  it('of 50 MB works', async () => {
    const path = newPath();
    writeFileSync(
      path,
      JSON.stringify({ jobs: { sync: { lastReportAt: 7 } }, ballast: 'x'.repeat(50_000_000) }),
    );
    await storeAt(path).transact(remember);
    expect(await storeAt(path).read()).toMatchObject({
      jobs: { sync: { lastReportAt: 7 } },
      remembered: true,
    });
    expect(namesBeside(path)).toEqual([NAME]);
  });

  it('of 70 MB is set aside', async () => {
    const path = newPath();
    writeFileSync(path, `{"ballast": "${'x'.repeat(70_000_000)}"}`);
    await storeAt(path).transact(remember);
    expect(parsed(path)).toMatchObject({ remembered: true, revision: 1 });
    expect(statSync(join(dirname(path), KEPT)).size).toBeGreaterThan(70_000_000);
  });
});

describe('what is no file', () => {
  it.each([
    { what: 'a folder', says: 'a folder, not a file', make: (path: string) => mkdirSync(path) },
    {
      what: 'a named pipe, which is not waited for',
      says: 'not a regular file',
      make: (path: string) => execFileSync('mkfifo', [path]),
    },
    { what: 'a device', says: 'not a regular file', make: (path: string) => symlinkSync('/dev/null', path) },
    {
      what: 'a link that leads back to itself',
      says: 'too many symbolic links encountered',
      make: (path: string) => symlinkSync(path, path),
    },
  ])('is said to be $what, and left alone', async ({ says, make }) => {
    const path = newPath();
    make(path);
    const before = lstatSync(path).ino;
    const failure = {
      name: 'StateFailure',
      kind: 'unreadable',
      message: expect.stringMatching(`: ${says}$`),
      mend: 'move it away, or name another with --state-file',
    };
    await expect(storeAt(path).read()).rejects.toMatchObject(failure);
    await expect(storeAt(path).transact(remember)).rejects.toMatchObject(failure);
    expect(namesBeside(path)).toEqual([NAME]);
    expect(lstatSync(path).ino).toBe(before);
  });
});
