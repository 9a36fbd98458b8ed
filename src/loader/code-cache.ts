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
import { isAbsolute, join } from 'node:path';
import type { Script } from 'node:vm';

export interface CodeCache {
  /** For the options of the script. */
  find(piece: string): { readonly cachedData?: Buffer };
  /** To be told of each script as soon as it is made. */
  keep(piece: string, script: Script): void;
}

export interface ProgramText {
  /** All that is compiled. */
  readonly text: string;
  /** The SHA-256 that `text` had when it was built: V8 itself compares no more than lengths. */
  readonly digest: string;
  /** Where it stands: V8 keeps the name with the code, and says it in each stack trace. */
  readonly file: string;
}

/** `userHome`: where it is not absolute, nothing is kept. */
export function openCodeCache({ text, digest, file }: ProgramText, userHome: string): CodeCache {
  const caches = join(userHome, '.cache');
  const folder = join(caches, 'ops-monitor');
  const prefix = `${digest.slice(0, 12)}-${process.version}-${process.arch}-${markOfNode()}-${markOf(file)}-`;
  const fileOf = (piece: string) => join(folder, prefix + piece.replace('./', ''));
  const scripts = new Map<string, Script>();
  let isToBeSaved = false;

  const save = () => {
    if (!isAbsolute(userHome)) return;
    // A program that was damaged must leave nothing behind for the one that takes its place.
    if (digestOf(text) !== digest) return;
    makeFolder(caches);
    makeFolder(folder);
    if (!isOursAlone(folder)) return;
    for (const [piece, script] of scripts) replaceFile(fileOf(piece), script.createCachedData());
    removeOlder(folder, prefix);
  };

  return {
    find(piece) {
      const cachedData = isAbsolute(userHome) && isOursAlone(folder) ? readCode(fileOf(piece)) : undefined;
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

function digestOf(text: string): string {
  // Not imported: it takes some ms to load, and is needed once in the life of a program.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex');
}

/** What another user could have put there would be run as code. */
function isOursAlone(folder: string): boolean {
  const stats = quietly(() => lstatSync(folder));
  return stats?.isDirectory() === true && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0;
}

/** Of the very file: two Nodes of one version may have been built with two V8s. */
function markOfNode(): string {
  const stats = quietly(() => statSync(process.execPath));
  return [stats?.size ?? 0, Math.round(stats?.mtimeMs ?? 0)].map((part) => part.toString(36)).join('.');
}

/** Two files that come to the same mark share their code, and the name in their stack traces. */
function markOf(file: string): string {
  let mark = 0;
  for (let i = 0; i < file.length; i++) mark = (Math.imul(mark, 31) + file.charCodeAt(i)) >>> 0;
  return mark.toString(36);
}

/**
 * V8 crashes on a code that was damaged, so each is written twice, and taken only where both are the same: comparing
 * takes microseconds, and any checksum a millisecond at least.
 */
function readCode(file: string): Buffer | undefined {
  return quietly(() => {
    const bytes = readFileSync(file);
    const code = bytes.subarray(0, bytes.length / 2);
    return code.length > 0 && code.equals(bytes.subarray(code.length)) ? code : undefined;
  });
}

function replaceFile(file: string, code: Buffer): void {
  const temporary = `${file}.${process.pid}`;
  // In containers each run may have the same pid: what is there was left by one that was killed.
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    for (const bytes of [code, code]) {
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
function removeOlder(folder: string, prefix: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const writer = /\.(\d+)$/.exec(name)?.[1];
    const isLeft = writer !== undefined && isGone(Number(writer));
    const isOld = Date.now() - statSync(file).mtimeMs > MS_TO_KEEP && !name.startsWith(prefix);
    if (isLeft || isOld) rmSync(file, { force: true });
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
