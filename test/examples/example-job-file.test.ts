import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ResolvedConfig, resolveConfig } from '../../src/schema/config.ts';
import { EXAMPLES } from './example-rig.ts';

let resolved: ResolvedConfig;
beforeAll(async () => {
  resolved = resolveConfig(JSON.parse(await readFile(join(EXAMPLES, 'ops-jobs.example.json'), 'utf8')));
});

describe('the example job file', () => {
  test('is valid and gives no cause for a warning', () => {
    expect(resolved).toMatchObject({ problems: [], warnings: [], unusable: false });
  });

  test('has a job of each kind, and none that does anything before its owner enables it', () => {
    expect(resolved.config.jobs.map(({ id, kind, enabled }) => ({ id, kind, enabled }))).toEqual([
      { id: 'disk-inventory', kind: 'long_running_read', enabled: false },
      { id: 'free-space', kind: 'one_shot_read', enabled: false },
      { id: 'prune-old-logs', kind: 'one_shot_write', enabled: false },
    ]);
  });

  test('approves no write, and has the write followed by a check', () => {
    const write = resolved.config.jobs.find(({ kind }) => kind === 'one_shot_write');

    expect(write).toMatchObject({
      approval: { required: true, granted: false },
      after: [{ jobId: 'free-space', when: 'success' }],
    });
  });

  test('names scripts that are there once the folder is copied to where it says', () => {
    for (const { cwd, commands } of resolved.config.jobs) {
      expect(cwd).toBe('~/.openclaw/net/examples');
      for (const argv of Object.values(commands).filter((each) => each !== undefined)) {
        expect(argv[0]).toBe('node');
        expect(existsSync(join(EXAMPLES, argv[1] ?? '')), argv[1]).toBe(true);
      }
    }
  });
});
