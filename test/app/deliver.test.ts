/** What waits in the outbox goes out in order, and each outcome of a send is remembered (SPEC section 9). */
import { describe, expect, it } from 'vitest';
import { deliver } from '../../src/app/deliver.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/schema/state.ts';
import { entry } from '../support/app-entries.ts';
import { createStage, NEVER, type Stage } from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';

const FAILED: SendOutcome = { kind: 'failed', detail: 'no network' };
const UNKNOWN: SendOutcome = { kind: 'unknown', detail: 'no answer' };
const REFUSED: SendOutcome = { kind: 'refused', detail: 'chat not found', mend: 'name another' };

function stageWith(...outbox: OutboxEntry[]): Stage {
  return createStage([], { state: { outbox } });
}

function deliverOn(stage: Stage, target?: string, signal: AbortSignal = NEVER) {
  return deliver(stage, { target, notify: stage.setting.loaded.config.notify }, signal);
}

/** What arrived, by the name of its entry. */
const arrived = (stage: Stage) => stage.notifier.sent.map(({ text }) => text.split('about ')[1]);
const waiting = (stage: Stage) => stage.store.saved.outbox.map(({ id }) => id);
const asked = (stage: Stage) => stage.notifier.asked.length;

describe('a delivery', () => {
  it('sends in order and strikes each message when it is out', async () => {
    const stage = stageWith(entry('a'), entry('b'));
    expect(await deliverOn(stage)).toEqual({ waiting: 0, problems: [] });
    expect(arrived(stage)).toEqual(['a', 'b']);
    expect(stage.journal).toEqual([
      'hold delivery',
      'send sent',
      'save',
      'send sent',
      'save',
      'release delivery',
    ]);
    expect(stage.store.writes.map(({ outbox }) => outbox.map(({ id }) => id))).toEqual([['b'], []]);
  });

  it('takes no turn and opens no way where nothing waits', async () => {
    const stage = stageWith(entry('p', { via: 'print' }));
    expect(await deliverOn(stage)).toEqual({ waiting: 0, problems: [] });
    expect({ journal: stage.journal, opened: stage.opened }).toEqual({ journal: [], opened: [] });
    expect(waiting(stage)).toEqual(['p']);
  });

  it('opens no way for what is not due yet, and says that it waits, and why', async () => {
    const stage = stageWith(entry('a', { nextAttemptAt: NOON + 1, attempts: 1, lastError: 'no network' }));
    expect(await deliverOn(stage)).toEqual({
      waiting: 1,
      lastError: 'no network',
      nextTryInSeconds: 1,
      problems: [],
    });
    expect(stage.opened).toEqual([]);
    stage.clock.advance(1);
    expect(await deliverOn(stage)).toMatchObject({ waiting: 0 });
  });

  it('opens the way once, with what is known of chats that moved', async () => {
    const stage = createStage([], {
      state: { outbox: [entry('a'), entry('b')], movedChats: { '5': '-1005' } },
    });
    await deliverOn(stage, '42');
    expect(stage.opened).toMatchObject([{ target: '42', movedChats: { '5': '-1005' } }]);
  });

  it('reads openclaw.json anew the next time', async () => {
    const stage = stageWith(entry('a'));
    stage.setting.recipient = undefined;
    await deliverOn(stage);
    stage.setting.recipient = '9';
    await deliverOn(stage);
    expect(stage.notifier.sent.map(({ target }) => target)).toEqual(['9']);
  });

  it('remembers that a chat has moved, and says so', async () => {
    const stage = stageWith(entry('a'));
    stage.notifier.answer({ kind: 'sent', via: 'fake', movedTo: '-1001' });
    expect(await deliverOn(stage)).toEqual({
      waiting: 0,
      problems: [{ kind: 'moved', from: '1', to: '-1001' }],
    });
    expect(stage.store.saved.movedChats).toEqual({ '1': '-1001' });
  });

  it.each([
    ['routine news', true, 'routine', true],
    ['routine news unless asked for', false, 'routine', false],
    ['no alert', true, 'alert', false],
  ] as const)('sends %s without a sound', async (_, silentRoutine, importance, silent) => {
    const stage = createStage(
      { version: 1, jobs: [], notify: { silentRoutine } },
      { state: { outbox: [entry('a', { importance })] } },
    );
    await deliverOn(stage);
    expect(stage.notifier.sent).toMatchObject([{ silent }]);
  });
});

