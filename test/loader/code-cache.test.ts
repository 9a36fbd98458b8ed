import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { openCodeCache } from '../../src/loader/code-cache.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newHome = useTempFolders();
const SOURCE = 'function sum(a, b) { return a + b; } sum(1, 2);';
const DIGEST = createHash('sha256').update(SOURCE).digest('hex');
const folderOf = (home: string) => join(home, '.cache', 'ops-monitor');

/** One call of the program that needs one piece, to its end. */
function call(home: string, digest = DIGEST, file = '/opt/ops-monitor.js'): Script {
  const listeners = process.listeners('exit');
  const cache = openCodeCache({ text: SOURCE, digest, file }, home);
  const script = new Script(SOURCE, cache.find('./piece.js'));
  script.runInThisContext();
  cache.keep('./piece.js', script);
  for (const listener of process.listeners('exit')) {
    if (listeners.includes(listener)) continue;
    process.off('exit', listener);
    listener(0);
  }
  return script;
}

/** As a killed writer leaves it. */
function leave(home: string, pid: number): string {
  const [name = ''] = readdirSync(folderOf(home));
  const left = `${name.replace(/\.\d+$/, '')}.${pid}`;
  writeFileSync(join(folderOf(home), left), 'half');
  return left;
}

describe('the code cache', () => {
  it('is written by the first call, and taken by the next', () => {
    const home = newHome();
    expect(call(home).cachedDataRejected).toBeUndefined();
    const [name = ''] = readdirSync(folderOf(home));
    const written = statSync(join(folderOf(home), name)).mtimeMs;
    expect(call(home).cachedDataRejected).toBe(false);
    expect(readdirSync(folderOf(home))).toEqual([name]);
    expect(statSync(join(folderOf(home), name)).mtimeMs).toBe(written);
  });

  it('is not shared by two files: V8 would name the first in the stack traces of the second', () => {
    const home = newHome();
    call(home);
    expect(call(home, DIGEST, '/tmp/ops-monitor.js').cachedDataRejected).toBeUndefined();
    expect(call(home).cachedDataRejected).toBe(false);
  });

  it('is not kept in the folder that happens to be the current one, where there is no home', () => {
    call('');
    expect(existsSync(folderOf('.'))).toBe(false);
  });

  it('is not written by a program that is not what was built', () => {
    const home = newHome();
    const other = createHash('sha256').update('another program').digest('hex');
    call(home, other);
    expect(existsSync(folderOf(home))).toBe(false);
  });

  it('is neither taken from nor written to a folder that others may write to', () => {
    const home = newHome();
    call(home);
    chmodSync(folderOf(home), 0o777);
    const names = readdirSync(folderOf(home));
    for (const name of names) rmSync(join(folderOf(home), name));
    expect(call(home).cachedDataRejected).toBeUndefined();
    expect(readdirSync(folderOf(home))).toEqual([]);
    chmodSync(folderOf(home), 0o755);
    call(home);
    expect(readdirSync(folderOf(home))).toEqual(names);
    chmodSync(folderOf(home), 0o775);
    expect(call(home).cachedDataRejected).toBeUndefined();
  });

  it.each(['/proc', '/dev/null', '/no/such/home'])(
    'is no trouble where there can be none, as in %s',
    (home) => {
      expect(call(home).cachedDataRejected).toBeUndefined();
    },
  );

  it('is for nobody but its owner', () => {
    const home = newHome();
    call(home);
    const [name = ''] = readdirSync(folderOf(home));
    const modes = [folderOf(home), join(folderOf(home), name)].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('is not taken where one byte of it is another, and is written anew', () => {
    const home = newHome();
    call(home);
    const [name = ''] = readdirSync(folderOf(home));
    const file = join(folderOf(home), name);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    writeFileSync(file, bytes);
    expect(call(home).cachedDataRejected).toBeUndefined();
    expect(call(home).cachedDataRejected).toBe(false);
  });

  it('keeps nothing that a killed writer has left', () => {
    const home = newHome();
    mkdirSync(folderOf(home), { recursive: true });
    call(home);
    const name = readdirSync(folderOf(home));
    writeFileSync(join(folderOf(home), name[0] ?? ''), 'damaged');
    leave(home, 4_000_000);
    call(home);
    expect(readdirSync(folderOf(home))).toEqual(name);
  });

  it('is written where an earlier process of the same pid was killed while it wrote', () => {
    const home = newHome();
    call(home);
    const name = readdirSync(folderOf(home));
    writeFileSync(join(folderOf(home), name[0] ?? ''), 'damaged');
    leave(home, process.pid);
    call(home);
    expect(readdirSync(folderOf(home))).toEqual(name);
    expect(call(home).cachedDataRejected).toBe(false);
  });
});
