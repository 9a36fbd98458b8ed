/** `status --json`: the whole output, as programs may rely on it. */
import { describe, expect, it } from 'vitest';
import { CONFIG_PATH, type Stage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';
import { NOON } from '../support/fakes.ts';
import { statusJob, statusStage } from '../support/status-stage.ts';

async function json(argv: string, stage: Stage = statusStage()) {
  const { stdout, stderr, code } = await runMain(argv, stage);
  return { document: JSON.parse(stdout), stdout, stderr, code };
}

const NOTHING_KNOWN = {
  pid: null,
  message: null,
  stopReason: null,
  progress: null,
  lastProgressAt: null,
  lastReportAt: null,
  anomaly: null,
  silence: null,
  ack: null,
  stoppedByOperator: false,
  needsPerson: false,
  lastStart: null,
  lastStop: null,
  lastRun: null,
};
const LONG = { kind: 'long_running_read', risk: 'read_only', enabled: true };

const NONE_FOR = (because: string) => ({ what: 'none', at: null, heldBy: null, because });

/** All of it, for the jobs of status-stage.ts. */
const EVERYTHING = {
  version: 1,
  at: NOON,
  needsPerson: true,
  concerns: [{ what: 'anomaly', job: 'mail', since: NOON - 6900 }],
  jobs: [
    {
      ...NOTHING_KNOWN,
      ...LONG,
      id: 'scan',
      name: 'Photo scan',
      state: 'running',
      since: NOON - 7500,
      pid: 4242,
      message: 'reading 2019/07',
      progress: { done: 630, total: 1000 },
      lastProgressAt: NOON - 240,
      lastReportAt: NOON - 1080,
      nextReport: { what: 'routine', at: NOON + 720, heldBy: null, because: null },
    },
    {
      ...NOTHING_KNOWN,
      ...LONG,
      id: 'mail',
      name: '邮件导出',
      state: 'running',
      since: NOON - 32400,
      message: 'stalled >= 3600s',
      progress: { done: 3, total: 48 },
      lastProgressAt: NOON - 6900,
      lastReportAt: NOON - 1080,
      anomaly: { kind: 'stalled', since: NOON - 6900, stopReason: null },
      needsPerson: true,
      nextReport: { what: 'reminder', at: NOON, heldBy: null, because: null },
    },
    {
      ...NOTHING_KNOWN,
      ...LONG,
      id: 'mirror',
      name: 'mirror',
      state: 'paused',
      since: null,
      stopReason: 'killed',
      lastReportAt: NOON - 720,
      anomaly: { kind: 'paused', since: NOON - 720, stopReason: 'killed' },
      ack: { at: NOON - 600, reason: 'mine' },
      nextReport: NONE_FOR('acknowledged'),
    },
    {
      ...NOTHING_KNOWN,
      ...LONG,
      id: 'backup',
      name: 'backup',
      state: 'unknown',
      since: NOON - 1800,
      message: '/mnt: not mounted',
      lastReportAt: NOON - 1800,
      anomaly: { kind: 'unknown', since: NOON - 1800, stopReason: null },
      silence: {
        since: NOON - 1500,
        until: NOON + 5700,
        reason: 'new disk',
        held: 2,
      },
      nextReport: { what: 'reminder', at: NOON + 5700, heldBy: 'silence', because: null },
    },
    {
      ...NOTHING_KNOWN,
      ...LONG,
      id: 'music',
      name: '音乐 🎵',
      state: 'completed',
      since: NOON - 10800,
      progress: { percent: 100 },
      nextReport: NONE_FOR('completion-told'),
    },
    {
      ...NOTHING_KNOWN,
      ...LONG,
      id: 'archive',
      name: 'archive',
      enabled: false,
      state: 'paused',
      since: null,
      nextReport: NONE_FOR('disabled'),
    },
    {
      ...NOTHING_KNOWN,
      id: 'space',
      name: 'Free space',
      kind: 'one_shot_read',
      risk: 'read_only',
      enabled: false,
      state: 'succeeded',
      since: NOON - 7200,
      nextReport: NONE_FOR('one-shot'),
      lastRun: { at: NOON - 7200, exitCode: 0, durationMs: 41 },
    },
    {
      ...NOTHING_KNOWN,
      id: 'prune',
      name: 'prune',
      kind: 'one_shot_write',
      risk: 'write_external',
      enabled: false,
      state: 'not-approved',
      since: null,
      nextReport: NONE_FOR('one-shot'),
    },
  ],
  queue: { waiting: 1, running: 0 },
  outbox: { waiting: 1, held: 0, oldestAt: NOON - 90, lastError: 'no way is open' },
  lastTickAt: NOON - 34,
  problems: [],
  stateError: null,
};

describe('status --json', () => {
  it('prints one object, and nothing else', async () => {
    const { document, stdout, stderr, code } = await json('status --json');
    expect(document).toEqual(EVERYTHING);
    expect(stdout).toBe(`${JSON.stringify(document, null, 2)}\n`);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  it('prints the same on a terminal', async () => {
    const openTerminals = async () => ({ stdout: createFakeTerminal(), stderr: undefined });
    const { stdout } = await runMain('status --json', statusStage(), { openTerminals });
    expect(JSON.parse(stdout)).toEqual(EVERYTHING);
  });

  it('of one job has that job alone, with its rules and what waits for it', async () => {
    const { document } = await json('status mirror --json');
    const [mirror] = EVERYTHING.jobs.filter(({ id }) => id === 'mirror');
    expect(document).toEqual({
      ...EVERYTHING,
      needsPerson: false,
      concerns: [],
      jobs: [
        {
          ...mirror,
          details: {
            cwd: null,
            commands: { start: ['begin', 'mirror'], status: ['mirror-status'] },
            policy: {
              reportEverySeconds: 1800,
              stallSeconds: 3600,
              autoResume: false,
              autoResumeBackoffSeconds: 900,
              quietHours: { start: '00:00', end: '00:00' },
              reportWhileRunning: true,
              onlyOnChange: false,
              statusTimeoutSeconds: 30,
              failuresBeforeAlert: 1,
            },
            approval: { required: true, granted: false },
            after: [],
            progressKey: null,
            queue: [],
            outbox: [
              {
                id: 'mirror',
                createdAt: NOON - 90,
                via: 'channel',
                target: null,
                importance: 'alert',
                jobs: ['mirror'],
                attempts: 2,
                nextTryAt: NOON,
                partsSent: 0,
                refused: false,
                held: false,
                lastError: 'no way is open',
              },
            ],
          },
        },
      ],
    });
  });

  it('shows the queue items of a job', async () => {
    const { document } = await json('status space --json');
    expect(document.jobs[0].details.queue).toEqual([
      {
        id: 'q1',
        job: 'space',
        status: 'pending',
        createdAt: NOON - 60,
        dueAt: NOON + 240,
        attempts: 0,
        reason: null,
        startedAt: null,
        runnerPid: null,
        endedAt: null,
        exitCode: null,
        lastError: null,
      },
    ]);
  });

  it('names what is wrong with the job file, there and on stderr', async () => {
    const stage = statusStage([statusJob('scan'), statusJob('bad', { risk: 'none' })], { lastTickAt: NOON });
    const { document, stderr, code } = await json('status --json', stage);
    expect(document.jobs.map(({ id }: { id: string }) => id)).toEqual(['scan']);
    expect(document.problems).toEqual([
      { path: 'jobs[1].risk', message: expect.any(String), line: null, column: null },
    ]);
    expect(stderr).toContain(`ERROR: ${CONFIG_PATH}: jobs[1].risk: `);
    expect(code).toBe(2);
  });

  it('names why the state could not be read', async () => {
    const stage = statusStage([statusJob('scan')]);
    stage.store.failWith('unreadable', '/s.json: permission denied');
    const read = () => stage.store.transact((state) => ({ state, result: state }));
    const store = Object.create(stage.store, { read: { value: read } }) as Stage['store'];
    const { document, code } = await json('status --json', { ...stage, store });
    expect(document).toMatchObject({ stateError: '/s.json: permission denied', lastTickAt: null });
    expect(code).toBe(1);
  });
});

describe('status --exit-code', () => {
  const fine = [statusJob('scan')];

  it.each([
    ['nothing is wrong', 'status', fine, { lastTickAt: NOON }, 0],
    ['a job paused', 'status', [...fine, statusJob('mirror')], { lastTickAt: NOON }, 1],
    ['another job paused', 'status scan', [...fine, statusJob('mirror')], { lastTickAt: NOON }, 0],
    ['no tick came for long', 'status', fine, { lastTickAt: NOON - 601 }, 1],
    [
      'the job file is wrong too',
      'status',
      [statusJob('mirror'), statusJob('x', { risk: '' })],
      { lastTickAt: NOON },
      2,
    ],
  ])('where %s', async (_, argv, file, state, code) => {
    for (const flag of ['', ' --json']) {
      expect((await runMain(`${argv} --exit-code${flag}`, statusStage(file, state))).code).toBe(code);
    }
    if (code === 1) expect((await runMain(argv, statusStage(file, state))).code).toBe(0);
  });
});
