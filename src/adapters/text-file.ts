import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode, systemReason } from './system-reason.ts';

export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  /** `why` is for people and names no path. */
  | { readonly kind: 'unreadable'; readonly why: string };

const MEBIBYTE = 1024 * 1024;
const LARGEST_BYTES = 16 * MEBIBYTE;

/** A small regular file as UTF-8 text. Waits for no pipe, and follows a symbolic link only where it may. Never rejects. */
export async function readTextFile(path: string, links: 'follow' | 'refuse' = 'follow'): Promise<TextFile> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK a named pipe would hold us until somebody writes to it.
    const noLink = links === 'refuse' ? constants.O_NOFOLLOW : 0;
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | noLink);
    const stats = await file.stat();
    if (!stats.isFile()) return { kind: 'unreadable', why: 'is not a regular file' };
    if (stats.size > LARGEST_BYTES) return { kind: 'unreadable', why: tooLarge(stats.size) };
    const text = await file.readFile('utf8');
    return { kind: 'text', text: text.startsWith('\uFEFF') ? text.slice(1) : text };
  } catch (error) {
    return explain(error, links);
  } finally {
    await file?.close();
  }
}

/** In MiB, rounded up. */
function tooLarge(size: number): string {
  return `is too large: ${Math.ceil(size / MEBIBYTE)} MiB (at most ${LARGEST_BYTES / MEBIBYTE} MiB)`;
}

function explain(error: unknown, links: 'follow' | 'refuse'): TextFile {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  if (code === 'ELOOP' && links === 'refuse') return { kind: 'unreadable', why: 'is a symbolic link' };
  return { kind: 'unreadable', why: `cannot be read: ${systemReason(error)}` };
}
