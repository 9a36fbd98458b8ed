import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Totals {
  readonly scannedDirs: number;
  readonly files: number;
  readonly bytes: number;
  readonly byExtension: Record<string, { files: number; bytes: number }>;
}

const EXTENSIONS = ['.ts', '.JSON', '.md', ''];

/**
 * Grows a tree of `3 ^ 0 + … + 3 ^ depth` folders with some files each, and symlinks that must not be followed.
 * Returns what an inventory of it must come to, counted while it grows.
 */
export async function growTree(root: string, depth: number): Promise<Totals> {
  const totals = { scannedDirs: 0, files: 0, bytes: 0, byExtension: {} as Totals['byExtension'] };
  await growFolder(root, depth, totals);
  await symlink(root, join(root, 'loop'));
  await symlink(join(root, 'file-0.ts'), join(root, 'link.ts'));
  return totals;
}

async function growFolder(path: string, depth: number, totals: { -readonly [K in keyof Totals]: Totals[K] }) {
  await mkdir(path, { recursive: true });
  totals.scannedDirs += 1;
  for (let index = 0; index <= totals.scannedDirs % 4; index += 1) {
    const written = EXTENSIONS[index] ?? '';
    const size = (totals.files * 37) % 1000;
    await writeFile(join(path, `file-${index}${written}`), 'x'.repeat(size));
    const extension = written.toLowerCase() || '(none)';
    const sum = totals.byExtension[extension] ?? { files: 0, bytes: 0 };
    totals.byExtension[extension] = { files: sum.files + 1, bytes: sum.bytes + size };
    totals.files += 1;
    totals.bytes += size;
  }
  if (depth === 0) return;
  for (const name of ['a', 'ü "quoted"', 'c\nd']) await growFolder(join(path, name), depth - 1, totals);
}
