/** Messages to one target go in order, also after the way to it was closed for a while (SPEC section 9). */
import { describe, expect, it } from 'vitest';
import { deliver } from '../../src/app/deliver.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/schema/state.ts';
import { entry } from '../support/app-entries.ts';
import { createStage, type Stage } from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';

const FAILED: SendOutcome = { kind: 'failed', detail: 'no network' };

const REFUSED: SendOutcome = { kind: 'refused', detail: 'chat not found', mend: 'name another' };

const deliverOn = (stage: Stage) =>
  deliver(stage, { target: undefined, notify: stage.setting.loaded.config.notify });

/** A stage whose message `a` came to `outcome` at NOON, for the fourth time, and what is asked of the channel since. */
async function afterFirst(outcome: SendOutcome, more: Partial<OutboxEntry> = {}) {
  const stage = createStage([], { state: { outbox: [entry('a', { attempts: 3, ...more })] } });
  stage.notifier.answer(outcome);
  await deliverOn(stage);
  const post = (...added: OutboxEntry[]) =>
    stage.store.transact((state) => ({
      state: { ...state, outbox: [...state.outbox, ...added] },
      result: undefined,
    }));
  const asked = () => stage.notifier.asked.slice(1).map(({ text }) => text.at(-1));
  return { stage, post, asked };
}

describe('a message that found no way', () => {
  it('waits for its next attempt where nothing else is to be sent', async () => {
    const { stage, asked } = await afterFirst(FAILED);
    stage.clock.advance(299);
    await deliverOn(stage);
    expect(asked()).toEqual([]);
    stage.clock.advance(1);
    await deliverOn(stage);
    expect(asked()).toEqual(['a']);
  });

  it('goes at once with a newer one to its target, and before it', async () => {
    const { stage, post, asked } = await afterFirst(FAILED);
    stage.clock.advance(60);
    await post(entry('b', { nextAttemptAt: NOON + 60 }));
    await deliverOn(stage);
    expect(asked()).toEqual(['a', 'b']);
    expect(stage.store.saved.outbox).toEqual([]);
  });

  it('keeps its place though the way is still closed', async () => {
    const { stage, post, asked } = await afterFirst(FAILED);
    await post(entry('b'));
    stage.notifier.answer(FAILED);
    await deliverOn(stage);
    expect(asked()).toEqual(['a']);
    expect(stage.store.saved.outbox.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is not hurried by a message to another target', async () => {
    const { stage, post, asked } = await afterFirst(FAILED, { target: '42' });
    await post(entry('b'));
    await deliverOn(stage);
    expect(asked()).toEqual(['b']);
  });
});

describe('a message that was refused', () => {
  it('goes with a newer one to its target, and before it: its chat may be there again', async () => {
    const { stage, post, asked } = await afterFirst(REFUSED);
    stage.clock.advance(300);
    await post(entry('b'));
    await deliverOn(stage);
    expect(asked()).toEqual(['a', 'b']);
    expect(stage.store.saved.outbox).toEqual([]);
  });

  it('and that is refused again holds up no newer one, and is asked for alone', async () => {
    const { stage, post, asked } = await afterFirst(REFUSED);
    stage.clock.advance(60);
    await post(entry('c', { isRefused: true, nextAttemptAt: NOON + 3600 }), entry('b'));
    stage.notifier.answer(REFUSED);
    await deliverOn(stage);
    expect(asked()).toEqual(['a', 'b']);
    expect(stage.store.saved.outbox.map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('and is taken now brings along all that were refused, in order', async () => {
    const { stage, post, asked } = await afterFirst(REFUSED);
    stage.clock.advance(60);
    await post(entry('c', { isRefused: true, nextAttemptAt: NOON + 3600 }), entry('b'));
    await deliverOn(stage);
    expect(asked()).toEqual(['a', 'c', 'b']);
  });

  it('is not hurried within a minute', async () => {
    const { stage, post, asked } = await afterFirst(REFUSED);
    stage.clock.advance(59);
    await post(entry('b'));
    await deliverOn(stage);
    expect(asked()).toEqual(['b']);
  });

  it('is not hurried by another one whose hour has come', async () => {
    const { stage, post, asked } = await afterFirst(REFUSED);
    stage.clock.advance(300);
    await post(entry('c', { isRefused: true }));
    await deliverOn(stage);
    expect(asked()).toEqual(['c']);
  });

  it('is not hurried by a message to another target', async () => {
    const { stage, post, asked } = await afterFirst(REFUSED, { target: '42' });
    stage.clock.advance(300);
    await post(entry('b'));
    await deliverOn(stage);
    expect(asked()).toEqual(['b']);
  });
});

describe('a newer message does not hurry one', () => {
  it.each([
    ['for which the channel named a time', { ...FAILED, retryAfterSeconds: 400 }],
    ['that may have arrived', { kind: 'unknown', detail: 'no answer' }],
  ] as const)('%s', async (_, outcome) => {
    const { stage, post, asked } = await afterFirst(outcome);
    stage.clock.advance(300);
    await post(entry('b'));
    await deliverOn(stage);
    expect(asked()).toEqual(['b']);
  });
});
