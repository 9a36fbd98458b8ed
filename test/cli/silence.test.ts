/** `silence`, `unsilence` and `ack`: what they print, refuse and save. The host's zone is UTC. */
import { describe, expect, it } from 'vitest';
import type { MonitorState } from '../../src/schema/state.ts';
import { createStage, loadedFrom, PAUSED, RUNNING, type Stage, says, tickOn } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

const BROKEN = longJob({ id: 'broken', risk: 'none' });
const FILE = [longJob({ enabled: true }), longJob({ id: 'sync', enabled: true }), check()];
const HINT = 'ops-monitor --help shows the commands, ops-monitor COMMAND --help their flags.\n';
const UNTIL_14 = { since: NOON, until: NOON + 7200, held: 0 };

function stageOf(state: Partial<MonitorState> = {}, file: unknown = FILE): Stage {
  const stage = createStage(file, { state });
  stage.runner.script('scan', RUNNING);
  return stage;
}

describe('silence', () => {
  it('says until when, and is saved', async () => {
    const stage = stageOf();
    expect(await runMain('silence scan --for 2h', stage)).toMatchObject({
      code: 0,
      stdout: 'silenced scan until 2026-03-01 14:00 (2h)\n',
      stderr: '',
    });
    expect(stage.store.saved.silences).toEqual({ scan: UNTIL_14 });
  });

  it('keeps its reason as one line that shows on any terminal', async () => {
    const stage = stageOf();
    await runMain(['silence', 'scan', '--for', '30m', '--reason', ' new\u001b[31m\ndisks '], stage);
    expect(stage.store.saved.silences?.scan).toMatchObject({ reason: 'new disks' });
    await runMain(['silence', 'sync', '--for', '30m', '--reason', ' '], stage);
    expect(stage.store.saved.silences?.sync).not.toHaveProperty('reason');
  });

  it('is of all jobs, also where the job file is of no use', async () => {
    for (const word of ['all', '*']) {
      const stage = stageOf();
      stage.setting.loaded = loadedFrom(undefined);
      expect(await runMain(['silence', word, '--for', '3d'], stage)).toMatchObject({
        code: 0,
        stdout: 'silenced all jobs until 2026-03-04 12:00 (3d)\n',
        stderr: '',
      });
      expect(Object.keys(stage.store.saved.silences ?? {})).toEqual(['*']);
    }
  });

  it('says what it takes the place of, and what that has held', async () => {
    const stage = stageOf({ silences: { scan: { ...UNTIL_14, held: 2 } } });
    const { stdout } = await runMain('silence scan --for 90s', stage);
    expect(stdout).toBe(
      'silenced scan until 2026-03-01 12:01 (90s); this replaces the silence until 2026-03-01 14:00; 2 alerts held so far\n',
    );
  });

  it('says where the silence of all jobs lasts longer', async () => {
    const stage = stageOf({ silences: { '*': UNTIL_14 } });
    const { stdout } = await runMain('silence scan --for 30m', stage);
    expect(stdout.split('\n')[1]).toBe(
      'still silenced: all jobs until 2026-03-01 14:00 (ops-monitor unsilence all)',
    );
  });

  it('as --json', async () => {
    const stage = stageOf({ silences: { scan: { ...UNTIL_14, held: 2, reason: 'old' } } });
    const { code, stdout, stderr } = await runMain('silence scan --for 3h --reason new --json', stage);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      job: 'scan',
      since: NOON,
      until: NOON + 10_800,
      held: 2,
      reason: 'new',
      replaced: { since: NOON, until: NOON + 7200, held: 2, reason: 'old' },
    });
  });

  it.each(['', '0s', '2', '-2h', '31d', '30d1s', 'soon', '1.5h'])(
    'refuses %j as a duration',
    async (text) => {
      const stage = stageOf();
      expect(await runMain(['silence', 'scan', '--for', text], stage)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: `ERROR: option '--for <duration>' argument '${text}' is invalid. It must be a duration such as 90s, 30m, 2h, 3d or 1h30m, and at most 30d.\n${HINT}`,
      });
      expect(stage.store.writes).toEqual([]);
    },
  );

  it('takes the longest that it may', async () => {
    expect(await runMain('silence scan --for 30d', stageOf())).toMatchObject({ code: 0 });
  });

  it('asks for how long', async () => {
    const { code, stderr } = await runMain('silence scan', stageOf());
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `ERROR: required option '--for <duration>' not specified\n${HINT}`,
    });
  });
});

