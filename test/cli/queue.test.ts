/** `ops-monitor queue`: what it prints and asks, and with which code it ends. */
import { describe, expect, it } from 'vitest';
import type { QueueItem } from '../../src/schema/state.ts';
import { claimedBy, item } from '../support/app-entries.ts';
import { createStage, type Stage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

const stageWith = (...queue: QueueItem[]): Stage =>
  createStage([check(), longJob(), check({ id: 'risky', risk: 'write_local' })], { state: { queue } });

const QUEUE = [
  item('q1', { notBefore: NOON + 600, reason: 'after:scan:success' }),
  claimedBy(3000, { id: 'q2', startedAt: NOON - 12 }),
  claimedBy(77, { id: 'q3', startedAt: NOON - 7200, lastError: 'gone\u001b[31m' }),
  item('q4', { status: 'failed', finishedAt: NOON - 90, attempt: 1, exitCode: 3, lastError: 'boom' }),
];

describe('queue list', () => {
  it.each(['queue', 'queue list'])('(%s) shows what waits or runs, a line each', async (argv) => {
    expect(await runMain(argv, stageWith(...QUEUE))).toMatchObject({
      code: 0,
      stdout: [
        '- q1: check, pending, due in 10m, attempts 0, after:scan:success',
        '- q2: check, running, for 12s (pid 3000), attempts 1',
        '- q3: check, running, for 2h 00m (its tick is gone, the next one takes it up), attempts 1, last error: gone',
        '',
      ].join('\n'),
      stderr: '',
      opened: [{ command: 'queue', safety: 'refuse' }],
    });
  });

  it('--all shows what has ended too', async () => {
    const { stdout } = await runMain('queue --all', stageWith(...QUEUE));
    expect(stdout).toContain('\n- q4: check, failed, ended 1m ago, attempts 1, exit 3, last error: boom\n');
  });

  it('says that it is empty', async () => {
    expect(await runMain('queue', stageWith())).toMatchObject({ code: 0, stdout: 'the queue is empty\n' });
  });

  it('--json prints one object, times in epoch seconds', async () => {
    const { stdout } = await runMain('queue --all --json', stageWith(...QUEUE));
    const { version, items } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(items[1]).toEqual({
      id: 'q2',
      job: 'check',
      status: 'running',
      createdAt: null,
      dueAt: null,
      attempts: 1,
      reason: null,
      startedAt: NOON - 12,
      runnerPid: 3000,
      endedAt: null,
      exitCode: null,
      lastError: null,
    });
    expect(items[3]).toMatchObject({ status: 'failed', endedAt: NOON - 90, exitCode: 3, lastError: 'boom' });
    expect(items).toHaveLength(4);
  });

  it('does without the job file', async () => {
    const stage = stageWith(item('q1'));
    stage.config.load = () => Promise.reject(new Error('not asked for'));
    expect((await runMain('queue', stage)).code).toBe(0);
    expect((await runMain('queue drop q1 --yes', stage)).code).toBe(0);
  });
});

describe('queue add', () => {
  it('says which item it became, and when it is due', async () => {
    const stage = stageWith();
    expect(await runMain('queue add check --delay 1h30m', stage)).toMatchObject({
      code: 0,
      stdout: 'queued q1.1: check, due in 1h 30m\n',
      stderr: '',
    });
    expect(await runMain('queue add check', stage)).toMatchObject({
      stdout: 'queued q2.1: check, due now\n',
    });
    expect(stage.store.saved.queue).toHaveLength(2);
  });

  it('--json prints the item', async () => {
    const { stdout } = await runMain('queue add check --delay 60s --json', stageWith());
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      item: {
        id: 'q1.1',
        job: 'check',
        status: 'pending',
        createdAt: NOON,
        dueAt: NOON + 60,
        attempts: 0,
        reason: 'operator',
        startedAt: null,
        runnerPid: null,
        endedAt: null,
        exitCode: null,
        lastError: null,
      },
    });
  });

  it.each([
    [
      'scan',
      'ERROR: job scan would be blocked in the queue: it is long_running_read with risk read_only, and ',
    ],
    [
      'risky',
      'ERROR: job risky would be blocked in the queue: it is one_shot_read with risk write_local, and ',
    ],
    ['chek', 'ERROR: unknown job id: chek (did you mean check?)\n'],
  ])('refuses %s with 2, and says why', async (id, line) => {
    const { code, stdout, stderr } = await runMain(`queue add ${id}`, stageWith());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(line), stderr).toBe(true);
  });

  it('takes no delay without a unit', async () => {
    const { code, stderr } = await runMain('queue add check --delay 10', stageWith());
    expect(code).toBe(2);
    expect(stderr).toContain('It must be a duration such as 90s, 30m, 2h, 3d or 1h30m.');
  });

  it('tells what else is wrong with the job file', async () => {
    const stage = createStage([check(), longJob({ id: 'broken', risk: 'none' })]);
    expect(await runMain('queue add check', stage)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('ERROR: /home/me/ops-jobs.json: jobs[1].risk'),
    });
  });
});

