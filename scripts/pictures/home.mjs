/** A home with a job of each sort, some hours into a night: what the pictures show. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HOUR = 3600;
const SCAN = { done: 631_204, total: 1_002_817 };
const EXPORT = { done: 3120, total: 48_000 };

/** `{folder, env, remove}`; `env` is all that the program sees. */
export async function makeHome() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ops-pictures-')));
  const net = join(folder, '.openclaw', 'net');
  for (const name of ['config', 'state']) await mkdir(join(net, name), { recursive: true });
  await writeFile(join(net, 'config', 'ops-jobs.json'), JSON.stringify(jobFile(folder)));
  await writeFile(join(net, 'state', 'ops-monitor.json'), JSON.stringify(state(Date.now() / 1000)));
  return {
    folder,
    env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8', TZ: process.env.TZ ?? '' },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function jobFile(cwd) {
  const policy = { quietHours: { start: '00:00', end: '00:00' } };
  const long = (id, name, says, more = {}) => ({
    ...{ id, name, kind: 'long_running_read', risk: 'read_only', enabled: true, cwd, policy },
    commands: {
      start: ['true'],
      status: ['echo', JSON.stringify({ running: false, completed: false, ...says })],
    },
    ...more,
  });
  const once = (id, name, kind, risk, more = {}) => ({
    ...{ id, name, kind, risk, enabled: true, cwd, commands: { run: ['true'] } },
    ...more,
  });
  const broken = ['sh', '-c', 'echo "/mnt/backup: not mounted" >&2; exit 1'];
  return {
    version: 1,
    jobs: [
      long('photo-scan', 'Photo scan', {
        running: true,
        pid: 48_213,
        progress: SCAN,
        message: 'reading 2019/07',
      }),
      long('mail-export', '邮件导出', { running: true, progress: EXPORT }),
      long('mirror', 'Mirror', { stopReason: 'killed' }),
      long('backup-check', 'Backup check', {}, { commands: { start: ['true'], status: broken } }),
      long('music', '音乐整理 🎵', { completed: true, progress: { percent: 100 } }),
      once('free-space', 'Free space', 'one_shot_read', 'read_only'),
      once('prune-logs', 'Prune old logs', 'one_shot_write', 'write_local', {
        after: [{ jobId: 'free-space' }],
      }),
      long('archive', 'Archive', {}, { enabled: false }),
    ],
  };
}

function state(now) {
  const ran = (progress, hours, moved) => ({
    lastSeen: { running: true, completed: false, progressKey: JSON.stringify(progress), stopReason: null },
    lastProgressKey: JSON.stringify(progress),
    lastProgressAt: now - moved,
    lastReportAt: now - 1080,
    standingSince: now - hours * HOUR,
  });
  const seen = (completed, at) => ({
    lastSeen: { running: false, completed, progressKey: null, stopReason: completed ? null : 'killed' },
    standingSince: at,
    lastReportAt: at,
  });
  const told = (kind, stopReason, at) => ({
    lastAnomalyKey: JSON.stringify({ kind, stopReason }),
    lastAnomalyReportAt: now - 300,
    anomalySince: at,
  });
  const silence = { since: now - 1500, until: now + 5700, reason: 'new disk', held: 2 };
  return {
    version: 1,
    revision: 812,
    updatedAt: new Date((now - 34) * 1000).toISOString(),
    lastTickAt: now - 34,
    meanTickGapSeconds: 60,
    queue: [
      { id: 'q811.1', jobId: 'free-space', status: 'pending', createdAt: now - 60, notBefore: now + 240 },
    ],
    outbox: [],
    silences: { 'backup-check': silence },
    jobs: {
      'photo-scan': ran(SCAN, 5.1, 240),
      'mail-export': { ...ran(EXPORT, 9.4, 6900), ...told('stalled', null, now - 6900) },
      mirror: { ...seen(false, now - 720), ...told('paused', 'killed', now - 720) },
      'backup-check': { ...told('unknown', null, now - 1800), unknownCount: 30, unknownSince: now - 1800 },
      music: { ...seen(true, now - 3 * HOUR), reportedCompleted: true },
      'free-space': { lastRunAt: now - 2 * HOUR, lastRun: { exitCode: 0, durationMs: 41 } },
    },
  };
}
