import { getSystemErrorMap } from 'node:util';

/** Codes for which Node's own table has no words. */
const WORDS: Readonly<Record<string, string>> = {
  EDQUOT: 'disk quota exceeded',
  ENOEXEC: 'not a program that this machine can run',
  ENOENT: 'no such file or folder',
  EISDIR: 'a folder, not a file',
  ENOTDIR: 'not a folder',
  ESTALE: 'the file server no longer knows it',
};

/** The system's reason in words, without path and code: `no space left on device`. */
export function systemReason(error: unknown): string {
  const { code, errno, message } = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : WORDS[code];
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  // Codes such as ERR_INVALID_ARG_VALUE are Node's own; its message says more.
  const ownCode = code?.startsWith('ERR_') ? undefined : code;
  return words ?? known ?? ownCode ?? lowerCased(firstLine(message ?? String(error)));
}

export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** Thrown by wrong code and not by the system: it is to be seen as what it is. */
export function isBug(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof ReferenceError) && errorCode(error) === undefined;
}

/** It follows on a colon. A word such as `JSON` stays. */
function lowerCased(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
