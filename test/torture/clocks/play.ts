/** One tick after each change of the clock, and what it may do and must do then. */

import { RUNNING } from '../../support/e2e-jobs.ts';
import type { Ran } from '../../support/e2e-program.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { findings } from '../process/in-rig.ts';
import type { Finding } from '../torture.ts';
import { sinceThen, untilThen } from './expectation.ts';
import { BACKOFF, ITEM_IN, moveClock, RETRY_IN, STALL, type Turn } from './history.ts';

/** So long a gap is none that the program could take for its usual pace. */
const SLEPT_SECONDS = 8 * 3600;
/** Far more than a tick takes on a busy machine, far less than any of the moves. */
const LONGEST_TICK_MS = 45_000;

interface Play {
  readonly rig: Rig;
  readonly waits: ReturnType<typeof createWaits>;
  /** All that arrived so far. */
  readonly told: () => string;
  starts: number;
  isStalled: boolean;
  /** For how many ticks a stall has been over its limit. */
  overFor: number;
  movedAtMs: number;
}

function createWaits() {
  return {
    backoff: sinceThen(BACKOFF),
    stall: sinceThen(STALL),
    retry: untilThen(RETRY_IN),
    item: untilThen(ITEM_IN),
  };
}

export async function playHistory(
  rig: Rig,
  history: readonly Turn[],
  told: () => string,
): Promise<Finding[]> {
  const waits = createWaits();
  const play: Play = { rig, waits, told, starts: 0, isStalled: false, overFor: 0, movedAtMs: Date.now() };
  for (const [i, turn] of history.entries()) {
    timePasses(play, turn, i);
    const ran = await rig.run(['tick']);
    const found = judgeTick(play, turn, ran, i === 0);
    const moves = history.slice(0, i + 1).map(({ move }) => move);
    const where = `\nthe clock moved by ${moves.join(', ')} s`;
    if (found.length > 0) return found.map((finding) => ({ ...finding, detail: finding.detail + where }));
  }
  return judgeEnd(play);
}

/** The time that the ticks take passes as well. */
function timePasses(play: Play, { move, progresses, leavesLock }: Turn, i: number): void {
  const { rig, waits } = play;
  const realSeconds = (Date.now() - play.movedAtMs) / 1000;
  play.movedAtMs = Date.now();
  for (const wait of Object.values(waits)) {
    wait.pass(realSeconds);
    wait.pass(move);
  }
  if (progresses) {
    rig.write('stuck.json', { ...RUNNING, progressKey: `step ${i}` });
    waits.stall.restart();
  }
  rig.write('works.json', { ...RUNNING, progressKey: `step ${i}` });
  moveClock(rig, move, leavesLock);
}

function judgeTick(play: Play, { move }: Turn, ran: Ran, isFirst: boolean): Finding[] {
  const { rig, waits } = play;
  const told = play.told();
  const arrived = told.includes('an alert that waits');
  const runs = rig.lines('runs.log').length;
  return findings([
    ['a tick ends with 0, or says what waits', !endedWell(ran, arrived) && `${ran.exitCode}: ${ran.stderr}`],
    ['no tick waits for a clock', ran.ms > LONGEST_TICK_MS && `${ran.ms} ms`],
    ['a job that works has no trouble', /• works .*\n- 状态: running\n- 信息/.test(told) && told],
    ...judgeStarts(play, isFirst),
    ...judgeStall(play, move >= SLEPT_SECONDS),
    ['a message goes out in time', waits.retry.isOver() === true && !arrived && 'it still waits'],
    ['a message waits for its time', waits.retry.isOver() === false && arrived && 'it is out'],
    ['a queue item waits for its time', waits.item.isOver() === false && runs > 0 && 'it has run'],
    ['a queue item runs once', runs > 1 && `${runs} runs`],
    ['no memory of the future', futureOf(rig)],
  ]);
}

type Rule = readonly [rule: string, detail: string | false | undefined];

/** While a report waits, 1 says so. */
function endedWell({ exitCode, stderr }: Ran, arrived: boolean): boolean {
  return arrived ? exitCode === 0 && stderr === '' : exitCode === 1 && stderr.includes('waits in the outbox');
}

function judgeStarts(play: Play, isFirst: boolean): Rule[] {
  const before = play.starts;
  play.starts = play.rig.lines('starts.log').length;
  const made = play.starts - before;
  const mayStart = isFirst || play.waits.backoff.isOver();
  if (made > 0) play.waits.backoff.restart();
  return [
    ['no start inside the backoff', mayStart === false && made > 0 && `${made} starts`],
    ['a start when the backoff is over', mayStart === true && made !== 1 && `${made} starts`],
  ];
}

function judgeStall(play: Play, slept: boolean): Rule[] {
  const wasStalled = play.isStalled;
  const isOver = play.waits.stall.isOver();
  play.overFor = isOver === true ? play.overFor + 1 : 0;
  play.isStalled = play.rig.state().jobs.stuck?.lastAnomalyKey?.includes('stalled') ?? false;
  const isNew = play.isStalled && !wasStalled;
  return [
    ['no stall before its time', isNew && isOver === false && 'it is told'],
    ['no stall by the sleep of the host', isNew && slept && play.overFor === 1 && 'it is told at once'],
    ['a stall is told', play.overFor >= 2 && !play.isStalled && `over for ${play.overFor} ticks`],
  ];
}

/** What was claimed at the last tick has run by the next one. */
async function judgeEnd({ rig, waits }: Play): Promise<Finding[]> {
  for (let ticks = 0; ticks < 2; ticks++) await rig.run(['tick']);
  const runs = rig.lines('runs.log').length;
  return findings([
    ['a queue item is done in time', waits.item.isOver() === true && runs !== 1 && `${runs} runs`],
  ]);
}

function futureOf(rig: Rig): string | undefined {
  const { jobs, lastTickAt = 0 } = rig.state();
  const latest = Date.now() / 1000 + 1;
  const late = Object.entries(jobs).flatMap(([id, job]) =>
    Object.entries(job).flatMap(([key, value]) =>
      typeof value === 'number' && value > latest ? [`${id}.${key} = ${value}`] : [],
    ),
  );
  if (lastTickAt > latest) late.push(`lastTickAt = ${lastTickAt}`);
  return late.length > 0 ? late.join(', ') : undefined;
}
