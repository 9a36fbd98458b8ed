/**
 * Garbage in every file and stream that the program reads: an exit code that is documented, no stack trace, no secret,
 * within two seconds, and a state that never loses what it held. A round is a hundred inputs within this process and
 * one in a process of its own.
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { garbageIn, type Input, KINDS } from '../garbage/inputs.ts';
import { playInside } from '../garbage/play.ts';
import { playOutside } from '../garbage/process.ts';
import type { Random } from '../random.ts';
import type { Campaign, Finding } from '../torture.ts';

const INPUTS_A_ROUND = 100;
/** More than Node itself takes with all of this loaded, several times over. */
const MOST_MEMORY_MIB = 1500;

export const campaign: Campaign = {
  name: 'garbage',
  rounds: { short: 20, long: 1000 },
  async run(context) {
    const folder = mkdtempSync(join(quickFolder(), 'ops-monitor-garbage-'));
    let inputs = 0;
    const play = async (how: typeof playInside, input: Input) => {
      inputs += 1;
      const wrong = await how(input, join(folder, String(inputs)));
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    };
    try {
      return await context.eachRound(async (random) => {
        const kind = random.pick(Object.values(KINDS));
        const inside = await check(kind, random, INPUTS_A_ROUND, (input) => play(playInside, input));
        const outside = await check(kind, random, 1, (input) => play(playOutside, input));
        context.note(`${inputs} inputs`);
        return [...inside, ...outside, ...memory()];
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Where a sync costs nothing: it is done some hundred thousand times, and power cuts are another campaign. */
function quickFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : realpathSync(tmpdir());
}

/** fast-check makes the inputs, and looks for the smallest one that is as wrong. */
async function check(
  kind: fc.Arbitrary<Input>,
  random: Random,
  numRuns: number,
  play: (input: Input) => Promise<void>,
): Promise<Finding[]> {
  const seed = random.int(0, 2 ** 31 - 1);
  const property = fc.asyncProperty(kind, play);
  const result = await fc.check(property, { seed, numRuns, interruptAfterTimeLimit: 120_000 });
  if (!result.failed || result.counterexample === null) return [];
  const why =
    result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
  const [input] = result.counterexample;
  return [{ rule: 'garbage is met in good order', detail: `${why}\n${garbageIn(input)}` }];
}

function memory(): Finding[] {
  const mib = process.memoryUsage().rss / 2 ** 20;
  return mib < MOST_MEMORY_MIB ? [] : [{ rule: 'memory is bounded', detail: `${mib.toFixed(0)} MiB` }];
}
