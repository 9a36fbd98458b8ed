import { describe, expect, it } from 'vitest';
import { createTelegramNotifier } from '../../src/adapters/telegram-notifier.ts';
import { createJumpingClock } from '../support/jumping-clock.ts';
import { accessTo, createTelegramRig, useClosing } from '../support/telegram-rig.ts';

const { startApi } = useClosing();

describe('429', () => {
  it('of up to 5 s is waited for once', async () => {
    const api = await startApi({ retryAfter: 5 }, 'accept');
    const { send, clock } = createTelegramRig(api.url);
    expect((await send()).kind).toBe('sent');
    expect(clock.pauses).toEqual([5]);
    expect(api.accepted).toHaveLength(1);
  });

  it('twice is left to the next tick, with what Telegram asked for', async () => {
    const api = await startApi({ retryAfter: 2 }, { retryAfter: 3 });
    const { send, clock } = createTelegramRig(api.url);
    expect(await send()).toMatchObject({ kind: 'failed', retryAfterSeconds: 3 });
    expect(clock.pauses).toEqual([2]);
    expect(api.requests).toHaveLength(2);
  });

  it('of more than 5 s is not waited for', async () => {
    const api = await startApi({ retryAfter: 6 });
    const { send, clock } = createTelegramRig(api.url);
    expect(await send()).toMatchObject({ kind: 'failed', retryAfterSeconds: 6 });
    expect(clock.pauses).toEqual([]);
    expect(api.requests).toHaveLength(1);
  });
});

describe('a group that became a supergroup', () => {
  it('is followed once, topic and all, and its new id is told', async () => {
    const api = await startApi({ migrateTo: -100777 }, 'accept');
    const outcome = await createTelegramRig(api.url).send({ target: '-5:topic:7' });
    expect(outcome).toEqual({ kind: 'sent', via: 'telegram', messageId: '1', movedTo: '-100777' });
    expect(api.requests.map(({ body }) => body.chat_id)).toEqual(['-5', '-100777']);
    expect(api.accepted).toMatchObject([{ message_thread_id: 7 }]);
  });

  it('is not followed in a circle', async () => {
    const api = await startApi({ migrateTo: -100777 });
    expect((await createTelegramRig(api.url).send({ target: '-5' })).kind).toBe('failed');
    expect(api.requests).toHaveLength(2);
  });

  it('may also be over its limit', async () => {
    const api = await startApi({ retryAfter: 1 }, { migrateTo: -100777 }, 'accept');
    expect(await createTelegramRig(api.url).send({ target: '-5' })).toMatchObject({
      kind: 'sent',
      movedTo: '-100777',
    });
  });
});

describe('the pace', () => {
  it('is 1 message a second a chat', async () => {
    const api = await startApi();
    const { send, clock } = createTelegramRig(api.url);
    for (const target of ['1', '1', '2', '1']) await send({ target });
    expect(clock.pauses).toEqual([1, 1]);
    await send({ target: '1:topic:7' });
    expect(clock.pauses).toEqual([1, 1, 1]);
  });

  it('is 20 a minute a group', async () => {
    const api = await startApi();
    const { send, clock } = createTelegramRig(api.url);
    for (let i = 0; i < 21; i += 1) await send({ target: '-100123' });
    expect(clock.pauses).toEqual([...Array.from({ length: 19 }, () => 1), 41]);
  });

  it('is not waited for when it is stopped: nothing went out', async () => {
    const api = await startApi();
    const stopping = new AbortController();
    const clock = createJumpingClock();
    const sleep = async () => stopping.abort();
    const notifier = createTelegramNotifier(accessTo(api.url), { ...clock, sleep });
    const message = { text: 'x', target: '1', silent: false };
    await notifier.send(message, stopping.signal);
    expect((await notifier.send(message, stopping.signal)).kind).toBe('failed');
    expect(api.requests).toHaveLength(1);
  });
});