describe('queue drop', () => {
  const asked: string[] = [];
  const answering = (answer: string | undefined) => ({
    ask: async (question: string) => {
      asked.push(question);
      return answer;
    },
  });

  it.each(['y', 'Y', 'yes', ' y '])('asks, and does it at the answer «%s»', async (answer) => {
    const stage = stageWith(item('q1'));
    expect(await runMain('queue drop q1', stage, answering(answer))).toMatchObject({
      code: 0,
      stdout: 'dropped q1 (check, due now)\n',
      stderr: '',
    });
    expect(asked.at(-1)).toBe('drop q1 (check, due now)? (y/N) ');
    expect(stage.store.saved.queue).toEqual([]);
  });

  it.each(['', 'n', 'yep', undefined])('leaves it at the answer «%s»', async (answer) => {
    const stage = stageWith(item('q1'));
    expect(await runMain('queue drop q1', stage, answering(answer))).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^\n?nothing was changed\n$/),
    });
    expect(stage.store.writes).toEqual([]);
  });

  it('asks nobody with --yes', async () => {
    const ask = () => Promise.reject(new Error('asked'));
    expect(await runMain('queue drop q1 --yes', stageWith(item('q1')), { ask })).toMatchObject({ code: 0 });
  });

  it('needs --yes where there is no terminal', async () => {
    const stage = stageWith(item('q1'));
    expect(await runMain('queue drop q1', stage)).toMatchObject({
      code: 2,
      stderr: 'ERROR: there is no terminal to ask on: pass --yes to do it\n',
    });
    expect(stage.store.writes).toEqual([]);
  });

  it('names the process that runs it, and asks nothing', async () => {
    expect(await runMain('queue drop q1', stageWith(claimedBy(3000)))).toMatchObject({
      code: 2,
      stderr: 'ERROR: queue item q1 cannot be dropped: pid 3000 runs it now\n',
    });
  });
});

describe('a word that queue does not know', () => {
  it.each([
    ['queue lst', "ERROR: unknown command 'queue lst' (did you mean list?)\n"],
    ['queue frobnicate', "ERROR: unknown command 'queue frobnicate' (list, add, drop)\n"],
  ])('%s', async (argv, stderr) => {
    expect(await runMain(argv, stageWith())).toMatchObject({ code: 2, stdout: '', stderr });
  });

  it.each(['list', 'add', 'drop'])('queue %s --help has an example and the exit codes', async (name) => {
    const { code, stdout } = await runMain(`queue ${name} --help`);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: ops-monitor queue ${name} `));
    expect(stdout).toMatch(new RegExp(`\nExample:\n  ops-monitor queue ${name}\\b`));
    expect(stdout).toContain('\nExit codes:\n');
  });
});
