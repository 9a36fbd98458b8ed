// A temporary home with a job file and a state for each scenario, as a scheduler on a small machine would meet them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STATUS = {
  running: true,
  completed: false,
  pid: 4711,
  progressKey: 'k1',
  progress: { done: 3, total: 9 },
};
/** Prints the same status each time, so that after the first tick there is nothing to report. */
const CAT = ['cat', 'status.json'];

export function createStage() {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ops-monitor-bench-'));
  const at = (name) => join(folder, name);
  const write = (name, content) => {
    writeFileSync(at(name), JSON.stringify(content, null, 2), { mode: 0o600 });
    return at(name);
  };
  mkdirSync(at('home'));
  write('status.json', STATUS);
  return {
    home: at('home'),
    at,
    writeJobs: (name, jobs) =>
      write(`${name}.jobs.json`, {
        version: 1,
        defaults: { stallSeconds: 0 },
        jobs: jobs.map((job) => ({ cwd: folder, ...job })),
      }),
    writeState: (name, state) => write(`${name}.state.json`, state),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function job(id, more = {}) {
  const { status = CAT, ...rest } = more;
  return {
    id,
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    commands: { start: ['true'], status },
    ...rest,
  };
}

export function jobs(count, more = {}) {
  return Array.from({ length: count }, (_, i) => job(`job-${i + 1}`, more));
}

/** What a monitor of many jobs may have to carry: a long history, and messages that cannot be delivered for now. */
export function fullState({ jobCount, queueItems, outboxEntries }) {
  const now = Date.now() / 1000;
  const name = (i) => `job-${(i % jobCount) + 1}`;
  const list = (length, make) => Array.from({ length }, (_, i) => make(i));
  return {
    version: 1,
    revision: 1,
    jobs: Object.fromEntries(list(jobCount, (i) => [name(i), jobState(now)])),
    queue: list(queueItems, (i) => ({
      id: `q-${i}`,
      jobId: name(i),
      createdAt: now - 9000,
      notBefore: now - 9000,
      reason: `after ${name(i + 1)}`,
      status: 'done',
      attempt: 1,
      startedAt: now - 8990,
      finishedAt: now - 8980,
      exitCode: 0,
    })),
    outbox: list(outboxEntries, (i) => outboxEntry(i, name(i), now)),
    lastTickAt: now - 60,
    meanTickGapSeconds: 60,
  };
}

function jobState(now) {
  return {
    lastSeen: { running: true, completed: false, progressKey: 'k1', stopReason: null },
    lastProgressKey: 'k1',
    lastProgressAt: now - 600,
    lastReportAt: now - 600,
    lastStart: { exitCode: 0, durationMs: 12, stdoutTail: 'started in the background', stderrTail: '' },
  };
}

function outboxEntry(i, jobId, now) {
  const text = `• ${jobId} (${jobId}, long_running_read)\n- 状态: paused stopReason=killed\n- 信息: worker ended`;
  return {
    id: `o-${i}`,
    createdAt: now - 3000 + i,
    via: 'channel',
    header: '🛠️ Ops 快报（12:00:00）',
    sections: [{ jobId, importance: 'alert', text }],
    attempts: 3,
    nextAttemptAt: now + 86_400,
    partsSent: 0,
    lastError: 'no way to send',
  };
}
