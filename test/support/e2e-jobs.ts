/** Jobs for the built program that a test steers by files in the rig's folder. */
import type { Rig } from './e2e-rig.ts';

type Written = Readonly<Record<string, unknown>>;

/** Never quiet, and no routine news but the first: what a test hears is what it is about. */
const CALM: Written = { quietHours: { start: '00:00', end: '00:00' }, reportEverySeconds: 0 };

export const RUNNING = { running: true, completed: false };
export const PAUSED = { running: false, completed: false, stopReason: 'crashed' };
export const COMPLETED = { running: false, completed: true };

/** Its status is what ID.json holds; each start of it is a line in starts.log. */
export function longJob(rig: Rig, id: string, more: Written = {}, policy: Written = {}): Written {
  return {
    id,
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    cwd: rig.folder,
    commands: { start: ['sh', '-c', `echo ${id} >> starts.log`], status: ['cat', `${id}.json`] },
    policy: { ...CALM, ...policy },
    ...more,
  };
}

export function oneShot(rig: Rig, id: string, script: string, more: Written = {}): Written {
  return {
    id,
    kind: 'one_shot_read',
    risk: 'read_only',
    enabled: true,
    cwd: rig.folder,
    commands: { run: ['sh', '-c', script] },
    ...more,
  };
}

/** What hangs for good: it ignores SIGTERM, and so does the child of its own that holds its output open. */
export const HANGS = [
  'sh',
  '-c',
  `trap '' TERM; (while :; do sleep 1; done) & while :; do sleep 1; done`,
] as const;

export function queued(id: string, jobId: string, more: Written = {}): Written {
  return { id, jobId, createdAt: 0, notBefore: 0, reason: 'test', status: 'pending', attempt: 0, ...more };
}

export function epochSeconds(): number {
  return Date.now() / 1000;
}
