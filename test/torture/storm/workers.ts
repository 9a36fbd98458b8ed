/** Who raises the storm: each worker gives one command after the other, and notes what came of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobState } from '../../../src/schema/state.ts';
import type { Ran, Running } from '../../support/e2e-program.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import type { Random } from '../random.ts';
import type { Finding } from '../torture.ts';
import { CHECKS, LANES } from './stage.ts';

/** `freeze`: stopped for so long that its locks are taken from it, and then it goes on, as on a host that slept. */
export type Blow = 'none' | 'kill' | 'freeze';

export interface Storm {
  readonly rig: Rig;
  readonly random: Random;
  /** What happens to some of the commands, at some moment. */
  readonly blow: Blow;
  isOver(): boolean;
  readonly found: Finding[];
  /** Commands by their first word. */
  readonly done: Map<string, number>;
  /** Runs that say they were written down, by their job. */
  readonly runs: Map<string, number>;
  /** Runs that were killed, by their job: written down or not. */
  readonly unsure: Map<string, number>;
  /** What ticks printed. */
  readonly printed: string[];
  /** Commands that gave up on the lock of the state. */
  locked: number;
  killed: number;
  frozen: number;
  slowestMs: number;
}

/** How long a command waits for the state before it gives up. */
const LOCK_WAIT_MS = 15_000;
/** About as long as a command takes among fifty others. */
const MOST_MS_TO_A_BLOW = 4000;
/** A lock goes stale after 10 s. */
const FROZEN_MS = 12_000;
const SHARES = { kill: 0.15, freeze: 0.1 };
const TICKERS = 22;
const RUNNERS = 14;
const LOOKERS = 8;

/** Fifty workers, the lanes among them. */
export function workersOf(storm: Storm): Promise<void>[] {
  const some = (count: number, work: (i: number) => Promise<void>) =>
    Array.from({ length: count }, (_, i) => work(i));
  return [
    ...LANES.map((id) => startAndStop(storm, id)),
    ...some(TICKERS, (i) => tick(storm, i)),
    ...some(RUNNERS, () => run(storm)),
    ...some(LOOKERS, () => look(storm)),
    watchTheFile(storm),
  ];
}

async function startAndStop(storm: Storm, id: string): Promise<void> {
  while (!storm.isOver()) {
    for (const word of ['start', 'stop'] as const) {
      const at = Date.now() / 1000;
      const { exitCode } = await give(storm, [word, id], [0]);
      // Who gave up on the lock or was killed has left its marks or not; the next command makes them anew.
      if (exitCode === 0) judgeMarks(storm, word, id, at);
    }
  }
}

/** Nobody but this lane's last command writes these marks, so they must be as that one left them. */
function judgeMarks({ rig, found }: Storm, word: 'start' | 'stop', id: string, at: number): void {
  const job: JobState = rig.state().jobs[id] ?? {};
  const isThere =
    word === 'start'
      ? (job.lastManualStartAt ?? 0) >= at &&
        job.operatorStopped === undefined &&
        job.lastStart?.exitCode === 0
      : (job.lastStopAt ?? 0) >= at && job.operatorStopped === true && job.lastStop?.exitCode === 0;
  if (!isThere)
    found.push({ rule: `${word} leaves its marks`, detail: `${id} at ${at}: ${JSON.stringify(job)}` });
}

async function tick(storm: Storm, i: number): Promise<void> {
  while (!storm.isOver()) {
    // A chat of its own has no pace to wait for.
    const how = storm.random.chance(0.5) ? ['--print-only'] : ['--target', String(1000 + i)];
    const { stdout } = await give(storm, ['tick', ...how], [0]);
    storm.printed.push(stdout);
  }
}

async function run(storm: Storm): Promise<void> {
  while (!storm.isOver()) {
    const id = storm.random.pick(CHECKS);
    const { exitCode } = await give(storm, ['run', id], [id === 'bad' ? 1 : 0]);
    if (exitCode === 0 || exitCode === 1) countUp(storm.runs, id);
    if (exitCode === null) countUp(storm.unsure, id);
  }
}

function countUp(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function look(storm: Storm): Promise<void> {
  while (!storm.isOver()) {
    const { stdout, signal } = await give(storm, ['status'], [0]);
    const missing = [...LANES, ...CHECKS].filter((id) => !stdout.includes(`- ${id}: `));
    if (signal === null && missing.length > 0) {
      storm.found.push({
        rule: 'status has a line for each job',
        detail: `${missing.join(', ')} in:\n${stdout}`,
      });
    }
  }
}

async function give(storm: Storm, argv: readonly string[], allowed: readonly number[]): Promise<Ran> {
  const running = storm.rig.launch(argv);
  strike(storm, running);
  const ran = await running.ended;
  const word = argv[0] ?? '';
  countUp(storm.done, word);
  storm.slowestMs = Math.max(storm.slowestMs, ran.ms);
  if (ran.signal === 'SIGKILL') storm.killed += 1;
  else judgeEnding(storm, argv, ran, allowed);
  return ran;
}

function strike(storm: Storm, { child }: Running): void {
  const { blow, random } = storm;
  if (blow === 'none' || !random.chance(SHARES[blow])) return;
  const afterMs = random.next() * MOST_MS_TO_A_BLOW;
  if (blow === 'kill') {
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    return;
  }
  setTimeout(() => {
    if (child.kill('SIGSTOP')) storm.frozen += 1;
    setTimeout(() => child.kill('SIGCONT'), FROZEN_MS);
  }, afterMs);
}

function judgeEnding(storm: Storm, argv: readonly string[], ran: Ran, allowed: readonly number[]): void {
  const { exitCode, ms, stderr } = ran;
  const what = `${argv.join(' ')}: ${exitCode} after ${Math.round(ms)} ms: ${stderr}`;
  if (exitCode === 75 && argv[0] !== 'tick' && argv[0] !== 'status') {
    storm.locked += 1;
    if (ms < LOCK_WAIT_MS) storm.found.push({ rule: '75 comes after 15 s of waiting', detail: what });
  } else if (!allowed.includes(exitCode ?? -1)) {
    storm.found.push({ rule: 'every command ends as documented', detail: what });
  }
}

/** Whoever reads the file sees a whole one, never an older one than before. */
async function watchTheFile({ rig, found, isOver }: Storm): Promise<void> {
  for (let last = 0; !isOver(); await sleep(20)) {
    const state = rig.state() as ReturnType<Rig['state']> & { 'x-top'?: unknown };
    if (state.revision < last)
      found.push({ rule: 'revisions rise', detail: `${last}, then ${state.revision}` });
    if (state['x-top'] !== 'kept') found.push({ rule: 'foreign keys stay', detail: JSON.stringify(state) });
    last = state.revision;
  }
}
