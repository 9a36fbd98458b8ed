import { constants, copyFileSync, linkSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StateFailure } from '../app/ports.ts';
import type { Instant } from '../core/model.ts';
import { freshState } from '../schema/fresh-state.ts';
import { readState } from '../schema/plain-state.ts';
import type { MonitorState, ParsedState } from '../schema/state.ts';
import { readRegularFile } from './atomic-file.ts';
import { stateTrouble } from './state-trouble.ts';
import { errorCode } from './system-reason.ts';

/** A larger state file is none of ours, and is set aside. */
const LARGEST_STATE_BYTES = 64 * 1024 * 1024;

export interface StateOnDisk {
  /** Undefined: there is no file. At most one byte more than the largest state. */
  readonly bytes: Buffer | undefined;
  /** A fresh one where the file is absent or cannot be parsed; a repaired one where some of its values had to go. */
  readonly state: MonitorState;
  /** The file holds something that `state` lost, and is to be kept before it is replaced. */
  readonly damaged: boolean;
}

export interface StateLoader {
  /** Changes nothing. Throws StateFailure (`unreadable`) where there is something that is not ours to read. */
  load(path: string): Promise<StateOnDisk>;
  /** What a whole state was just written as. */
  wrote(bytes: Buffer, text: string): void;
}

/** A tick reads the same bytes several times: once they were found right, or were written here, they are not checked again. */
export function createStateLoader(): StateLoader {
  let right: { readonly bytes: Buffer; readonly text: string } | undefined;
  return {
    async load(path) {
      const bytes = readStateBytes(path);
      if (bytes === undefined) return { bytes, state: freshState(), damaged: false };
      if (right?.bytes.equals(bytes)) {
        return { bytes, state: JSON.parse(right.text) as MonitorState, damaged: false };
      }
      const text = decode(bytes);
      const { isPlain, ...loaded } = await check(bytes, text);
      right = isPlain ? { bytes, text } : undefined;
      return loaded;
    },
    wrote(bytes, text) {
      right = { bytes, text };
    },
  };
}

/** `isPlain`: the file holds the whole state. Of one that lacks something, such as the original's, the bytes are not all. */
async function check(bytes: Buffer, text: string): Promise<StateOnDisk & { readonly isPlain: boolean }> {
  const { raw, outcome } = bytes.length > LARGEST_STATE_BYTES ? TOO_LARGE : await parseText(text);
  return outcome.kind === 'state'
    ? { bytes, state: outcome.state, damaged: outcome.dropped.length > 0, isPlain: outcome.state === raw }
    : { bytes, state: freshState(), damaged: true, isPlain: false };
}

export function readStateBytes(path: string): Buffer | undefined {
  try {
    return readRegularFile(path, LARGEST_STATE_BYTES);
  } catch (error) {
    throw stateTrouble('unreadable', path, error);
  }
}

interface Parsed {
  readonly raw?: unknown;
  readonly outcome: ParsedState;
}

const TOO_LARGE: Parsed = { outcome: { kind: 'unusable', detail: 'too large' } };

async function parseText(text: string): Promise<Parsed> {
  try {
    const raw: unknown = JSON.parse(text);
    return { raw, outcome: await readState(raw) };
  } catch {
    return { outcome: { kind: 'unusable', detail: 'not JSON' } };
  }
}

function decode(bytes: Buffer): string {
  // An editor may have put a byte order mark there.
  return bytes.toString().replace(/^\uFEFF/, '');
}

/**
 * The file that `path` leads to: a state file that is a symbolic link is written through, and all who reach it, by
 * whatever path, share one lock. The file itself need not exist yet. Throws StateFailure (`unreadable`) where it is a
 * folder, a pipe or a device, which no rename may ever replace.
 */
export function followLinks(path: string): string {
  try {
    const real = realpathSync(path);
    const stats = statSync(real);
    if (!stats.isFile()) throw new Error(stats.isDirectory() ? 'a folder, not a file' : 'not a regular file');
    return real;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw stateTrouble('unreadable', path, error);
  }
  const target = linkTarget(path);
  return target === undefined ? path : followLinks(resolve(dirname(path), target));
}

/** The same; the path as it stands where that leads to no file, which whoever reads it will say. */
export function followLinksIfAny(path: string): string {
  try {
    return followLinks(path);
  } catch (error) {
    if (error instanceof StateFailure) return path;
    throw error;
  }
}

export function isLink(path: string): boolean {
  return linkTarget(path) !== undefined;
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Gives a state file that is about to be replaced a second name, `NAME.corrupt-20260301T120000Z`, which is handed back.
 * Until the replacement the file stays under its own name too, so that a crash in between loses nothing.
 */
export function keepAside(path: string, now: Instant): string {
  const time = now.iso.replace(/\.\d+|[-:]/g, '');
  for (let n = 1; ; n += 1) {
    const name = join(dirname(path), `${basename(path)}.corrupt-${time}${n === 1 ? '' : `-${n}`}`);
    try {
      linkOrCopy(path, name);
      return name;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      throw stateTrouble('unwritable', name, error);
    }
  }
}

function linkOrCopy(path: string, name: string): void {
  try {
    linkSync(path, name);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    // Some file systems know no second names.
    copyFileSync(path, name, constants.COPYFILE_EXCL);
  }
}
