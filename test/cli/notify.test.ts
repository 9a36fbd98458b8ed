import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import { createStage, loadedFrom } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';

function stageThat(...outcomes: SendOutcome[]) {
  const stage = createStage();
  stage.notifier.answer(...outcomes);
  return stage;
}

describe('sent', () => {
  it.each<readonly [outcome: SendOutcome, stdout: string, stderr: string]>([
    [{ kind: 'sent', via: 'telegram' }, 'sent via telegram (HTTP API) to 1 (nowhere) in 0.0 s\n', ''],
    [{ kind: 'sent', via: 'openclaw' }, 'sent via openclaw to 1 (nowhere) in 0.0 s\n', ''],
    [
      { kind: 'sent', via: 'telegram', movedTo: '-1009' },
      'sent via telegram (HTTP API) to 1 (nowhere) in 0.0 s\n',
      'the chat 1 has become -1009: messages go there from now on; write that where the old one stands (ops-monitor doctor says where)\n',
    ],
  ])('%j', async (outcome, stdout, stderr) => {
    expect(await runMain('notify hello', stageThat(outcome))).toMatchObject({ code: 0, stdout, stderr });
  });

  it('in parts', async () => {
    const { stdout } = await runMain(['notify', 'x'.repeat(9000)], stageThat());
    expect(stdout).toBe('sent via fake to 1 (nowhere) in 3 parts, in 0.0 s\n');
  });

  it('as --json', async () => {
    const outcome: SendOutcome = { kind: 'sent', via: 'telegram', messageId: '7' };
    const { code, stdout, stderr } = await runMain('notify hello --json', stageThat(outcome));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      outcome: 'sent',
      target: '1',
      source: 'nowhere',
      seconds: 0,
      parts: 1,
      sentParts: 1,
      via: 'telegram',
      messageId: '7',
    });
  });

  it('to the target that was typed, with the files that were', async () => {
    const stage = stageThat();
    const { opened } = await runMain(
      'notify --target -5 --config-file a --state-file b --allow-insecure-config',
      stage,
    );
    expect(opened).toEqual([{ command: 'notify', configFile: 'a', stateFile: 'b', safety: 'ignore' }]);
    expect(stage.notifier.sent).toEqual([
      { text: 'ops-monitor: test message from here at 12:00:00', target: '-5', silent: false },
    ]);
  });
});

describe('not sent', () => {
  const AFTER = 'it was for 1 (nowhere), and took 0.0 s\n';

  it.each<readonly [outcome: SendOutcome, stderr: string]>([
    [
      { kind: 'failed', detail: 'no network' },
      `ERROR: failed, nothing was sent: no network\n${AFTER}to mend it: ops-monitor doctor looks for the cause\n`,
    ],
    [
      { kind: 'unknown', detail: 'reset' },
      `ERROR: unknown, it may or may not have arrived: reset\n${AFTER}to mend it: look into the chat before you send it again; ops-monitor doctor looks for the cause\n`,
    ],
    [
      { kind: 'refused', detail: 'blocked', mend: 'unblock it' },
      `ERROR: refused, this cannot succeed as things are: blocked\n${AFTER}to mend it: unblock it\n`,
    ],
  ])('%j', async (outcome, stderr) => {
    expect(await runMain('notify', stageThat(outcome))).toMatchObject({ code: 1, stdout: '', stderr });
  });

  it('beyond its first parts', async () => {
    const stage = stageThat({ kind: 'sent', via: 'x' }, { kind: 'failed', detail: 'no network' });
    const { code, stderr } = await runMain(['notify', 'x'.repeat(9000)], stage);
    expect(code).toBe(1);
    expect(stderr).toContain('\n1 of 3 parts went out before\n');
  });

  it('as --json, and nothing on stderr', async () => {
    const stage = stageThat({ kind: 'refused', detail: 'blocked', mend: 'unblock it' });
    const { code, stdout, stderr } = await runMain('notify --json', stage);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      outcome: 'refused',
      detail: 'blocked',
      mend: 'unblock it',
    });
  });

  it('as there is nobody', async () => {
    const stage = createStage();
    stage.setting.recipient = undefined;
    expect(await runMain('notify', stage)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'ERROR: missing Telegram target. Pass --target <chat_id>.\nlooked for one in vain: nowhere\n',
    });
    const { code, stdout } = await runMain('notify --json', stage);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      outcome: 'no-target',
      detail: 'looked for one in vain: nowhere',
    });
  });
});

describe('wrong usage', () => {
  it.each([
    [['notify', ''], 'ERROR: there is nothing to send: the text is empty\n'],
    [['notify', ' \n'], 'ERROR: there is nothing to send: the text is empty\n'],
    [['notify', 'two', 'words'], 'too many arguments'],
    [['notify', '--targt', '5'], 'did you mean --target?'],
  ])('%j', async (argv, message) => {
    const stage = createStage();
    const { code, stdout, stderr } = await runMain(argv, stage);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.toLowerCase()).toContain(message.toLowerCase());
    expect(stage.notifier.asked).toEqual([]);
  });
});

describe('the job file', () => {
  it('is no help: that is said, and the message goes', async () => {
    const stage = createStage();
    stage.setting.loaded = loadedFrom(undefined);
    const { code, stderr } = await runMain('notify', stage);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^WARNING: goes without the job file: \/home\/me\/ops-jobs\.json: /);
  });

  it('is wrong in notify: that is said, and what is wrong elsewhere is not', async () => {
    const stage = createStage();
    stage.setting.loaded = loadedFrom({ version: 1, jobs: [{}], notify: { transport: 'pigeon' } });
    const { code, stderr } = await runMain('notify', stage);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^WARNING: .*notify\.transport: .*\n$/);
  });
});
