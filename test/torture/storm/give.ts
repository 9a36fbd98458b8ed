/** Giving one command in a storm: it may be killed or frozen meanwhile, and must end as documented. */
import type { Ran, Running } from '../../support/e2e-program.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import type { Random } from '../random.ts';
import type { Finding } from '../torture.ts';

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
  /** Items that `queue add` has put into the queue, and those of calls that were killed. */
  readonly added: { sure: number; unsure: number };
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
/** What changes nothing waits for no lock. */
const NEVER_LOCKED = ['status', 'explain', 'history', 'check'];

export function countUp(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export async function give(storm: Storm, argv: readonly string[], allowed: readonly number[]): Promise<Ran> {
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

/** To a tick a state that stays locked is one that cannot be saved. */
function gaveUp(word: string, { exitCode, stderr }: Ran): boolean {
  if (word === 'tick') return exitCode === 1 && /^ERROR: \S+: locked by .*; waited 15 s$/m.test(stderr);
  return exitCode === 75 && !NEVER_LOCKED.includes(word);
}

function judgeEnding(storm: Storm, argv: readonly string[], ran: Ran, allowed: readonly number[]): void {
  const { exitCode, ms, stderr } = ran;
  const what = `${argv.join(' ')}: ${exitCode} after ${Math.round(ms)} ms: ${stderr}`;
  const word = argv[0] ?? '';
  if (gaveUp(word, ran)) {
    // No writes are counted of a tick.
    if (word === 'tick') countUp(storm.done, 'tick without the state');
    else storm.locked += 1;
    if (ms < LOCK_WAIT_MS) storm.found.push({ rule: 'nobody gives up before 15 s of waiting', detail: what });
  } else if (!allowed.includes(exitCode ?? -1)) {
    storm.found.push({ rule: 'every command ends as documented', detail: what });
  }
}
