/** A job's story as the built program writes it down, and as it tells it afterwards. */
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JournalEvent } from '../../src/schema/event.ts';
import { epochSeconds, longJob, oneShot, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

const names = (events: readonly JournalEvent[]) => events.map(({ event }) => event);
const journalOf = (rig: Rig) => rig.stateFile.replace(/\.json$/, '.events.jsonl');

/** A job runs, stops, is told to a chat that is not found at first, and runs again. */
async function live(rig: Rig): Promise<void> {
  const telegram = await rig.startTelegram('chat not found', 'accept');
  rig.writeJobs([
    longJob(rig, '扫描'),
    longJob(rig, 'sync', { enabled: false }),
    oneShot(rig, 'check', 'echo fine'),
  ]);
  rig.write('扫描.json', { ...RUNNING, progress: { done: 10, total: 40 } });
  await rig.run(['tick', '--print-only']);
  rig.write('扫描.json', PAUSED);
  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 1 });
  rig.changeState(({ outbox, ...state }) => ({
    ...state,
    outbox: outbox.map((entry) => ({ ...entry, nextAttemptAt: 0 })),
  }));
  await rig.run(['tick']);
  rig.write('扫描.json', { ...RUNNING, progress: { done: 10, total: 40 } });
  await rig.run(['tick']);
  await rig.run(['run', 'check']);
  expect(telegram.accepted).toHaveLength(2);
}

describe('history', () => {
  test('tells the whole story: running, paused, told, sent, recovered', async (context) => {
    const rig = createRig(context);
    const begin = epochSeconds();
    await live(rig);
    const { exitCode, stdout, stderr } = await rig.run(['history']);
    expect([exitCode, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n').filter((line) => /^ {2}\d\d:/.test(line));
    expect(lines.map((line) => line.slice(12).replace(/\[r\d+\]|r\d+/g, 'R'))).toEqual([
      '扫描   first seen: running',
      '扫描   told: how it is getting on R',
      '扫描   sent R by print',
      '扫描   paused (was running)',
      '扫描   told: paused, crashed R',
      expect.stringMatching(/^扫描 {3}send refused: .*chat not found.*, next try in 1h 00m \(R\)$/),
      '扫描   sent R by telegram',
      '扫描   running (was paused)',
      expect.stringMatching(/^扫描 {3}recovered after \d+s R$/),
      '扫描   sent R by telegram',
      expect.stringMatching(/^check {2}run: exit 0 in \d+m?s|^check {2}run: exit 0 in \d+\.\ds/),
    ]);
    expect(stdout).toMatch(/\n {2}扫描 {2}·{46}[·!]!\n {2}▁ to █ running/);

    const json = JSON.parse((await rig.run(['history', '扫描', '--json', '--since', '2h'])).stdout);
    expect(json).toMatchObject({
      version: 1,
      job: '扫描',
      leftOut: 0,
      journal: { strayLines: 0, problem: null },
    });
    expect(names(json.events)).toEqual(
      'changed progress told sent changed told failed sent changed recovered sent'.split(' '),
    );
    for (const { at } of json.events) expect(at).toBeGreaterThanOrEqual(begin);
    expect(json.charts).toMatchObject([{ job: '扫描', cellSeconds: 150 }]);
  });

  test('is written for the owner alone, and by no tick that has nothing to tell', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', RUNNING);
    await rig.run(['tick', '--print-only']);
    expect(statSync(journalOf(rig)).mode & 0o777).toBe(0o600);
    const { mtimeMs, atimeMs, size } = statSync(journalOf(rig));
    await rig.run(['tick', '--print-only']);
    expect(statSync(journalOf(rig))).toMatchObject({ mtimeMs, atimeMs, size });
  });

  test('knows a job that is in the job file no more, and no other', async (context) => {
    const rig = createRig(context);
    await live(rig);
    rig.writeJobs([longJob(rig, 'sync')]);
    expect(await rig.run(['history', '扫描'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await rig.run(['history', 'sync'])).stdout).toContain('nothing of sync in the last');
    expect(await rig.run(['history', 'nobody'])).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^ERROR: unknown job id: nobody\n/),
    });
    rmSync(rig.configFile);
    expect(await rig.run(['history', '扫描'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('has nothing before the first tick, and makes nothing', async (context) => {
    const rig = createRig(context);
    const { exitCode, stdout, stderr } = await rig.run(['history']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      'nothing in the last 1d 0h: the journal begins with the first tick that sees a job\n',
    );
    expect(rig.exists('user/.openclaw/net')).toBe(false);
  });

  test.for(['a symbolic link', 'a folder'])(
    'a journal that is %s keeps no tick from anything, and is told to who asks',
    async (what, context) => {
      const rig = createRig(context);
      const victim = rig.at('victim');
      rig.write('victim', 'mine\n');
      rig.writeState({ version: 1 });
      if (what === 'a folder') mkdirSync(journalOf(rig));
      else symlinkSync(victim, journalOf(rig));
      rig.writeJobs([longJob(rig, 'scan')]);
      rig.write('scan.json', RUNNING);
      const tick = await rig.run(['tick', '--print-only']);
      expect(tick).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('• scan') });
      expect(readFileSync(victim, 'utf8')).toBe('mine\n');
      const { exitCode, stderr } = await rig.run(['history']);
      expect([exitCode, stderr.split('\n').length]).toEqual([0, 2]);
      expect(stderr).toMatch(
        /^WARNING: this may lack events: .*ops-monitor\.events\.jsonl is (a symbolic link|not a)/,
      );
    },
  );
});

describe('logs', () => {
  test('shows what a start and a run printed, and how to make one', async (context) => {
    const rig = createRig(context);
    const scan = longJob(rig, 'scan');
    const start = ['sh', '-c', 'echo begun; echo careful >&2; exit 3'];
    rig.writeJobs([
      { ...scan, commands: { ...(scan.commands as object), start } },
      oneShot(rig, 'check', 'echo fine'),
    ]);
    expect((await rig.run(['logs', 'scan'])).stdout).toMatch(
      /nothing yet: .*\nops-monitor start scan makes one\n$/,
    );
    await rig.run(['start', 'scan']);
    await rig.run(['run', 'check']);
    expect((await rig.run(['logs', 'scan'])).stdout).toMatch(
      /^scan: last start \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(\d+[sm] ago\): exit 3 in \S+\n {2}stdout:\n {4}begun\n {2}stderr:\n {4}careful\n$/,
    );
    const json = JSON.parse((await rig.run(['logs', 'check', '--json'])).stdout);
    expect(json).toMatchObject({
      version: 1,
      job: 'check',
      start: null,
      stop: null,
      run: { exitCode: 0, stdout: 'fine' },
    });
  });
});

test('a state that is elsewhere has its journal beside it', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', RUNNING);
  const folder = rig.at('elsewhere');
  mkdirSync(folder);
  await rig.run(['tick', '--print-only', '--state-file', join(folder, 'mine.json')]);
  expect(statSync(join(folder, 'mine.events.jsonl')).isFile()).toBe(true);
  expect((await rig.run(['history', '--state-file', join(folder, 'mine.json')])).stdout).toContain(
    'first seen: running',
  );
});
