import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig } from '../support/e2e-rig.ts';

test('schema prints what the package ships', async (context) => {
  const shipped = readFileSync(new URL('../../schema/ops-jobs.schema.json', import.meta.url), 'utf8');
  expect(await createRig(context).run(['schema'])).toMatchObject({
    exitCode: 0,
    stdout: shipped,
    stderr: '',
  });
});