describe('a target', () => {
  it('stays with its message, whatever the next tick is given', async () => {
    const stage = stageWith(entry('a', { target: '42' }), entry('b'));
    await deliverOn(stage, '7');
    expect(stage.notifier.sent.map(({ target }) => target)).toEqual(['42', '7']);
  });

  it('that is missing keeps the message, and is told once', async () => {
    const stage = stageWith(entry('a'), entry('b'));
    stage.setting.recipient = undefined;
    expect(await deliverOn(stage)).toEqual({
      waiting: 2,
      problems: [{ kind: 'no-target', tried: 'nowhere' }],
    });
    expect({ asked: asked(stage), saves: stage.store.writes.length }).toEqual({ asked: 0, saves: 0 });
  });

  it('that is missing keeps no message which has one', async () => {
    const stage = stageWith(entry('a'), entry('b', { target: '42' }));
    stage.setting.recipient = undefined;
    expect(await deliverOn(stage)).toMatchObject({ waiting: 1 });
    expect(arrived(stage)).toEqual(['b']);
  });
});

describe('a send that fails', () => {
  it('halts the messages behind it to the same target, not those to others', async () => {
    const stage = stageWith(entry('a'), entry('b'), entry('c', { target: '42' }));
    stage.notifier.answer(FAILED);
    expect(await deliverOn(stage)).toMatchObject({
      waiting: 2,
      problems: [{ kind: 'send', outcome: FAILED }],
    });
    expect(arrived(stage)).toEqual(['c']);
    expect(stage.store.saved.outbox).toMatchObject([
      { id: 'a', attempts: 1, nextAttemptAt: NOON, lastError: 'no network' },
      { id: 'b', attempts: 0 },
    ]);
  });

  it('is tried at the next tick, then after 1, 2, 5 and 10 minutes', async () => {
    const stage = stageWith(entry('a'));
    stage.notifier.answer(...Array.from({ length: 6 }, () => FAILED));
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) {
      const at = stage.clock.now().epochSeconds;
      await deliverOn(stage);
      const next = stage.store.saved.outbox[0]?.nextAttemptAt ?? 0;
      waits.push(next - at);
      stage.clock.advance(next - at);
    }
    expect(waits).toEqual([0, 60, 120, 300, 600, 600]);
  });

  it('waits as long as the channel asks', async () => {
    const stage = stageWith(entry('a'));
    stage.notifier.answer({ ...FAILED, retryAfterSeconds: 77 });
    await deliverOn(stage);
    expect(stage.store.saved.outbox).toMatchObject([{ nextAttemptAt: NOON + 77 }]);
  });
});

describe('a send that is refused', () => {
  it('lets all others go, and is tried again in an hour', async () => {
    const stage = stageWith(entry('a'), entry('b'));
    stage.notifier.answer(REFUSED);
    expect(await deliverOn(stage)).toMatchObject({
      waiting: 1,
      problems: [{ kind: 'send', outcome: REFUSED }],
    });
    expect(arrived(stage)).toEqual(['b']);
    for (const [later, sends] of [
      [3599, 2],
      [1, 3],
    ] as const) {
      stage.clock.advance(later);
      await deliverOn(stage);
      expect(asked(stage)).toBe(sends);
    }
    expect(waiting(stage)).toEqual([]);
  });
});

describe('a send that may have arrived', () => {
  it('sends an alert once more after 10 minutes, and others meanwhile', async () => {
    const stage = stageWith(entry('a'), entry('b'));
    stage.notifier.answer(UNKNOWN);
    expect(await deliverOn(stage)).toMatchObject({ waiting: 1, problems: [{ outcome: UNKNOWN }] });
    expect(arrived(stage)).toEqual(['b']);
    stage.clock.advance(599);
    await deliverOn(stage);
    expect(asked(stage)).toBe(2);
    stage.clock.advance(1);
    await deliverOn(stage);
    expect(arrived(stage)).toEqual(['b', 'a']);
    expect(waiting(stage)).toEqual([]);
  });

  it('sends routine news no more', async () => {
    const stage = stageWith(entry('a', { importance: 'routine' }));
    stage.notifier.answer(UNKNOWN);
    expect(await deliverOn(stage)).toMatchObject({ waiting: 0, problems: [{ outcome: UNKNOWN }] });
  });
});
