/**
 * A year of ticks, one a minute, with thirty jobs: nothing that is kept grows without bounds, and the last tick takes as
 * long as the first. Once a day the state is saved by the real adapter and goes on as it was read back.
 */
import { mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJsonStateStore } from '../../../src/adapters/json-state-store.ts';
import { createSystemClock } from '../../../src/adapters/system-clock.ts';
import type { Random } from '../random.ts';
import type { Campaign, CampaignContext, Finding } from '../torture.ts';
import { createLongLife, type LongLife, TICKS_A_DAY } from '../year/long-life.ts';

/** A week without a channel is in it, with thirty lively jobs whose alerts all wait; a year's growth would be far beyond. */
const MOST = { bytes: 6_000_000, outbox: 8000, queue: 400 };
/** How much slower the last days may be than the first. */
const MOST_SLOWDOWN = 2.5;

const YEAR = { days: 365, jobs: 30 };
/** The short version: what grows by the day shows in a month as well. */
const MONTH = { days: 30, jobs: 5 };

export const campaign: Campaign = {
  name: 'year',
  rounds: { short: 1, long: 1 },
  run: (context) => context.eachRound((random) => play(context, random, context.isShort ? MONTH : YEAR)),
};

async function play(
  context: CampaignContext,
  random: Random,
  { days, jobs }: typeof YEAR,
): Promise<Finding[]> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ops-monitor-year-'));
  const path = join(folder, 'ops-monitor.json');
  const store = createJsonStateStore({ path, clock: createSystemClock(), command: 'torture' });
  const life = createLongLife(random, jobs);
  const findings: Finding[] = [];
  const costs: number[] = [];
  const most = { bytes: 0, outbox: 0, queue: 0 };
  try {
    for (let day = 0; day < days && findings.length === 0; day++) {
      const cost = liveADay(life, most);
      // While the channel is down each tick carries all that waits: what counts is that it gets as fast again.
      if (life.daysUp >= 1) costs.push(cost);
      findings.push(...(await saveAndRead(store, life)));
      most.bytes = Math.max(most.bytes, statSync(path).size);
      findings.push(...tooMuch(most), ...stuck(life));
    }
    const slowdown = median(costs.slice(-costs.length / 10)) / median(costs.slice(0, costs.length / 10));
    const figures = `${life.ticks} ticks, ${life.sent} messages, at most ${JSON.stringify(most)}, last days ${slowdown.toFixed(2)} × the first`;
    context.note(figures);
    if (slowdown > MOST_SLOWDOWN) findings.push({ rule: 'a tick stays as fast as it was', detail: figures });
    return findings;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of the processor for one tick, in the mean of the day. */
function liveADay(life: LongLife, most: typeof MOST): number {
  const before = process.cpuUsage();
  for (let n = 0; n < TICKS_A_DAY; n++) {
    life.tick();
    most.outbox = Math.max(most.outbox, life.state.outbox.length);
    most.queue = Math.max(most.queue, life.state.queue.length);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / TICKS_A_DAY;
}

async function saveAndRead(
  store: ReturnType<typeof createJsonStateStore>,
  life: LongLife,
): Promise<Finding[]> {
  const { revision } = life.state;
  await store.transact(() => ({ state: life.state, result: undefined }));
  const read = { ...(await store.read()), revision };
  const isSame = JSON.stringify(read) === JSON.stringify({ ...life.state, revision });
  life.state = read;
  return isSame ? [] : [{ rule: 'what is saved is read back', detail: `after ${life.ticks} ticks` }];
}

function tooMuch(most: typeof MOST): Finding[] {
  const names = ['bytes', 'outbox', 'queue'] as const;
  const over = names.filter((name) => most[name] > MOST[name]);
  return over.length === 0 ? [] : [{ rule: 'what is kept stays bounded', detail: JSON.stringify(most) }];
}

/** Where the channel has worked for a day, nothing waits any more. */
function stuck({ state, daysUp }: LongLife): Finding[] {
  const left = state.outbox.length;
  return daysUp < 1 || left === 0 ? [] : [{ rule: 'the outbox empties', detail: `${left} messages wait` }];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
