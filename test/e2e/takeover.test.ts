/** A state file as the Python original leaves it, on the day on which the command in the crontab is swapped. */
import { expect, test } from 'vitest';
import { COMPLETED, epochSeconds, longJob, oneShot, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { createRig } from '../support/e2e-rig.ts';

const now = epochSeconds();
const ago = (seconds: number) => Math.round((now - seconds) * 1e6) / 1e6;

/** What the original remembers of an anomaly that it told: all it saw, as Python writes JSON. */
function told(seen: Readonly<Record<string, unknown>>): string {
  const {
    completed = false,
    level = null,
    message = null,
    progressKey = null,
    running,
    stopReason = null,
  } = seen;
  const values = { completed, level, message, progressKey, running, stopReason };
  const pairs = Object.entries(values).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  return `{${pairs.join(', ')}}`;
}

const quota = { running: false, completed: false, progressKey: null, stopReason: 'quota' };
const stuck = { running: true, completed: false, progressKey: 'page=7', stopReason: null };
const broken = { running: false, completed: false, progressKey: null, stopReason: null };

const QUIET_JOBS = {
  quota: {
    lastSeen: quota,
    lastReportAt: ago(600),
    lastAnomalyKey: told(quota),
    lastAnomalyReportAt: ago(600),
    lastAutoResumeAt: ago(300),
    lastStart: { exitCode: 0, durationMs: 41, stdoutTail: 'ok\n', stderrTail: '' },
  },
  stuck: {
    lastSeen: stuck,
    lastProgressKey: 'page=7',
    lastProgressAt: ago(7200),
    lastReportAt: ago(600),
    lastAnomalyKey: told(stuck),
    lastAnomalyReportAt: ago(600),
  },
  broken: {
    lastSeen: broken,
    lastReportAt: ago(600),
    lastAnomalyKey: told({ ...broken, message: 'status exit=3' }),
    lastAnomalyReportAt: ago(600),
  },
  done: { lastSeen: { ...broken, completed: true }, reportedCompleted: true, lastReportAt: ago(86_400) },
  busy: {
    lastSeen: { ...stuck, progressKey: 'page=1' },
    lastProgressKey: 'page=1',
    lastProgressAt: ago(90),
    lastReportAt: ago(300),
    lastManualStartAt: ago(90_000),
    note: 'a key that nobody knows',
  },
};

const NEWSWORTHY_JOBS = {
  // It had run without trouble, and stopped since.
  fell: { lastSeen: { ...stuck, progressKey: null }, lastReportAt: ago(300) },
  // Its trouble had been told, and is over.
  rose: {
    lastSeen: quota,
    lastReportAt: ago(600),
    lastAnomalyKey: told(quota),
    lastAnomalyReportAt: ago(600),
  },
};

const QUEUE = [
  {
    id: 'a1',
    jobId: 'check',
    createdAt: ago(9000),
    notBefore: ago(9000),
    status: 'done',
    attempt: 1,
    exitCode: 0,
  },
  {
    id: 'a2',
    jobId: 'check',
    createdAt: ago(8000),
    notBefore: ago(8000),
    status: 'failed',
    attempt: 1,
    lastError: 'x',
  },
  {
    id: 'a3',
    jobId: 'gone',
    createdAt: ago(7000),
    notBefore: null,
    status: 'blocked',
    attempt: 0,
    ticket: 'OPS-7',
  },
  {
    id: 'a4',
    jobId: 'check',
    createdAt: ago(60),
    notBefore: ago(60),
    reason: 'chat',
    status: 'pending',
    attempt: 0,
  },
  {
    id: 'a5',
    jobId: 'check',
    createdAt: ago(60),
    notBefore: ago(-9000),
    reason: null,
    status: 'pending',
    attempt: 0,
  },
];

const ORIGINAL = {
  version: 1,
  jobs: { ...QUIET_JOBS, ...NEWSWORTHY_JOBS, retired: { lastRunAt: ago(1e6), lastRun: { exitCode: 2 } } },
  queue: QUEUE,
  lastConfigErrorAt: ago(500_000),
  updatedAt: '2026-01-01T00:00:00Z',
  site: { rack: 4 },
};

test('a state of the original is taken over: nothing told is told again, nothing is lost', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  const texts = () => telegram.accepted.map(({ text }) => text ?? '');
  rig.writeJobs([
    longJob(rig, 'quota', {}, { autoResume: true }),
    longJob(rig, 'stuck'),
    longJob(rig, 'broken', { commands: { start: ['true'], status: ['sh', '-c', 'exit 3'] } }),
    longJob(rig, 'done'),
    longJob(rig, 'busy', {}, { reportEverySeconds: 1800 }),
    longJob(rig, 'fell'),
    longJob(rig, 'rose'),
    oneShot(rig, 'check', 'echo run >> runs.log; echo ALERT: 97 % full'),
  ]);
  rig.write('quota.json', { ...PAUSED, stopReason: 'quota' });
  rig.write('stuck.json', { ...RUNNING, progressKey: 'page=7', message: 'still at it, 4711 s' });
  rig.write('done.json', COMPLETED);
  rig.write('busy.json', { ...RUNNING, progressKey: 'page=2' });
  rig.write('fell.json', PAUSED);
  rig.write('rose.json', RUNNING);
  rig.write(rig.stateFile, `${JSON.stringify(ORIGINAL, null, 2)}\n`, 0o644);

  expect(await rig.run(['status'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/\nqueue: 2\n$/),
  });
  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });

  expect(texts()).toHaveLength(1);
  const headings = texts()[0]
    ?.split('\n')
    .filter((line) => line.startsWith('• '));
  expect(headings).toEqual([
    '• check (check)',
    '• fell (fell, long_running_read)',
    '• rose (rose, long_running_read)',
  ]);
  expect(texts()[0]).toMatch(/• rose [^•]*\n- RECOVERED ✅ \(lasted /);
  expect([rig.lines('starts.log'), rig.lines('runs.log')]).toEqual([[], ['run']]);

  const after = rig.state();
  expect(after).toMatchObject({
    site: { rack: 4 },
    jobs: { retired: ORIGINAL.jobs.retired, done: QUIET_JOBS.done },
  });
  expect(after.jobs.busy).toMatchObject({
    note: 'a key that nobody knows',
    lastReportAt: QUIET_JOBS.busy.lastReportAt,
  });
  expect(after.jobs.quota).toMatchObject({ lastAutoResumeAt: QUIET_JOBS.quota.lastAutoResumeAt });
  expect(after.queue).toEqual([
    ...QUEUE.slice(0, 3),
    expect.objectContaining({ id: 'a4', status: 'done', exitCode: 0, attempt: 1, reason: 'chat' }),
    QUEUE[4],
  ]);
  expect(after.updatedAt).not.toBe(ORIGINAL.updatedAt);

  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(texts()).toHaveLength(1);
  expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
});
