import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the files of a folder take on the disk. */
export function bytesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => lstatSync(join(folder, name)).blocks * 512)
    .reduce((sum, bytes) => sum + bytes, 0);
}
