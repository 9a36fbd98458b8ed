/** A token that somebody typed where something else belongs is not said back. */
import { expect, it } from 'vitest';
import { createStage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { longJob } from '../support/written-jobs.ts';

const TOKEN = '987654321:AAF-never_to_be_shown_anywhere_01234';

it.each([
  `ack ${TOKEN}`,
  `status ${TOKEN}`,
  `queue drop ${TOKEN} --yes`,
  `outbox show ${TOKEN}`,
  `silence scan --for ${TOKEN}`,
  TOKEN,
])('%s', async (argv) => {
  const { stdout, stderr, code } = await runMain(argv, createStage([longJob()]));
  expect(code).toBe(2);
  expect(stderr).toContain('<token>');
  expect(stdout + stderr).not.toContain(TOKEN);
});

it('as a reason', async () => {
  const stage = createStage([longJob()]);
  await runMain(['silence', 'scan', '--for', '1h', '--reason', `token ${TOKEN}`], stage);
  expect(stage.store.saved.silences?.scan?.reason).toBe('token <token>');
});
