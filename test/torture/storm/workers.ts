/** Who raises the storm: each worker gives one command after the other, and notes what came of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobState } from '../../../src/schema/state.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { sitAtDesk } from './desk.ts';
import { countUp, give, type Storm } from './give.ts';
import { CHECKS, LANES } from './stage.ts';

const TICKERS = 20;
const RUNNERS = 14;
const LOOKERS = 6;
const OPERATORS = 4;
/** With those that are under way by then, and with what is added by hand, fewer than the queue keeps of finished items. */
const MOST_RUNS = 130;

/** Fifty workers, the lanes among them. */
export function workersOf(storm: Storm): Promise<void>[] {
  const some = (count: number, work: (i: number) => Promise<void>) =>
    Array.from({ length: count }, (_, i) => work(i));
  return [
    ...LANES.map((id) => startAndStop(storm, id)),
    ...some(TICKERS, (i) => tick(storm, i)),
    ...some(RUNNERS, () => run(storm)),
    ...some(LOOKERS, () => look(storm)),
    ...some(OPERATORS, () => sitAtDesk(storm)),
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
    if ([...storm.runs.values()].reduce((sum, count) => sum + count, 0) >= MOST_RUNS) return look(storm);
    const id = storm.random.pick(CHECKS);
    const { exitCode } = await give(storm, ['run', id], [id === 'bad' ? 1 : 0]);
    if (exitCode === 0 || exitCode === 1) countUp(storm.runs, id);
    if (exitCode === null) countUp(storm.unsure, id);
  }
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
