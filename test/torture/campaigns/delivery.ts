/**
 * A month with a channel that is down half of the time, too busy a tenth of it, and a crash every hundredth tick: no
 * alert and no recovery is lost, nothing stale is sent, and nothing twice but after an unknown outcome or a crash.
 */
import { playMonth } from '../delivery/month.ts';
import type { Campaign } from '../torture.ts';

export const campaign: Campaign = {
  name: 'delivery',
  rounds: { short: 24, long: 100 },
  async run(context) {
    let promised = 0;
    let doubles = 0;
    let cuts = 0;
    return context.eachRound(async (random) => {
      const ledger = await playMonth(random, context.isShort ? 10 : 30);
      const figures = ledger.figures();
      promised += figures.promised;
      doubles += figures.doubles;
      cuts += figures.cuts;
      context.note(
        `${promised} alerts, recoveries and completions, ${doubles} of them more than once; ${cuts} long messages`,
      );
      return ledger.findings.slice(0, 1);
    });
  },
};
