import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { errorCode, systemReason } from './system-reason.ts';

/**
 * Why a child could not be started, naming what is at fault: `/no/such/program: no such program`,
 * `/no/such/folder: no such folder`. The system's own error names the program even where the folder is missing.
 */
export function explainStartFailure(error: unknown, program: string, cwd: string): string {
  return folderTrouble(cwd) ?? `${program}: ${programTrouble(error, program, cwd)}`;
}

function folderTrouble(cwd: string): string | undefined {
  try {
    if (!statSync(cwd).isDirectory()) return `${cwd}: not a folder`;
    accessSync(cwd, constants.X_OK);
    return undefined;
  } catch (error) {
    return `${cwd}: ${errorCode(error) === 'ENOENT' ? 'no such folder' : systemReason(error)}`;
  }
}

function programTrouble(error: unknown, program: string, cwd: string): string {
  const isPath = program.includes('/');
  switch (errorCode(error)) {
    case 'ENOENT':
      if (!isPath) return 'no such program in PATH';
      return isThere(isAbsolute(program) ? program : resolve(cwd, program))
        ? 'the interpreter that its first line names was not found'
        : 'no such program';
    case 'ENOTDIR':
      return 'no such program';
    case 'EACCES':
      // For a bare name this may also come from a folder of PATH that this user may not enter.
      return isPath ? systemReason(error) : 'no program of this name in PATH that this user may run';
    default:
      return systemReason(error);
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
