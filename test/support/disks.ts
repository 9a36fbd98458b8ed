import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterEach } from 'vitest';

export interface SmallDisk {
  readonly folder: string;
  makeReadOnly(): void;
}

/**
 * Call it once in a test file. What it hands back mounts a disk of `kilobytes` in memory at `folder`, or says undefined
 * where this user may not mount; it is unmounted after the test.
 */
export function useSmallDisks(): (folder: string, kilobytes: number) => SmallDisk | undefined {
  const mounted: string[] = [];
  // Registered after the temporary folders', so it runs before they are removed.
  afterEach(() => {
    for (const folder of mounted.splice(0)) execFileSync('umount', [folder]);
  });
  return (folder, kilobytes) => {
    mkdirSync(folder, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], {
        stdio: 'ignore',
      });
    } catch {
      return undefined;
    }
    mounted.push(folder);
    const makeReadOnly = () => execFileSync('mount', ['-o', 'remount,ro', folder]);
    return { folder, makeReadOnly };
  };
}
