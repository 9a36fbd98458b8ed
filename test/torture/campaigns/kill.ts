/**
 * Kill everywhere: ticks of the built program are killed at each step of the save and send protocol, and at moments of
 * any kind; some rounds kill the next tick as well. One clean tick has to make it good.
 */
import type { Rig } from '../../support/e2e-rig.ts';
import { comeClean } from '../kill/clean-ticks.ts';
import { judgeCorpse, judgeEnd } from '../kill/judge.ts';
import { type Prepared, prepare } from '../kill/prepare.ts';
import { setTheStage } from '../kill/stage.ts';
import { describeStep, type Step } from '../kill/steps.ts';
import { anyWay, atStep, type Way } from '../kill/ways.ts';
import { inRig } from '../process/in-rig.ts';
import { pickEvenly } from '../process/pick-evenly.ts';
import { withProgramCopy } from '../process/program-copy.ts';
import type { Random } from '../random.ts';
import type { Campaign, CampaignContext, Finding } from '../torture.ts';

/** Of ten rounds so many kill at a step, the others at a moment of some other kind. */
const STEPS_IN_TEN = 3;
/** Most of a round is waiting for the pace at which messages go out. */
const AT_ONCE = 10;

interface Game extends Prepared {
  readonly tally: { kills: number; doubles: number; readonly steps: Set<string> };
}

export const campaign: Campaign = {
  name: 'kill',
  rounds: { short: 30, long: 1430 },
  run: (context) =>
    withProgramCopy(async (file) => {
      const tally = { kills: 0, doubles: 0, steps: new Set<string>() };
      const game = { ...(await prepare(file)), tally };
      const violations = await context.eachRound(
        (random, round) => play(game, context, random, round),
        AT_ONCE,
      );
      context.note(noteOf(game));
      return violations;
    }),
};

function noteOf({ steps, tally, wholeMs }: Game): string {
  const means = steps.length > 0 ? `${tally.steps.size} of ${steps.length} steps met` : 'no strace: no steps';
  return `${tally.kills} kills, ${means}, ${tally.doubles} doubles; a tick takes ${Math.round(wholeMs)} ms`;
}

function play(game: Game, { seed }: CampaignContext, random: Random, round: number): Promise<Finding[]> {
  const turn = Math.floor(round / 10) * STEPS_IN_TEN + (round % 10);
  const step = round % 10 < STEPS_IN_TEN ? pickEvenly(game.steps, seed + turn) : undefined;
  const ways = [step === undefined ? anyWay(random, game) : atStep(step)];
  if (random.chance(0.2)) ways.push(anyWay(random, game));
  return inRig(game.file, async (rig) => {
    const found = await playOut(game, rig, ways, step);
    const what = step === undefined ? '' : ` (killed before ${describeStep(step)})`;
    return found.map((finding) => ({ ...finding, detail: finding.detail + what }));
  });
}

async function playOut(
  game: Game,
  rig: Rig,
  ways: readonly Way[],
  step: Step | undefined,
): Promise<Finding[]> {
  const telegram = await setTheStage(rig, game.quietTimes);
  const before = rig.state();
  const running = new Map<string, number>();
  let kills = 0;
  for (const way of ways) {
    const { signal } = await way(rig, telegram);
    if (signal !== 'SIGKILL') continue;
    kills += 1;
    if (step !== undefined && way === ways[0]) game.tally.steps.add(describeStep(step));
    const corpse = judgeCorpse(rig, before, telegram);
    if (corpse.length > 0) return corpse;
    for (const { jobId, status } of rig.state().queue) {
      if (status === 'running') running.set(jobId, (running.get(jobId) ?? 0) + 1);
    }
  }
  const found = [...(await comeClean(rig)), ...judgeEnd(rig, telegram, { hits: kills, running })];
  game.tally.kills += kills;
  game.tally.doubles += telegram.accepted.length - new Set(telegram.accepted.map(({ text }) => text)).size;
  return found;
}
