import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { createJobFile, type JobFileOptions } from '../../src/adapters/job-file.ts';
import type { LoadedConfig } from '../../src/app/ports.ts';

export const ME = process.getuid?.() ?? 0;
export const SOMEBODY_ELSE = 4242;
export const VALID = '{"version": 1, "jobs": []}';

export const HOW_TO_BEGIN = 'ops-monitor init writes one; or name another file with --config-file';

/** What is left of a job file that cannot be used. */
export const NOTHING = {
  jobs: [],
  defaults: {},
  notify: { transport: 'auto', silentRoutine: false },
  probeConcurrency: 8,
  locale: 'zh-CN',
  hostLabel: undefined,
};

/** A folder of its own for each test, with the path of a job file in it that is not there yet. */
export function useJobFile() {
  const file = { folder: '', path: '', write, load, expectUnusable };

  beforeEach(() => {
    file.folder = mkdtempSync(join(tmpdir(), 'job-file-'));
    file.path = join(file.folder, 'jobs.json');
  });
  afterEach(() => rmSync(file.folder, { recursive: true, force: true }));

  function write(content: string | Buffer, mode = 0o644): void {
    writeFileSync(file.path, content);
    chmodSync(file.path, mode);
  }

  function load(options: Partial<JobFileOptions> = {}): Promise<LoadedConfig> {
    const { path } = file;
    return createJobFile({
      path,
      allowInsecure: false,
      userId: ME,
      checkSafety: 'refuse',
      ...options,
    }).load();
  }

  async function expectUnusable(message: string, options: Partial<JobFileOptions> = {}): Promise<void> {
    expect(await load(options)).toMatchObject({
      path: file.path,
      config: NOTHING,
      problems: [{ path: '', message }],
      warnings: [],
      unusable: true,
    });
  }

  return file;
}
