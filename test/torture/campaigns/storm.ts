/**
 * All at once: fifty workers give ticks, starts, stops, runs, status calls and all that an operator's desk has on one state, one after the other without a
 * pause. In the second round some of them are killed and in the third some are frozen for a while, so that locks are
 * broken under the eyes of all.
 */
import type { Rig } from '../../support/e2e-rig.ts';
import { findings, inRig } from '../process/in-rig.ts';
import { withProgramCopy } from '../process/program-copy.ts';
import type { Random } from '../random.ts';
import type { Blow, Storm } from '../storm/give.ts';
import { judgeStorm } from '../storm/judge.ts';
import { setTheStage } from '../storm/stage.ts';
import { workersOf } from '../storm/workers.ts';
import type { Campaign, Finding } from '../torture.ts';

const BLOWS = ['none', 'kill', 'freeze'] as const;
const SECONDS = { short: 6, long: 60 };
/** After the storm: so many ticks at most until nothing waits any more. */
const MOST_TICKS = 30;

export const campaign: Campaign = {
  name: 'storm',
  rounds: { short: 1, long: 3 },
  run: (context) =>
    withProgramCopy((file) => {
      const storms: Storm[] = [];
      return context.eachRound((random, round) =>
        inRig(file, async (rig) => {
          const telegram = await setTheStage(rig);
          const startedAt = Date.now();
          const blow = BLOWS[round % BLOWS.length] ?? 'none';
          const storm = await rage(rig, random, blow, SECONDS[context.isShort ? 'short' : 'long']);
          const calm = await calmDown(storm);
          const seconds = (Date.now() - startedAt) / 1000;
          storms.push(storm);
          context.note(noteOf(storms));
          return [...storm.found, ...calm, ...judgeStorm(storm, telegram, seconds)];
        }),
      );
    }),
};

async function rage(rig: Rig, random: Random, blow: Blow, seconds: number): Promise<Storm> {
  const until = Date.now() + seconds * 1000;
  const isOver = () => Date.now() > until || storm.found.length > 20;
  const storm: Storm = {
    rig,
    random,
    blow,
    isOver,
    found: [],
    done: new Map(),
    runs: new Map(),
    unsure: new Map(),
    added: { sure: 0, unsure: 0 },
    printed: [],
    locked: 0,
    killed: 0,
    frozen: 0,
    slowestMs: 0,
  };
  await Promise.all(workersOf(storm));
  return storm;
}

async function calmDown({ rig, printed }: Storm): Promise<Finding[]> {
  for (const key of Object.keys(rig.state().silences ?? {})) await rig.run(['unsilence', key]);
  for (let ticks = 0; ticks < MOST_TICKS; ticks++) {
    for (const how of [['--target', '7'], ['--print-only']])
      printed.push((await rig.run(['tick', ...how])).stdout);
    const { queue, outbox } = rig.state();
    if (outbox.length === 0 && queue.every(({ status }) => status === 'done' || status === 'failed'))
      return [];
  }
  const { queue, outbox } = rig.state();
  const open = queue.filter(({ status }) => status !== 'done' && status !== 'failed');
  return findings([['after the storm all is done', JSON.stringify({ open, outbox })]]);
}

function noteOf(storms: readonly Storm[]): string {
  const total = (key: 'killed' | 'frozen' | 'locked') => storms.reduce((sum, storm) => sum + storm[key], 0);
  const words = [...new Set(storms.flatMap(({ done }) => [...done.keys()]))].sort().map((word) => {
    const count = storms.reduce((sum, { done }) => sum + (done.get(word) ?? 0), 0);
    return `${count} ${word}`;
  });
  const slowest = Math.max(...storms.map(({ slowestMs }) => slowestMs)) / 1000;
  const blows = `${total('killed')} killed, ${total('frozen')} frozen`;
  return `${words.join(', ')}; ${blows}, ${total('locked')} gave up on the lock; the slowest took ${slowest.toFixed(1)} s`;
}
