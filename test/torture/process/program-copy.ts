import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '../../support/built-program.ts';

/** Plays with a copy of the built program, so that a build meanwhile changes nothing under a run. */
export async function withProgramCopy<T>(play: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ops-monitor-torture-'));
  try {
    // Some rounds play as somebody else.
    chmodSync(folder, 0o755);
    const file = join(folder, 'ops-monitor.js');
    copyFileSync(builtProgram()[1], file);
    return await play(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
