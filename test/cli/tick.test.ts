/** `ops-monitor tick`: what it prints, and with which code it ends. */
import { describe, expect, it } from 'vitest';
import { entry } from '../support/app-entries.ts';
import { CONFIG_PATH, createStage, PAUSED, RUNNING, type Stage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';
import { longJob } from '../support/written-jobs.ts';

const SCAN = longJob({ enabled: true });
const BROKEN = longJob({ id: 'broken', risk: 'none' });
const REFUSED = { kind: 'refused', detail: 'chat not found', mend: 'name another with --target.' } as const;

function stageWith(jobs: readonly unknown[] = [SCAN], state = {}): Stage {
  const stage = createStage(jobs, { state });
  stage.runner.script('scan --status', PAUSED);
  return stage;
}

describe('tick --print-only', () => {
  it('prints the report to the letter, and nothing else', async () => {
    expect(await runMain('tick --print-only', stageWith())).toMatchObject({
      code: 0,
      stdout: [
        '🛠️ Ops 快报（12:00:00）',
        '',
        '• scan (scan, long_running_read)',
        '- 状态: paused',
        '- ACTION REQUIRED: 需要你确认下一步（或启用 autoResume）',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('prints nothing where there is nothing to say', async () => {
    const stage = stageWith();
    await runMain('tick --print-only', stage);
    expect(await runMain('tick --print-only', stage)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('says that the reader has gone away, and exits with 1', async () => {
    const stage = stageWith();
    stage.printer.answer({ kind: 'failed', detail: 'cannot print: broken pipe' });
    expect(await runMain('tick --print-only', stage)).toMatchObject({
      code: 1,
      stderr:
        'WARNING: not delivered yet, will be tried again: cannot print: broken pipe\n1 report waits in the outbox\n',
    });
  });
});

describe('tick --no-reply', () => {
  const HEADER = /^🛠️ Ops 快报（12:00:00）\n/;

  it('prints the report, and a lone NO_REPLY where there is nothing to say', async () => {
    const stage = stageWith();
    const told = await runMain('tick --no-reply', stage);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(HEADER);
    expect(told.stdout).not.toContain('NO_REPLY');
    expect(await runMain('tick --no-reply', stage)).toMatchObject({
      code: 0,
      stdout: 'NO_REPLY\n',
      stderr: '',
    });
    expect([stage.opened, stage.store.saved.outbox]).toEqual([[], []]);
  });

  it('is said together with --print-only and --dry-run as well', async () => {
    const stage = stageWith([longJob({ enabled: true, policy: { autoResume: true } })]);
    const { stdout } = await runMain('tick --no-reply --print-only --dry-run', stage);
    expect(stdout).toContain('- AUTORUN: would start (dry-run)\n');
    expect(await runMain('tick --no-reply --dry-run', createStage([]))).toMatchObject({
      code: 0,
      stdout: 'NO_REPLY\n',
    });
  });

  it('prints first what an earlier one could not print any more', async () => {
    const stage = stageWith([], { outbox: [entry('p', { via: 'print' })] });
    expect(await runMain('tick --no-reply', stage)).toMatchObject({
      code: 0,
      stdout: 'HEADER\n\n• about p\n',
    });
  });

  it('exits with 0 where the job file is wrong: that is in the reply, once and then hourly', async () => {
    const stage = stageWith([BROKEN, SCAN]);
    const first = await runMain('tick --no-reply', stage);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('• ALERT: ops-jobs config invalid\n');
    expect(first.stderr).toContain(`ERROR: ${CONFIG_PATH}: jobs[0].risk`);
    const second = await runMain('tick --no-reply', stage);
    expect(second).toMatchObject({ code: 0, stdout: 'NO_REPLY\n' });
    stage.clock.advance(3600);
    expect((await runMain('tick --no-reply', stage)).stdout).toContain('ops-jobs config invalid');
  });

  it('exits with 1 where the state cannot be saved: that cannot be remembered, and is told each time', async () => {
    const stage = stageWith();
    stage.store.failWith('unwritable');
    for (let turn = 0; turn < 2; turn++) {
      const { code, stdout } = await runMain('tick --no-reply', stage);
      expect(code).toBe(1);
      expect(stdout).toContain('• ALERT: state file cannot be written\n');
      expect(stdout).not.toContain('NO_REPLY');
    }
  });

  it('says nothing to reply while another tick is at work', async () => {
    const stage = stageWith();
    stage.watchTurn.takeBy('pid 7');
    expect(await runMain('tick --no-reply', stage)).toMatchObject({
      code: 0,
      stdout: 'NO_REPLY\n',
      stderr: 'another tick is at work (pid 7)\n',
    });
  });

  it('writes nothing behind a report that could not be printed', async () => {
    const stage = stageWith();
    stage.printer.answer({ kind: 'failed', detail: 'cannot print: broken pipe' });
    expect(await runMain('tick --no-reply', stage)).toMatchObject({ code: 1, stdout: '' });
  });

  it('says nothing where it is told to end', async () => {
    const signal = AbortSignal.abort('SIGTERM');
    expect(await runMain('tick --no-reply', stageWith(), { signal })).toMatchObject({ stdout: '' });
  });
});

describe('tick', () => {
  it('sends in silence', async () => {
    const stage = stageWith();
    expect(await runMain('tick --target 42', stage)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(stage.notifier.sent).toMatchObject([{ target: '42' }]);
  });

  it('starts nothing in a dry run', async () => {
    const stage = stageWith([longJob({ enabled: true, policy: { autoResume: true } })]);
    const { stdout } = await runMain('tick --print-only --dry-run', stage);
    expect(stdout).toContain('- AUTORUN: would start (dry-run)\n');
    expect(stage.runner.calls).toHaveLength(1);
  });

  it.each([
    ['pid 7 (tick, since 11:59:58)', 'another tick is at work (pid 7 (tick, since 11:59:58))\n'],
    [undefined, 'another tick is at work\n'],
  ])('says in one line that another is at work: %s', async (owner, stderr) => {
    const stage = stageWith();
    stage.watchTurn.takeBy(owner);
    expect(await runMain('tick', stage)).toMatchObject({ code: 0, stdout: '', stderr });
  });

  it('says nothing where it is told to end', async () => {
    const signal = AbortSignal.abort('SIGTERM');
    expect(await runMain('tick', stageWith(), { signal })).toMatchObject({ stdout: '', stderr: '' });
  });

  it('says that nobody is to be told, and where it looked', async () => {
    const stage = stageWith();
    stage.setting.recipient = undefined;
    expect(await runMain('tick', stage)).toMatchObject({
      code: 3,
      stderr:
        'ERROR: missing Telegram target. Pass --target <chat_id>.\n' +
        'looked for one in vain: nowhere\n' +
        '1 report waits in the outbox\n',
    });
  });

  it.each([
    [
      { kind: 'failed', detail: 'no network' },
      1,
      'WARNING: not delivered yet, will be tried again: no network',
    ],
    [
      { kind: 'failed', detail: 'no network\nno token\nset one' },
      1,
      'WARNING: not delivered yet, will be tried again: no network\n  no token\n  set one',
    ],
    [
      { kind: 'unknown', detail: 'no answer' },
      1,
      'WARNING: may or may not have arrived, and will be sent again to be sure: no answer',
    ],
    [
      REFUSED,
      1,
      'ERROR: cannot be delivered as things are, tried hourly: chat not found. To mend it: name another with --target.',
    ],
  ] as const)('names what came of a send: $0.kind', async (outcome, code, line) => {
    const stage = stageWith();
    stage.notifier.answer(outcome);
    expect(await runMain('tick', stage)).toMatchObject({
      code,
      stderr: `${line}\n1 report waits in the outbox\n`,
    });
  });

  it('does not wait with routine news that may have arrived', async () => {
    const stage = stageWith();
    stage.runner.script('scan --status', RUNNING);
    stage.notifier.answer({ kind: 'unknown', detail: 'no answer' });
    expect(await runMain('tick', stage)).toMatchObject({
      code: 0,
      stderr: 'WARNING: may or may not have arrived, and as routine news is not sent again: no answer\n',
    });
  });

  it('says why something waits and how long, also in a tick that does not try to send it', async () => {
    const later = { nextAttemptAt: NOON + 660, attempts: 2, lastError: 'chat not found' };
    const outbox = [entry('a', later), entry('b', { nextAttemptAt: NOON + 60 })];
    expect(await runMain('tick', stageWith([], { outbox }))).toMatchObject({
      code: 1,
      stderr: '2 reports wait in the outbox, to be tried again in 11m; the last try: chat not found\n',
    });
  });

  it('says that a chat has moved', async () => {
    const stage = stageWith();
    stage.notifier.answer({ kind: 'sent', via: 'fake', movedTo: '-1001' });
    expect(await runMain('tick', stage)).toMatchObject({
      code: 0,
      stderr:
        'the chat 1 has become -1001: messages go there from now on; write that where the old one stands (ops-monitor doctor says where)\n',
    });
  });

  it('says what is wrong with the job file, and exits with 2', async () => {
    const stage = stageWith([BROKEN, SCAN]);
    const { code, stderr } = await runMain('tick', stage);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^ERROR: ${CONFIG_PATH}: jobs\\[0\\]\\.risk: job "broken": .*\n$`));
    expect(stage.notifier.sent).toHaveLength(1);
  });

  it('says that the state cannot be saved, and keeps no message for later', async () => {
    const stage = stageWith();
    stage.store.failWith('unwritable', '/s.json: no space left on device');
    stage.notifier.answer({ kind: 'failed', detail: 'no network' });
    expect(await runMain('tick', stage)).toMatchObject({
      code: 1,
      stderr:
        'ERROR: the state cannot be saved: /s.json: no space left on device\n' +
        'WARNING: not delivered yet, will be tried again: no network\n',
    });
  });
});

describe('where several things are wrong, tick exits', () => {
  const wrongs = {
    state: (stage: Stage) => stage.store.failWith('unwritable'),
    target: (stage: Stage) => {
      stage.setting.recipient = undefined;
    },
    delivery: (stage: Stage) => stage.notifier.answer(REFUSED),
  };

  it.each([
    [['state', 'config', 'target'], 1],
    [['config', 'target'], 2],
    [['config', 'delivery'], 2],
    [['target'], 3],
    [['delivery'], 1],
    [[], 0],
  ] as const)('with %j with %i', async (names, code) => {
    const stage = stageWith(names.some((name) => name === 'config') ? [BROKEN, SCAN] : [SCAN]);
    for (const name of names) if (name !== 'config') wrongs[name](stage);
    expect((await runMain('tick', stage)).code).toBe(code);
  });
});
