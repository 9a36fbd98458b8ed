/**
 * Bad clocks: the clock of the host is set back, jumps ahead, or stands still while the host sleeps, between the ticks of
 * the built program. No false stall, no endless wait, nothing lost.
 */
import { drawHistory, setTheStage } from '../clocks/history.ts';
import { playHistory } from '../clocks/play.ts';
import { inRig } from '../process/in-rig.ts';
import { withProgramCopy } from '../process/program-copy.ts';
import type { Campaign } from '../torture.ts';

const TICKS = 14;
const AT_ONCE = 4;

export const campaign: Campaign = {
  name: 'clocks',
  rounds: { short: 3, long: 40 },
  run: (context) =>
    withProgramCopy((file) => {
      context.note(`${TICKS} ticks a round`);
      return context.eachRound(
        (random) =>
          inRig(file, async (rig) => {
            const telegram = await rig.startTelegram();
            setTheStage(rig);
            const told = () => telegram.accepted.map(({ text }) => text).join('\n\n');
            return playHistory(rig, drawHistory(random, TICKS), told);
          }),
        AT_ONCE,
      );
    }),
};
