import { describe, expect, it } from 'vitest';
import { type NotifyRequest, notify } from '../../src/app/notify.ts';
import { StateFailure } from '../../src/app/ports.ts';
import { createStage, loadedFrom, NEVER, type Stage } from '../support/app-stage.ts';
import { BOT_TOKEN } from '../support/e2e-program.ts';

async function run(stage: Stage, request: Partial<NotifyRequest> = {}, signal = NEVER) {
  const all = { target: undefined, text: undefined, hostName: 'vm', ...request };
  return notify(stage, stage.setting.loaded, all, signal);
}

describe('the message', () => {
  it('names the host and its time', async () => {
    const stage = createStage();
    await run(stage);
    expect(stage.notifier.sent).toEqual([
      { text: 'ops-monitor: test message from vm at 12:00:00', target: '1', silent: false },
    ]);
  });

  it('is what was typed', async () => {
    const stage = createStage();
    await run(stage, { text: 'hello' });
    expect(stage.notifier.sent.map(({ text }) => text)).toEqual(['hello']);
  });

  it('goes in parts where it is too long, up to the first that does not go', async () => {
    const stage = createStage();
    stage.notifier.answer({ kind: 'sent', via: 'x' }, { kind: 'failed', detail: 'no network' });
    const notified = await run(stage, { text: 'x'.repeat(9000) });
    expect(notified).toMatchObject({ parts: 3, sentParts: 1, outcome: { kind: 'failed' } });
    expect(stage.notifier.asked).toHaveLength(2);
    expect(await run(stage, { text: 'x'.repeat(9000) })).toMatchObject({ parts: 3, sentParts: 3 });
  });

  it('says where the chat has moved to, though the later parts go there without a word', async () => {
    const stage = createStage();
    stage.notifier.answer({ kind: 'sent', via: 'x', movedTo: '-100' });
    const { outcome } = (await run(stage, { text: 'x'.repeat(9000) })) as { outcome: unknown };
    expect(outcome).toMatchObject({ kind: 'sent', movedTo: '-100' });
  });
});

describe('the way', () => {
  it('is that of the job file, and of the target that was given', async () => {
    const stage = createStage();
    stage.setting.loaded = loadedFrom({
      version: 1,
      jobs: [],
      notify: { transport: 'telegram', account: 'ops' },
    });
    expect(await run(stage, { target: '-5' })).toMatchObject({ target: '-5', source: 'nowhere' });
    expect(stage.opened).toMatchObject([{ target: '-5', notify: { transport: 'telegram', account: 'ops' } }]);
  });

  it('knows the chats that moved', async () => {
    const stage = createStage([], { state: { movedChats: { '-5': '-1005' } } });
    await run(stage);
    expect(stage.opened).toMatchObject([{ movedChats: { '-5': '-1005' } }]);
  });

  it('is gone without them where the state cannot be read', async () => {
    const stage = createStage();
    const store = {
      read: async () => {
        throw new StateFailure('unreadable', '/s: a folder, not a file');
      },
    };
    const request = { target: undefined, text: 'hello', hostName: 'vm' };
    const notified = await notify({ ...stage, store }, stage.setting.loaded, request, NEVER);
    expect(notified).toMatchObject({ outcome: { kind: 'sent' } });
    expect(stage.opened).toMatchObject([{ movedChats: undefined }]);
  });

  it('leads to nobody', async () => {
    const stage = createStage();
    stage.setting.recipient = undefined;
    expect(await run(stage)).toEqual({ kind: 'no-target', tried: 'nowhere' });
    expect(stage.notifier.asked).toEqual([]);
  });
});

it('takes no turn and saves nothing', async () => {
  const stage = createStage();
  stage.watchTurn.takeBy('pid 5');
  stage.deliveryTurn.takeBy('pid 5');
  await run(stage);
  expect(stage.journal).toEqual(['send sent']);
});

it('says how long it took, and never less than nothing', async () => {
  const stage = createStage();
  stage.notifier.answer(() => {
    stage.clock.advance(2.5);
    return { kind: 'sent', via: 'x' };
  });
  expect(await run(stage)).toMatchObject({ seconds: 2.5 });
  stage.notifier.answer(() => {
    stage.clock.set(0);
    return { kind: 'sent', via: 'x' };
  });
  expect(await run(stage)).toMatchObject({ seconds: 0 });
});

it('shows no token that was typed as a target', async () => {
  const stage = createStage();
  stage.notifier.answer(({ target }) => ({ kind: 'refused', detail: `"${target}" is no target`, mend: 'x' }));
  const notified = await run(stage, { target: BOT_TOKEN });
  expect(JSON.stringify(notified)).not.toContain(BOT_TOKEN.split(':')[1]);
  expect(notified).toMatchObject({ target: '<token>', outcome: { detail: '"<token>" is no target' } });
  expect(stage.notifier.asked[0]?.target).toBe(BOT_TOKEN);
});
