/** A place where `selftest` keeps all that it writes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notifier } from '../app/ports.ts';

export interface ScratchFolder {
  readonly folder: string;
  readonly configFile: string;
  readonly stateFile: string;
  readonly printer: Notifier;
  /** What went to `printer`. */
  readonly printed: readonly string[];
  writeJobFile(content: unknown): Promise<void>;
  remove(): Promise<void>;
}

/** Throws the system's error. */
export function createScratchFolder(): ScratchFolder {
  const folder = mkdtempSync(join(tmpdir(), 'ops-monitor-selftest-'));
  const configFile = join(folder, 'ops-jobs.json');
  const printed: string[] = [];
  return {
    folder,
    configFile,
    stateFile: join(folder, 'state', 'ops-monitor.json'),
    printer: {
      async send({ text }) {
        printed.push(text);
        return { kind: 'sent', via: 'memory' };
      },
    },
    printed,
    writeJobFile: async (content) => writeFileSync(configFile, JSON.stringify(content), { mode: 0o600 }),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