describe('unsilence', () => {
  it.each([
    [0, 'no alerts were held'],
    [1, '1 alert was held; the next tick tells what still stands'],
    [3, '3 alerts were held; the next tick tells what still stands'],
  ])('says that %i alerts were held', async (held, words) => {
    const stage = stageOf({ silences: { scan: { ...UNTIL_14, held } } });
    expect(await runMain('unsilence scan', stage)).toMatchObject({
      code: 0,
      stdout: `unsilenced scan: ${words}\n`,
      stderr: '',
    });
    expect(stage.store.saved).not.toHaveProperty('silences');
  });

  it.each([
    ['scan', 'scan is not silenced\n'],
    ['all', 'all jobs are not silenced\n'],
  ])('of %s that is not silenced says so, and writes nothing', async (id, stdout) => {
    const stage = stageOf();
    expect(await runMain(`unsilence ${id}`, stage)).toMatchObject({ code: 0, stdout, stderr: '' });
    expect(stage.store.writes).toEqual([]);
  });

  it('of all leaves the silences of single jobs, and names them', async () => {
    const stage = stageOf({ silences: { '*': UNTIL_14, sync: UNTIL_14 } });
    expect((await runMain('unsilence all', stage)).stdout).toBe(
      'unsilenced all jobs: no alerts were held\nstill silenced: sync until 2026-03-01 14:00 (ops-monitor unsilence sync)\n',
    );
    expect(stage.store.saved.silences).toEqual({ sync: UNTIL_14 });
  });

  it('of a job leaves the silence of all, and names it', async () => {
    const stage = stageOf({ silences: { '*': UNTIL_14, scan: { ...UNTIL_14, held: 2 } } });
    expect((await runMain('unsilence scan', stage)).stdout).toBe(
      'unsilenced scan: 2 alerts were held\nstill silenced: all jobs until 2026-03-01 14:00 (ops-monitor unsilence all)\n',
    );
  });

  it('of a job that is silenced with all cannot be', async () => {
    const stage = stageOf({ silences: { '*': UNTIL_14 } });
    expect(await runMain('unsilence scan', stage)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'ERROR: job scan is silenced with all jobs until 2026-03-01 14:00: ops-monitor unsilence all\n',
    });
  });

  it('of a job that is no more in the job file, or of one that nobody can read', async () => {
    for (const file of [[], undefined]) {
      const stage = stageOf({ silences: { gone: UNTIL_14 } });
      stage.setting.loaded = loadedFrom(file);
      const { code, stdout } = await runMain('unsilence gone', stage);
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'unsilenced gone: no alerts were held\n' });
    }
  });

  it('as --json', async () => {
    const stage = stageOf({ silences: { scan: { ...UNTIL_14, held: 1 }, '*': UNTIL_14 } });
    const json = async (argv: string) => JSON.parse((await runMain(argv, stage)).stdout);
    expect(await json('unsilence scan --json')).toEqual({
      version: 1,
      job: 'scan',
      lifted: { since: NOON, until: NOON + 7200, held: 1, reason: null },
      silenced: [{ job: null, until: NOON + 7200 }],
    });
    expect(await json('unsilence all --json')).toMatchObject({
      job: null,
      lifted: { held: 1 },
      silenced: [],
    });
    expect(await json('unsilence all --json')).toEqual({
      version: 1,
      job: null,
      lifted: null,
      silenced: [],
    });
  });
});

describe('ack', () => {
  const paused = says({ running: false, completed: false, stopReason: 'quota' });

  async function troubled(): Promise<Stage> {
    const stage = stageOf();
    stage.runner.script('scan', paused);
    await tickOn(stage);
    return stage;
  }

  it('says what is acknowledged, and of a second time that it is one', async () => {
    const stage = await troubled();
    const line = 'scan: paused (quota) since 2026-03-01 12:00; no reminders until it changes or ends\n';
    expect(await runMain('ack scan', stage)).toMatchObject({
      code: 0,
      stdout: `acknowledged ${line}`,
      stderr: '',
    });
    const again = line.replace('scan', 'scan again');
    expect((await runMain('ack scan', stage)).stdout).toBe(`acknowledged ${again}`);
  });

  it('as --json', async () => {
    const { code, stdout } = await runMain('ack scan --reason Monday --json', await troubled());
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      job: 'scan',
      anomaly: { kind: 'paused', stopReason: 'quota' },
      since: NOON,
      at: NOON,
      reason: 'Monday',
      again: false,
    });
  });

  it('has nothing to take where there is no trouble, and saves nothing', async () => {
    const stage = stageOf();
    expect(await runMain('ack scan', stage)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'ERROR: job scan has no trouble to acknowledge: no tick has seen it yet\n',
    });
    await tickOn(stage);
    const { stderr } = await runMain('ack scan', stage);
    expect(stderr).toBe('ERROR: job scan has no trouble to acknowledge: it was running when last seen\n');
    expect(stage.store.saved.jobs.scan).not.toHaveProperty('ack');
  });

  it('is of long jobs alone', async () => {
    const { code, stderr } = await runMain('ack check', stageOf());
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'ERROR: job check is not long_running_read (it is one_shot_read)\n',
    });
  });
});

describe.each(['silence %s --for 2h', 'unsilence %s', 'ack %s'])('%j', (argv) => {
  const of = (id: string) => argv.replace('%s', id);

  it('names the nearest job where there is none of that name', async () => {
    expect(await runMain(of('sacn'), stageOf())).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'ERROR: unknown job id: sacn (did you mean scan?)\n',
    });
  });

  it('does its work while other jobs are broken, and says what is wrong with them', async () => {
    const stage = stageOf({}, [...FILE, BROKEN]);
    stage.runner.script('scan', PAUSED);
    await tickOn(stage);
    const { code, stdout, stderr } = await runMain(of('scan'), stage);
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
    expect(stderr).toMatch(/^ERROR: .*jobs\[3\]\.risk: .*\n$/);
  });

  it('says what is wrong with the job itself', async () => {
    const { code, stderr } = await runMain(of('broken'), stageOf({}, [...FILE, BROKEN]));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ERROR: job broken is invalid: .*\n$/);
  });

  it.each([
    ['unwritable', 1, 'the state cannot be saved: /s.json: the reason'],
    ['locked', 75, '/s.json: the reason'],
  ] as const)('fails where the state is %s', async (kind, code, says) => {
    const stage = stageOf();
    stage.store.failWith(kind, '/s.json: the reason');
    const ran = await runMain(of('scan'), stage);
    expect(ran).toMatchObject({ code, stdout: '', stderr: `ERROR: ${says}\n` });
  });

  it('probes nothing, runs nothing, sends nothing', async () => {
    const stage = stageOf();
    const { opened } = await runMain(`${of('scan')} --config-file c --state-file s`, stage);
    expect(opened).toMatchObject([{ configFile: 'c', stateFile: 's', safety: 'warn' }]);
    expect([stage.runner.calls, stage.notifier.asked]).toEqual([[], []]);
  });
});
