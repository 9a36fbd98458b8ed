/** Real places in which the built program cannot save its state, whoever runs the test. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SmallDisk } from './disks.ts';
import type { Rig, RunOptions } from './e2e-rig.ts';

export interface ClosedPlace {
  /** Is there from the beginning; the test writes its state into it. */
  readonly folder: string;
  /** From here on nothing can be written. */
  close(): void;
  mend(): unknown;
  /** How the program is to be run while it is closed. */
  readonly run: RunOptions;
  /** The system's, as it is told. */
  readonly reason: string;
}

const NOBODY = 65_534;

/** For root a folder is closed only to somebody else, so the program becomes somebody else as soon as it has started. */
export function closedFolder(rig: Rig): ClosedPlace {
  const folder = newFolder(rig);
  const isRoot = process.getuid?.() === 0;
  const script = rig.at('become-nobody.cjs');
  if (isRoot) rig.write(script, `process.setgid(${NOBODY}); process.setuid(${NOBODY});`);
  return {
    folder,
    close() {
      if (isRoot) giveToNobody(rig.folder);
      chmodSync(folder, 0o555);
    },
    mend: () => chmodSync(folder, 0o755),
    run: isRoot ? { nodeFlags: ['-r', script] } : {},
    reason: 'permission denied',
  };
}

function giveToNobody(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveToNobody(join(path, name));
}

/** What goes beyond the limit fails in the middle of the write. It holds for the one program alone. */
export function fileSizeLimit(rig: Rig): ClosedPlace {
  const run = { before: ['sh', '-c', 'ulimit -f 8; exec "$@"', 'sh'] };
  return {
    folder: newFolder(rig),
    close() {},
    mend: () => run.before.splice(0),
    run,
    reason: 'file too large',
  };
}

/** `disk`: undefined where this user may not mount one. */
export function fullDisk(rig: Rig, disk: SmallDisk | undefined): ClosedPlace {
  if (disk === undefined) return fileSizeLimit(rig);
  const filler = join(disk.folder, 'filler');
  return {
    folder: disk.folder,
    close() {
      for (const size of [4096, 1024, 1]) fill(filler, size);
    },
    mend: () => rmSync(filler),
    run: {},
    reason: 'no space left on device',
  };
}

function fill(file: string, blockSize: number): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(blockSize));
  } catch {
    // So large a block does not fit any more.
  }
}

export function readOnlyDisk(rig: Rig, disk: SmallDisk | undefined): ClosedPlace {
  if (disk === undefined) return closedFolder(rig);
  const { folder, makeReadOnly } = disk;
  const mend = () => execFileSync('mount', ['-o', 'remount,rw', folder]);
  return { folder, close: makeReadOnly, mend, run: {}, reason: 'read-only file system' };
}

function newFolder(rig: Rig): string {
  const folder = rig.at('state');
  mkdirSync(folder);
  return folder;
}
