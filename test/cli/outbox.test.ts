/** `ops-monitor outbox`: what it prints and asks, and with which code it ends. */
import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../src/schema/state.ts';
import { entry } from '../support/app-entries.ts';
import { createStage, type Stage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';

const stageWith = (...outbox: OutboxEntry[]): Stage => createStage([], { state: { outbox } });

const section = (text: string) => ({ jobId: 'scan', importance: 'routine' as const, text });
const LONG_WAITING = entry('r7', {
  createdAt: NOON - 300,
  attempts: 2,
  nextAttemptAt: NOON + 180,
  partsSent: 1,
  refused: false,
  held: false,
  lastError: 'no way to send\nset a token',
  text: '• scan (scan, long_running_read)\n- 状态: paused',
});
const OUTBOX = [
  LONG_WAITING,
  entry('r8', { target: '-100:topic:7', sections: ['a', 'b', 'c', 'd', 'e'].map(section) }),
  entry('r9', { via: 'print', importance: 'completion', text: '• done\u001b[31m' }),
];

describe('outbox list', () => {
  it.each(['outbox', 'outbox list'])('(%s) shows what waits, in order', async (argv) => {
    expect(await runMain(argv, stageWith(...OUTBOX))).toMatchObject({
      code: 0,
      stdout: [
        '- r7: 5m old, to the owner, alert, attempts 2, next try in 3m, parts sent 1, last error: no way to send',
        '    • scan (scan, long_running_read)',
        '- r8: 0s old, to -100:topic:7, routine, attempts 0, due now',
        '    a',
        '    b',
        '    c',
        '    … and 2 more',
        '- r9: 0s old, to stdout, completion, attempts 0, printed by the next tick --print-only',
        '    • done',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('says what a silence keeps back, and for how long', async () => {
    const held = entry('r1', { silencedJob: 'scan', nextAttemptAt: NOON + 7200 });
    expect((await runMain('outbox', stageWith(held))).stdout).toContain(
      '- r1: 0s old, to the owner, alert, attempts 0, held by the silence of scan for 2h 00m yet\n',
    );
  });

  it('says that it is empty', async () => {
    expect(await runMain('outbox', stageWith())).toMatchObject({ code: 0, stdout: 'the outbox is empty\n' });
  });

  it('--json prints one object with the whole texts', async () => {
    const { version, entries } = JSON.parse((await runMain('outbox --json', stageWith(...OUTBOX))).stdout);
    expect(version).toBe(1);
    expect(entries[0]).toEqual({
      id: 'r7',
      createdAt: NOON - 300,
      via: 'channel',
      target: null,
      importance: 'alert',
      jobs: ['r7'],
      attempts: 2,
      nextTryAt: NOON + 180,
      partsSent: 1,
      refused: false,
      held: false,
      lastError: 'no way to send\nset a token',
      text: 'HEADER\n\n• scan (scan, long_running_read)\n- 状态: paused',
    });
    expect(entries[1]).toMatchObject({ target: '-100:topic:7', jobs: ['scan'] });
    expect(entries[2]).toMatchObject({ via: 'print', nextTryAt: null });
  });

  it.each([
    ['outbox retri', "ERROR: unknown command 'outbox retri' (did you mean retry?)\n"],
    ['outbox xyz', "ERROR: unknown command 'outbox xyz' (list, show, retry, drop)\n"],
  ])('%s', async (argv, stderr) => {
    expect(await runMain(argv, stageWith())).toMatchObject({ code: 2, stdout: '', stderr });
  });
});

describe('outbox show', () => {
  it('prints the whole text', async () => {
    expect(await runMain('outbox show r7', stageWith(...OUTBOX))).toMatchObject({
      code: 0,
      stdout: 'HEADER\n\n• scan (scan, long_running_read)\n- 状态: paused\n',
    });
  });

  it('knows what is there', async () => {
    expect(await runMain('outbox show r77', stageWith(...OUTBOX))).toMatchObject({
      code: 2,
      stderr: 'ERROR: no outbox entry r77 (did you mean r7?)\n',
    });
  });
});

describe('outbox retry', () => {
  it('says what was delivered', async () => {
    expect(await runMain('outbox retry', stageWith(LONG_WAITING))).toMatchObject({
      code: 0,
      stdout: 'delivered: r7\n',
      stderr: '',
      opened: [{ command: 'outbox', safety: 'refuse' }],
    });
  });

  it('says what still waits, until when and why, and exits with 1', async () => {
    const stage = stageWith(LONG_WAITING, entry('r8', { target: '5' }));
    stage.notifier.answer({ kind: 'failed', detail: 'no network\nlook at the cable' });
    expect(await runMain('outbox retry', stage)).toMatchObject({
      code: 1,
      stdout: 'delivered: r8\nstill waits: r7 (• scan (scan, long_running_read)), next try in 2m\n',
      stderr: 'WARNING: not delivered yet, will be tried again: no network\n  look at the cable\n',
    });
  });

  it('of one that is refused exits with 1, and --target mends it', async () => {
    const stage = stageWith(entry('r8', { target: '5' }));
    stage.notifier.answer({ kind: 'refused', detail: 'chat not found', mend: 'name another' });
    expect(await runMain('outbox retry r8', stage)).toMatchObject({
      code: 1,
      stdout: 'still waits: r8 (• about r8), next try in 1h 00m\n',
      stderr: expect.stringContaining('. To mend it: name another\n'),
    });
    expect(await runMain('outbox retry r8 --target 42', stage)).toMatchObject({
      code: 0,
      stdout: 'delivered: r8\n',
    });
    expect(stage.notifier.sent).toMatchObject([{ target: '42' }]);
  });

  it('exits with 3 where nobody is to be told', async () => {
    const stage = stageWith(LONG_WAITING);
    stage.setting.recipient = undefined;
    expect(await runMain('outbox retry', stage)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^ERROR: missing Telegram target/),
    });
  });

  it('says that another delivery is at work', async () => {
    const stage = stageWith(LONG_WAITING);
    stage.deliveryTurn.takeBy('pid 7');
    expect(await runMain('outbox retry', stage)).toMatchObject({
      code: 1,
      stdout: 'still waits: r7 (• scan (scan, long_running_read)), due now\n',
      stderr: 'another delivery is at work, and sees to what is due\n',
    });
  });

  it('of nothing is done', async () => {
    expect(await runMain('outbox retry', stageWith())).toMatchObject({
      code: 0,
      stdout: 'nothing waits to be sent\n',
    });
  });

  it('--json prints one object', async () => {
    const stage = stageWith(LONG_WAITING, entry('r8', { target: '5' }));
    stage.notifier.answer({ kind: 'failed', detail: 'no network' });
    const { code, stdout } = await runMain('outbox retry --json', stage);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      delivered: ['r8'],
      mayHaveArrived: [],
      waiting: [
        {
          id: 'r7',
          createdAt: NOON - 300,
          via: 'channel',
          target: null,
          importance: 'alert',
          jobs: ['r7'],
          attempts: 3,
          nextTryAt: NOON + 120,
          partsSent: 1,
          refused: false,
          held: false,
          lastError: 'no network',
        },
      ],
      leftToAnother: false,
      problems: [{ kind: 'failed', detail: 'no network' }],
    });
  });

  it.each([
    ['outbox retry --target 42', 'ERROR: --target goes with the id of the one report that it is for\n'],
    [
      'outbox retry r7 --target me',
      'ERROR: "me" is no Telegram target; name one in notify.target or --target: 123, -100123, @name, CHAT:topic:N or CHAT:N\n',
    ],
    ['outbox retry r9', 'ERROR: outbox entry r9 is not for sending: the next tick --print-only prints it\n'],
  ])('%s is refused with 2', async (argv, stderr) => {
    expect(await runMain(argv, stageWith(...OUTBOX))).toMatchObject({ code: 2, stdout: '', stderr });
  });
});

describe('outbox drop', () => {
  const yes = { ask: async () => 'y' };

  it('shows what is at stake, asks once, and says what it dropped', async () => {
    const stage = stageWith(...OUTBOX);
    expect(await runMain('outbox drop r7 r9', stage, yes)).toMatchObject({
      code: 0,
      stdout: 'dropped r7: • scan (scan, long_running_read)\ndropped r9: • done\n',
      stderr: 'r7: • scan (scan, long_running_read)\nr9: • done\n',
    });
    expect(stage.store.saved.outbox.map(({ id }) => id)).toEqual(['r8']);
  });

  it('--all drops what is there', async () => {
    const stage = stageWith(...OUTBOX);
    expect((await runMain('outbox drop --all --yes', stage)).stdout).toMatch(/^(dropped r\d: .*\n){3}$/);
    expect(stage.store.saved.outbox).toEqual([]);
    expect(await runMain('outbox drop --all', stage)).toMatchObject({
      code: 0,
      stdout: 'the outbox is empty\n',
    });
  });

  it.each([
    ['outbox drop', undefined, 'ERROR: name the reports to drop, or pass --all\n'],
    ['outbox drop r7 --all', undefined, 'ERROR: name the reports to drop, or pass --all\n'],
    ['outbox drop r7', undefined, 'ERROR: there is no terminal to ask on: pass --yes to do it\n'],
    [
      'outbox drop r7 zzz --yes',
      yes,
      'ERROR: no outbox entry zzz (ops-monitor outbox lists what is there)\n',
    ],
  ])('%s is refused with 2, and drops nothing', async (argv, more, stderr) => {
    const stage = stageWith(...OUTBOX);
    expect(await runMain(argv, stage, more)).toMatchObject({ code: 2, stdout: '', stderr });
    expect(stage.store.writes).toEqual([]);
  });

  it('leaves all where the answer is no', async () => {
    const stage = stageWith(...OUTBOX);
    const { code, stdout } = await runMain('outbox drop --all', stage, { ask: async () => 'n' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stage.store.writes).toEqual([]);
  });

  it('warns of a delivery under way', async () => {
    const stage = stageWith(...OUTBOX);
    stage.deliveryTurn.takeBy('pid 7 (tick, since 12:00:00)');
    expect(await runMain('outbox drop r7 --yes', stage)).toMatchObject({
      code: 0,
      stderr: 'a delivery is under way (pid 7 (tick, since 12:00:00)): what it is sending may still go out\n',
    });
  });

  it('says what went out while it asked', async () => {
    const stage = stageWith(...OUTBOX);
    const ask = async () => {
      await stage.store.transact((state) => ({ state: { ...state, outbox: [] }, result: undefined }));
      return 'y';
    };
    expect((await runMain('outbox drop r7', stage, { ask })).stdout).toBe('r7 is not there any more\n');
  });
});

it.each(['list', 'show', 'retry', 'drop'])(
  'outbox %s --help has an example and the exit codes',
  async (name) => {
    const { code, stdout } = await runMain(`outbox ${name} --help`);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: ops-monitor outbox ${name} `));
    expect(stdout).toMatch(new RegExp(`\nExample:\n  ops-monitor outbox ${name}\\b`));
    expect(stdout).toContain('\nExit codes:\n');
  },
);
