/**
 * All at once: fifty workers give ticks, starts, stops, runs and status calls on one state, one after the other without a
 * pause. When it is over, what the logs of the jobs say and what the state says must be the same.
 */
import type { BotApi } from '../../support/bot-api.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { findings, inRig } from '../process/in-rig.ts';
import { withProgramCopy } from '../process/program-copy.ts';
import type { Random } from '../random.ts';
import { CHECKS, DEAD, FOLLOWERS, setTheStage, WEARY, WEARY_BACKOFF_SECONDS } from '../storm/stage.ts';
import { type Storm, workersOf } from '../storm/workers.ts';
import type { Campaign, Finding } from '../torture.ts';

const SECONDS = { short: 6, long: 60 };
/** After the storm: so many ticks at most until nothing waits any more. */
const MOST_TICKS = 30;

export const campaign: Campaign = {
  name: 'storm',
  rounds: { short: 1, long: 1 },
  run: (context) =>
    withProgramCopy((file) =>
      context.eachRound((random) =>
        inRig(file, async (rig) => {
          const telegram = await setTheStage(rig);
          const startedAt = Date.now();
          const storm = await rage(rig, random, SECONDS[context.isShort ? 'short' : 'long']);
          const calm = await calmDown(storm);
          const seconds = (Date.now() - startedAt) / 1000;
          context.note(noteOf(storm));
          return [...storm.found, ...calm, ...judge(storm, telegram, seconds)];
        }),
      ),
    ),
};

async function rage(rig: Rig, random: Random, seconds: number): Promise<Storm> {
  const until = Date.now() + seconds * 1000;
  const isOver = () => Date.now() > until || storm.found.length > 20;
  const storm: Storm = {
    rig,
    random,
    isOver,
    found: [],
    done: new Map(),
    runs: new Map(),
    printed: [],
    locked: 0,
    slowest: { word: '', ms: 0 },
  };
  await Promise.all(workersOf(storm));
  return storm;
}

async function calmDown({ rig, printed }: Storm): Promise<Finding[]> {
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

function noteOf({ done, locked, slowest }: Storm): string {
  const counts = [...done].map(([word, count]) => `${count} ${word}`).sort();
  return `${counts.join(', ')}; ${locked} gave up on the lock; the slowest, a ${slowest.word}, took ${(slowest.ms / 1000).toFixed(1)} s`;
}

function judge(storm: Storm, telegram: BotApi, seconds: number): Finding[] {
  const { rig, runs, done } = storm;
  const state = rig.state();
  const count = (log: string, id: string) => rig.lines(log).filter((line) => line === id).length;
  const told = [...storm.printed, ...telegram.accepted.map(({ text }) => text ?? '')].join('\n');
  const alarms = told.split('• alarm (alarm)\n- ALERT: it is bad').length - 1;
  const alarmRuns = count('runs.log', 'alarm');
  const writes = 2 * (done.get('start') ?? 0) + 2 * (done.get('stop') ?? 0) + sum(runs) - 3 * storm.locked;
  const left = rig.stateFolder().filter((name) => name !== 'ops-monitor.json');
  const retried = state.queue.filter(({ attempt }) => attempt !== 1);
  const mostStarts = 1 + Math.floor(seconds / WEARY_BACKOFF_SECONDS) + 1;
  return findings([
    ...CHECKS.map((id) => {
      const expected = runs.get(id) ?? 0;
      const follower = FOLLOWERS[id];
      const actual = count('runs.log', follower);
      return [
        'each run leaves one item, which runs once',
        actual !== expected && `${expected} runs of ${id}, ${actual} of ${follower}`,
      ] as const;
    }),
    ['an item is taken once', retried.length > 0 && JSON.stringify(retried)],
    ...DEAD.map((id) => {
      const starts = count('starts.log', id);
      return ['one auto-resume a backoff', starts !== 1 && `${starts} starts of ${id}`] as const;
    }),
    [
      'one auto-resume a backoff',
      count('starts.log', WEARY) > mostStarts && `${count('starts.log', WEARY)} starts in ${seconds} s`,
    ],
    ['an alert is told once', alarms !== alarmRuns && `${alarmRuns} alarms, ${alarms} times told`],
    [
      'no write is lost',
      state.revision < writes && `${state.revision} revisions of ${writes} or more writes`,
    ],
    ['nothing is left beside the state', left.length > 0 && left.join(', ')],
  ]);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
