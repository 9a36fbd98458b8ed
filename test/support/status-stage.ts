/** A monitor with a job of each sort, at NOON: what `status` has to show. */

import { entry, item } from './app-entries.ts';
import { createStage, type Stage, says } from './app-stage.ts';
import { toldBefore } from './core-fixtures.ts';
import { NOON } from './fakes.ts';
import { check, longJob, type Written, write } from './written-jobs.ts';

const NEVER_QUIET = { quietHours: { start: '00:00', end: '00:00' } };
const HOUR = 3600;

export function statusJob(id: string, more: Written = {}): Written {
  const commands = { start: ['begin', id], status: [`${id}-status`] };
  return longJob({ id, enabled: true, commands, policy: NEVER_QUIET, ...more });
}

const JOBS = [
  statusJob('scan', { name: 'Photo scan' }),
  statusJob('mail', { name: '邮件导出' }),
  statusJob('mirror'),
  statusJob('backup'),
  statusJob('music', { name: '音乐 🎵' }),
  statusJob('archive', { enabled: false }),
  check({ id: 'space', name: 'Free space' }),
  write({ id: 'prune', after: [{ jobId: 'space' }] }),
];

const SCAN = { done: 630, total: 1000 };
const MAIL = { done: 3, total: 48 };

function ran(progress: Written, since: number, movedAt: number): Written {
  const progressKey = JSON.stringify(progress);
  return {
    lastSeen: { running: true, completed: false, progressKey, stopReason: null },
    lastProgressKey: progressKey,
    lastProgressAt: movedAt,
    lastReportAt: NOON - 1080,
    standingSince: since,
  };
}

const STATE: Written = {
  lastTickAt: NOON - 34,
  meanTickGapSeconds: 60,
  queue: [item('q1', { jobId: 'space', createdAt: NOON - 60, notBefore: NOON + 240 })],
  outbox: [entry('mirror', { createdAt: NOON - 90, attempts: 2, lastError: 'no way is open' })],
  silences: { backup: { since: NOON - 1500, until: NOON + 5700, reason: 'new disk', held: 2 } },
  jobs: {
    scan: ran(SCAN, NOON - 2 * HOUR - 300, NOON - 240),
    mail: { ...toldBefore('stalled', null, NOON - 6900), ...ran(MAIL, NOON - 9 * HOUR, NOON - 6900) },
    mirror: {
      ...toldBefore('paused', 'killed', NOON - 720),
      ack: { key: JSON.stringify({ kind: 'paused', stopReason: 'killed' }), at: NOON - 600, reason: 'mine' },
    },
    backup: { ...toldBefore('unknown', null, NOON - 1800), unknownCount: 30, unknownSince: NOON - 1800 },
    music: {
      lastSeen: { running: false, completed: true, progressKey: null, stopReason: null },
      standingSince: NOON - 3 * HOUR,
      reportedCompleted: true,
    },
    space: { lastRunAt: NOON - 2 * HOUR, lastRun: { exitCode: 0, durationMs: 41 } },
  },
};

export function statusStage(file: unknown = JOBS, state: Written = STATE): Stage {
  const stage = createStage(file, { state });
  stage.runner.script(
    'scan-status',
    says({ running: true, completed: false, pid: 4242, progress: SCAN, message: 'reading 2019/07' }),
  );
  stage.runner.script('mail-status', says({ running: true, completed: false, progress: MAIL }));
  stage.runner.script('mirror-status', says({ running: false, completed: false, stopReason: 'killed' }));
  stage.runner.script('backup-status', { kind: 'exited', exitCode: 1, stderr: '/mnt: not mounted\n' });
  stage.runner.script('music-status', says({ running: false, completed: true, progress: { percent: 100 } }));
  stage.runner.script('archive-status', says({ running: false, completed: false }));
  return stage;
}
