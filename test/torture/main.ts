/** `npm run torture`: plays the campaigns and prints what came of them. */
import { parseArgs } from 'node:util';
import { type Campaign, type CampaignResult, describeViolation, runCampaign } from './torture.ts';

const USAGE = `npm run torture -- [--seed N] [--rounds N] [--only CAMPAIGN[,CAMPAIGN]] [--round K] [--short]

  --seed N      repeats an earlier run; without it each run has a seed of its own
  --rounds N    so many rounds of each campaign, in place of its own number
  --only NAMES  these campaigns alone
  --round K     the K-th round alone, as a violation names it
  --short       as many rounds as npm test plays`;

/** The exit code: 0 all promises held, 1 one was broken, 2 wrong usage. */
export async function main(argv: readonly string[], campaigns: readonly Campaign[]): Promise<number> {
  const asked = readArguments(argv, campaigns);
  if (typeof asked === 'string') {
    console.error(asked);
    return 2;
  }
  const { seed, chosen, isShort, rounds, onlyRound } = asked;
  console.log(`seed ${seed}, Node ${process.version}, ${chosen.map(({ name }) => name).join(', ')}`);
  const results: CampaignResult[] = [];
  for (const campaign of chosen) {
    console.log(`${campaign.name} …`);
    const result = await runCampaign(campaign, { seed, isShort, rounds, onlyRound, onProgress: console.log });
    for (const violation of result.violations) console.log(describeViolation(result.name, violation));
    results.push(result);
  }
  for (const line of renderTable(results)) console.log(line);
  return results.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

function readArguments(argv: readonly string[], campaigns: readonly Campaign[]) {
  const text = { type: 'string' } as const;
  const options = { seed: text, rounds: text, only: text, round: text, short: { type: 'boolean' } } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options });
    const names = values.only?.split(',');
    const unknown = names?.filter((wanted) => !campaigns.some(({ name }) => name === wanted)) ?? [];
    if (unknown.length > 0) {
      return `no such campaign: ${unknown.join(', ')}; there are ${campaigns.map((c) => c.name).join(', ')}`;
    }
    return {
      seed: wholeNumber('seed', values.seed) ?? Math.floor(Math.random() * 2 ** 31),
      rounds: wholeNumber('rounds', values.rounds),
      onlyRound: wholeNumber('round', values.round),
      isShort: values.short === true,
      chosen: campaigns.filter(({ name }) => names?.includes(name) ?? true),
    };
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new Error(`--${name} must be a whole number, not ${text}`);
  return Number(text);
}

export function renderTable(results: readonly CampaignResult[]): string[] {
  const rows = results.map(({ name, rounds, seed, seconds, violations, note }) => [
    name,
    String(rounds),
    String(seed),
    seconds.toFixed(1),
    String(violations.length),
    note,
  ]);
  const all = [['campaign', 'rounds', 'seed', 'seconds', 'violations', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) =>
    row
      .map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
