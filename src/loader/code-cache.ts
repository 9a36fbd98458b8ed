/**
 * What V8 made of the program, kept from call to call in `~/.cache/ops-monitor`: without it each start compiles the same
 * functions anew. Where nothing can be read or kept, the program runs all the same, and not a word is said.
 */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Script } from 'node:vm';

export interface CodeCache {
  /** For the options of the script. */
  find(piece: string): { readonly cachedData?: Buffer };
  /** To be told of each script as soon as it is made. */
  keep(piece: string, script: Script): void;
}

/** `build` stands for the texts of all pieces: V8 itself compares their lengths alone. `userHome`: absolute. */
export function openCodeCache(build: string, userHome: string): CodeCache {
  const caches = join(userHome, '.cache');
  const folder = join(caches, 'ops-monitor');
  const fileOf = (piece: string) =>
    join(folder, `${build}-${process.version}-${process.arch}-${piece.replace('./', '')}`);
  const scripts = new Map<string, Script>();
  let isToBeSaved = false;

  const save = () => {
    makeFolder(caches);
    makeFolder(folder);
    if (!isOursAlone(folder)) return;
    for (const [piece, script] of scripts) replaceFile(fileOf(piece), script.createCachedData());
    removeOlder(folder, build);
  };

  return {
    find(piece) {
      const cachedData = isOursAlone(folder) ? readCode(fileOf(piece)) : undefined;
      return cachedData === undefined ? {} : { cachedData };
    },
    keep(piece, script) {
      scripts.set(piece, script);
      if (script.cachedDataRejected === false || isToBeSaved) return;
      isToBeSaved = true;
      // At the end, when all is compiled that such a call needs. And all scripts: a call that needs a piece which is new
      // to the cache needs functions of the others, too, that are.
      process.once('exit', () => quietly(save));
    },
  };
}

/** What another user could have put there would be run as code. */
function isOursAlone(folder: string): boolean {
  const stats = quietly(() => lstatSync(folder));
  return stats?.isDirectory() === true && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0;
}

/** The very Node: two of one version may have been built with two V8s. */
function identity(): Buffer {
  const { size, mtimeMs } = statSync(process.execPath);
  return Buffer.from(`${process.execPath} ${size} ${mtimeMs}`);
}

/**
 * V8 crashes on a code that was damaged, so each is written twice, and taken only where both are the same: comparing
 * takes microseconds, and any checksum a millisecond at least.
 */
function readCode(file: string): Buffer | undefined {
  return quietly(() => {
    const bytes = readFileSync(file);
    const mark = identity();
    const half = (bytes.length - mark.length) / 2;
    const [code, copy, end] = [
      bytes.subarray(0, half),
      bytes.subarray(half, 2 * half),
      bytes.subarray(2 * half),
    ];
    return Number.isInteger(half) && half > 0 && end.equals(mark) && code.equals(copy) ? code : undefined;
  });
}

function replaceFile(file: string, code: Buffer): void {
  const temporary = `${file}.${process.pid}`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    for (const bytes of [code, code, identity()]) {
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    }
    fsyncSync(descriptor);
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  } finally {
    closeSync(descriptor);
  }
}

function makeFolder(folder: string): void {
  quietly(() => mkdirSync(folder, { mode: 0o700 }));
}

const MS_TO_KEEP = 30 * 24 * 3600 * 1000;

/** Code of other versions, and what was left half written. */
function removeOlder(folder: string, build: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const isOld = Date.now() - statSync(file).mtimeMs > MS_TO_KEEP;
    if (isOld && !name.startsWith(`${build}-`)) rmSync(file, { force: true });
  }
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
