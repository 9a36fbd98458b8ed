/**
 * The frame of the torture suite: what a campaign is, and how its rounds are played. A campaign is one file in
 * `campaigns/` that exports `campaign`; the long run (`npm run torture`) and the short one (`npm test`) find it there.
 */
import { createRandom, mixSeeds, type Random } from './random.ts';

/** Something that may never be. `round` and `seed` repeat it: `npm run torture -- --only C --seed S --round R`. */
export interface Violation {
  readonly round: number;
  readonly seed: number;
  /** The promise that was broken, in a few words. */
  readonly rule: string;
  readonly detail: string;
}

export type Finding = Pick<Violation, 'rule' | 'detail'>;

export interface Campaign {
  readonly name: string;
  /** How many rounds the short and the long version play. */
  readonly rounds: { readonly short: number; readonly long: number };
  run(context: CampaignContext): Promise<Violation[]>;
}

export interface CampaignContext {
  readonly seed: number;
  readonly rounds: number;
  readonly isShort: boolean;
  /**
   * Plays the rounds one after the other, or `atOnce` of them side by side, each with chance of its own, so that a
   * single one can be repeated. `round` counts from 0. Ends early after so many findings that more of them would say
   * nothing new.
   */
  eachRound(
    play: (random: Random, round: number) => Finding[] | Promise<Finding[]>,
    atOnce?: number,
  ): Promise<Violation[]>;
  /** A figure for the table: what was counted besides the rounds. The last note stays. */
  note(text: string): void;
}

export interface CampaignRequest {
  readonly seed: number;
  readonly isShort: boolean;
  /** In place of the campaign's own number. */
  readonly rounds?: number | undefined;
  /** Only this round is played. */
  readonly onlyRound?: number | undefined;
  /** Told now and then how far it has come. */
  readonly onProgress?: (text: string) => void;
}

export interface CampaignResult {
  readonly name: string;
  /** Rounds that were really played. */
  readonly rounds: number;
  readonly seed: number;
  readonly seconds: number;
  readonly violations: readonly Violation[];
  readonly note: string;
}

const MOST_FINDINGS = 10;
const PROGRESS_EVERY_MS = 30_000;
/** What was printed may be megabytes. */
const LONGEST_DETAIL = 8000;

export async function runCampaign(campaign: Campaign, request: CampaignRequest): Promise<CampaignResult> {
  const startedAt = performance.now();
  const { seed, isShort, onlyRound } = request;
  const rounds = request.rounds ?? campaign.rounds[isShort ? 'short' : 'long'];
  const count = { played: 0, note: '' };
  const sayProgress = progressOf(campaign.name, rounds, request);
  const playOne = async (play: Parameters<CampaignContext['eachRound']>[0], round: number) => {
    sayProgress(count.played);
    count.played += 1;
    const random = createRandom(mixSeeds(mixSeeds(seed, campaign.name), round));
    const findings = await play(random, round);
    return findings.map((finding) => ({ ...finding, round, seed }));
  };
  const context: CampaignContext = {
    seed,
    rounds,
    isShort,
    async eachRound(play, atOnce = 1) {
      if (onlyRound !== undefined) return playOne(play, onlyRound);
      const found: Violation[] = [];
      let next = 0;
      const player = async () => {
        while (next < rounds && found.length < MOST_FINDINGS) {
          const more = await playOne(play, next++);
          if (more.length > 0) found.push(...more);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, player));
      return found;
    },
    note(text) {
      count.note = text;
    },
  };
  const violations = await campaign
    .run(context)
    .catch((error: unknown) => [crash(error, count.played, seed)]);
  const seconds = (performance.now() - startedAt) / 1000;
  return { name: campaign.name, rounds: count.played || rounds, seed, seconds, violations, note: count.note };
}

function progressOf(name: string, rounds: number, { onProgress }: CampaignRequest): (played: number) => void {
  let lastAt = performance.now();
  return (played) => {
    if (performance.now() - lastAt < PROGRESS_EVERY_MS) return;
    lastAt = performance.now();
    onProgress?.(`${name}: ${played} of ${rounds}`);
  };
}

/** What a campaign throws is a finding too: of the program, or of the campaign itself. */
function crash(error: unknown, played: number, seed: number): Violation {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { round: Math.max(0, played - 1), seed, rule: 'nothing is thrown', detail };
}

/** For people, and for a failed test. */
export function describeViolation(name: string, { round, seed, rule, detail }: Violation): string {
  const again = `npm run torture -- --only ${name} --seed ${seed} --round ${round}`;
  const shown = detail.length > LONGEST_DETAIL ? `${detail.slice(0, LONGEST_DETAIL)} …` : detail;
  return `${name}: ${rule}\n  ${shown.replaceAll('\n', '\n  ')}\n  again: ${again}`;
}
