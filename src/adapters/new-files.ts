/** Files that are made once and never replaced. */
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Created, NewFiles } from '../app/setup-ports.ts';
import { replaceFile } from './atomic-file.ts';
import { readJobText } from './job-file.ts';
import { systemReason } from './system-reason.ts';

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
    if (!replaceFile(path, Buffer.from(text), pid, () => !isThere(path))) return { kind: 'there' };
    chmodSync(path, mode);
    return { kind: 'created' };
  } catch (error) {
    return { kind: 'failed', detail: `${path}: ${systemReason(error)}` };
  }
}
