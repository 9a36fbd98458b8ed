import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StateFailure } from '../app/ports.ts';
import { errorCode, systemReason } from './system-reason.ts';

const ELSEWHERE = 'or name another with --state-file';
const IN_THE_WAY = `move it away, ${ELSEWHERE}`;
const CLOSED = `give this user write access to it, ${ELSEWHERE}`;
const FULL = `make room there, ${ELSEWHERE}`;

/** By the system's code; what is not here has no usual mend. */
const MENDS: Readonly<Record<string, string>> = {
  EISDIR: IN_THE_WAY,
  ENOTDIR: IN_THE_WAY,
  ELOOP: IN_THE_WAY,
  EACCES: CLOSED,
  EPERM: CLOSED,
  EROFS: 'make it writable again, or name another place with --state-file',
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: `raise the limit (ulimit -f), ${ELSEWHERE}`,
  ENOENT: 'name a place that can be made with --state-file',
};

/** What the system refused of the state, in words. `path` is what it was refused for. */
export function stateTrouble(kind: 'unwritable' | 'unreadable', path: string, error: unknown): StateFailure {
  return new StateFailure(kind, `${path}: ${systemReason(error)}`, mendOf(kind, errorCode(error)));
}

/** What has no code is something of another kind where a file or folder should be. */
function mendOf(kind: 'unwritable' | 'unreadable', code: string | undefined): string | undefined {
  const mend = code === undefined ? IN_THE_WAY : MENDS[code];
  return kind === 'unreadable' && mend === CLOSED ? `let this user read it, ${ELSEWHERE}` : mend;
}

/** A lock is made and taken away by us: where that is forbidden, its folder is what people can mend. */
export function lockTrouble(lockPath: string, error: unknown): StateFailure {
  const isOfFolder = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '');
  return stateTrouble('unwritable', isOfFolder ? dirname(lockPath) : lockPath, error);
}

/** `failure` is about the file that a link leads to, or about a folder on the way there. */
export function throughLink(failure: StateFailure, link: string, file: string): StateFailure {
  const isDangling = !existsSync(file);
  const what = isDangling ? 'a symbolic link to nowhere' : 'a symbolic link';
  const mend = isDangling ? `make or mount the folder of ${file}, or remove the link` : failure.mend;
  return new StateFailure(failure.kind, `${failure.message} (${link} is ${what}: ${file})`, mend);
}
