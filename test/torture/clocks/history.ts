/** Histories of clock changes, and how the program is made to live through them: by its memories. */
import { mkdirSync, utimesSync } from 'node:fs';
import { turnLockPaths } from '../../../src/adapters/turn-lock.ts';
import { longJob, oneShot, PAUSED, queued, RUNNING } from '../../support/e2e-jobs.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { shiftTimes } from '../process/shift-times.ts';
import type { Random } from '../random.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
export const BACKOFF = 900;
export const STALL = 3600;
/** What waits ahead: the next attempt of a message, and a queue item. */
export const RETRY_IN = 500;
export const ITEM_IN = 2000;

/** How the clock may move between two ticks. */
const MOVES = [
  [10, MINUTE],
  [2, 1000],
  [2, 8 * HOUR],
  [2, -DAY],
  [2, YEAR],
  [1, -YEAR],
  [1, -10],
  [1, -HOUR],
] as const;

export interface Turn {
  /** The clock moves by so many seconds, back where it is negative. */
  readonly move: number;
  /** The job that may stall gets on. */
  readonly progresses: boolean;
  /** A tick died just when it had made its lock. */
  readonly leavesLock: boolean;
}

export function drawHistory(random: Random, ticks: number): Turn[] {
  return Array.from({ length: ticks }, (_, i) => ({
    // A few quiet minutes first, so that the usual pace is known.
    move: i < 3 ? MINUTE : random.weighted(...MOVES),
    progresses: random.chance(0.3),
    leavesLock: random.chance(0.2),
  }));
}

export function setTheStage(rig: Rig): void {
  rig.writeJobs([
    longJob(rig, 'works'),
    longJob(rig, 'stuck', {}, { stallSeconds: STALL }),
    longJob(rig, 'dead', {}, { autoResume: true, autoResumeBackoffSeconds: BACKOFF }),
    oneShot(rig, 'check', 'echo check >> runs.log'),
  ]);
  rig.write('dead.json', PAUSED);
  rig.write('stuck.json', { ...RUNNING, progressKey: 'first' });
  const now = Date.now() / 1000;
  const waiting = { id: 'r0', createdAt: now, via: 'channel', header: 'waits', attempts: 1, partsSent: 0 };
  const sections = [{ importance: 'alert', text: '• an alert that waits' }];
  rig.writeState({
    version: 1,
    jobs: {},
    outbox: [{ ...waiting, sections, nextAttemptAt: now + RETRY_IN }],
    queue: [queued('q1', 'check', { createdAt: now, notBefore: now + ITEM_IN })],
  });
}

/** All that the program remembers gets older by so much; a lock that a dead tick left behind is as old as that. */
export function moveClock(rig: Rig, seconds: number, leavesLock: boolean): void {
  rig.changeState((state) => shiftTimes(state, -seconds));
  if (!leavesLock) return;
  const lock = turnLockPaths(rig.stateFile).watchTurn;
  const at = Date.now() / 1000 - seconds;
  mkdirSync(lock);
  utimesSync(lock, at, at);
}
