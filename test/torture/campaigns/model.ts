/** Random histories of jobs, clocks, policies, operators and channels: the program decides what the reference decides. */
import { playHistory } from '../model/history.ts';
import type { Campaign } from '../torture.ts';

export const campaign: Campaign = {
  name: 'model',
  rounds: { short: 1500, long: 100_000 },
  run: ({ eachRound }) => eachRound((random) => playHistory(random)),
};
