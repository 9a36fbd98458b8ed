import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** Call it once in a test file: each call of what it hands back is a new folder, removed after the test. */
export function useTempFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) {
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // The test closed a folder to its own user.
        execFileSync('chmod', ['-R', 'u+rwX', folder]);
        rmSync(folder, { recursive: true, force: true });
      }
    }
  });
  return () => {
    // Real, because macOS names its temporary folder through a symbolic link.
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ops-monitor-test-'));
    folders.push(folder);
    return folder;
  };
}
