/**
 * A month with a channel that is down half of the time, too busy a tenth of it, and a crash every hundredth tick: no
 * alert and no recovery is lost, nothing stale is sent, and nothing twice but after an unknown outcome or a crash.
 */
import { playMonth } from '../delivery/month.ts';
import type { Campaign } from '../torture.ts';

export const campaign: Campaign = {
  name: 'delivery',
  rounds: { short: 24, long: 2000 },
  run: ({ eachRound, isShort }) => eachRound((random) => playMonth(random, isShort ? 10 : 30)),
};
