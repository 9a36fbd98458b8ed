/** Files that are made once and never replaced. */
import { chmodSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Created, NewFiles } from '../app/setup-ports.ts';
import { replaceFile } from './atomic-file.ts';
import { readJobText } from './job-file.ts';
import { errorCode, systemReason } from './system-reason.ts';

export interface NewFilesHost {
  /** Absolute, both. */
  readonly jobFile: string;
  readonly starterScript: string;
  readonly pid: number;
}

export function createNewFiles({ jobFile, starterScript, pid }: NewFilesHost): NewFiles {
  return {
    jobFile,
    starterScript,
    isThere,
    check: (text) => readJobText({ path: jobFile, placeWarnings: true }, text),
    create: (path, text, mode) => create(path, text, mode, pid),
    remove: (path) => rmSync(path, { force: true }),
  };
}

/** Also where it is a link that leads nowhere, or in a folder that may not be entered: nothing is put there then. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function create(path: string, text: string, mode: number, pid: number): Created {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return putWhole(path, text, mode, pid) ? { kind: 'created' } : { kind: 'there' };
  } catch (error) {
    return { kind: 'failed', detail: `${path}: ${systemReason(error)}` };
  }
}

/** Written beside its place and then linked to it: a link replaces nothing, whoever else makes the file meanwhile. */
function putWhole(path: string, text: string, mode: number, pid: number): boolean {
  const draft = `${path}.new-${pid}`;
  try {
    replaceFile(draft, Buffer.from(text), pid, () => true);
    chmodSync(draft, mode);
    return linkTo(draft, path) ?? renameTo(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Undefined: a file system without links. */
function linkTo(draft: string, path: string): boolean | undefined {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? false : undefined;
  }
}

function renameTo(draft: string, path: string): boolean {
  if (isThere(path)) return false;
  renameSync(draft, path);
  return true;
}
