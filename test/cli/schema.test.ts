import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runMain } from '../support/cli-world.ts';

const SHIPPED = readFileSync(new URL('../../schema/ops-jobs.schema.json', import.meta.url), 'utf8');

describe('schema', () => {
  it('prints the schema that is in the package, to the letter, and opens nothing for it', async () => {
    expect(await runMain('schema')).toEqual({ code: 0, stdout: SHIPPED, stderr: '', opened: [] });
  });

  it('takes nothing else', async () => {
    expect(await runMain('schema now')).toMatchObject({ code: 2, stdout: '' });
  });
});
