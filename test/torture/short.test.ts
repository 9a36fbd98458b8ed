/**
 * The short version of every campaign, always with the same seed: a test that fails once must fail again. The long
 * version with a new seed each time is `npm run torture`.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Campaign, describeViolation, runCampaign } from './torture.ts';

const SEED = 1;
const folder = fileURLToPath(new URL('campaigns/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

it('has campaigns to run', () => {
  expect(files.length).toBeGreaterThan(0);
});

for (const file of files.sort()) {
  const { campaign } = (await import(folder + file)) as { campaign: Campaign };
  it(`${campaign.name}: ${campaign.rounds.short} rounds`, { timeout: 180_000 }, async () => {
    const { violations } = await runCampaign(campaign, { seed: SEED, isShort: true });
    expect(violations.map((violation) => describeViolation(campaign.name, violation))).toEqual([]);
  });
}
