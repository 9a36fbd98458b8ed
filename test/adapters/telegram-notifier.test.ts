import { createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { callBotApi } from '../../src/adapters/telegram-notifier.ts';
import type { Message } from '../../src/app/ports.ts';
import type { BotBehaviour } from '../support/bot-api.ts';
import { DEAD_PORT } from '../support/dead-port.ts';
import { accessTo, createTelegramRig, TOKEN, useClosing } from '../support/telegram-rig.ts';
import { waitFor } from '../support/wait-for.ts';

const { closing, startApi } = useClosing();

describe('the request', () => {
  it('is a POST of JSON to /bot<TOKEN>/sendMessage, and the text goes as it is', async () => {
    const api = await startApi();
    const text = 'wait for <prod> & *x* \\n  - "状态" 🛠️';
    expect(await createTelegramRig(api.url).send({ text })).toEqual({
      kind: 'sent',
      via: 'telegram',
      messageId: '1',
    });
    expect(api.requests).toMatchObject([{ token: TOKEN, method: 'sendMessage' }]);
    expect(api.requests[0]?.headers['content-type']).toBe('application/json');
    expect(api.requests[0]?.body).toEqual({
      chat_id: '123',
      text,
      link_preview_options: { is_disabled: true },
    });
  });

  it.each<[string, Partial<Message>, object]>([
    ['a topic', { target: '-100123:topic:7' }, { chat_id: '-100123', message_thread_id: 7 }],
    ['a topic in the short form', { target: 'tg:-100123:7' }, { chat_id: '-100123', message_thread_id: 7 }],
    ['a name', { target: 'telegram:@name' }, { chat_id: '@name' }],
    ['silence', { silent: true }, { disable_notification: true }],
  ])('carries %s', async (_what, message, body) => {
    const api = await startApi();
    await createTelegramRig(api.url).send(message);
    expect(api.accepted).toMatchObject([body]);
  });

  it.each(['-100123:topic:1', '-100123:1', '-100123'])('to %s carries no topic', async (target) => {
    const api = await startApi();
    await createTelegramRig(api.url).send({ target });
    expect(api.accepted[0]).not.toHaveProperty('message_thread_id');
  });

  it('goes below the path of apiRoot', async () => {
    const api = await startApi();
    expect((await createTelegramRig(`${api.url}/telegram`).send()).kind).toBe('sent');
  });

  it('is not made for what is no target, nor when it was stopped before', async () => {
    const api = await startApi();
    const { send } = createTelegramRig(api.url);
    expect((await send({ target: 'nobody' })).kind).toBe('refused');
    expect(await send({}, AbortSignal.abort())).toMatchObject({ kind: 'failed' });
    expect(api.connections.opened).toBe(0);
  });

  it('has a connection of its own, which is closed after it', async () => {
    const api = await startApi();
    const { send } = createTelegramRig(api.url);
    await send();
    await send();
    expect(api.connections.opened).toBe(2);
    await waitFor('the connections to close', () => api.connections.open === 0);
  });
});

describe('what an answer comes to', () => {
  interface Row {
    readonly behaviour: BotBehaviour;
    readonly outcome: object;
    /** Arrived in the chat, whatever the answer says. */
    readonly arrived?: number;
  }

  it.each<Row>([
    { behaviour: 'accept', outcome: { kind: 'sent', messageId: '1' }, arrived: 1 },
    {
      behaviour: 'unauthorized',
      outcome: {
        kind: 'refused',
        detail: 'Telegram: the bot token was refused (target 123)',
        mend: expect.stringMatching(/@BotFather/),
      },
    },
    { behaviour: 'not found', outcome: { kind: 'refused', mend: expect.stringMatching(/@BotFather/) } },
    {
      behaviour: 'chat not found',
      outcome: {
        kind: 'refused',
        detail: 'Telegram: chat not found (target 123)',
        mend: expect.stringMatching(/notify\.target or --target.*\/start/),
      },
    },
    {
      behaviour: 'blocked',
      outcome: { kind: 'refused', detail: 'Telegram: the bot was blocked by the user (target 123)' },
    },
    { behaviour: 'kicked', outcome: { kind: 'refused', mend: expect.stringMatching(/add the bot/) } },
    { behaviour: 'thread not found', outcome: { kind: 'refused', mend: expect.stringMatching(/threadId/) } },
    { behaviour: { retryAfter: 17 }, outcome: { kind: 'failed', retryAfterSeconds: 17 } },
    { behaviour: { retryAfter: undefined }, outcome: { kind: 'failed', retryAfterSeconds: undefined } },
    { behaviour: '500 before accepting', outcome: { kind: 'unknown' } },
    { behaviour: '500 after accepting', outcome: { kind: 'unknown' }, arrived: 1 },
    { behaviour: 'html 502', outcome: { kind: 'unknown' } },
    { behaviour: 'html 403', outcome: { kind: 'failed', detail: expect.stringMatching(/HTTP 403.*proxy/) } },
    { behaviour: 'html 200', outcome: { kind: 'unknown' } },
    { behaviour: 'wrong json', outcome: { kind: 'unknown' } },
    { behaviour: 'ok without a message', outcome: { kind: 'unknown' } },
    { behaviour: 'reset before reading', outcome: { kind: 'unknown' } },
    { behaviour: 'reset after reading', outcome: { kind: 'unknown' }, arrived: 1 },
    { behaviour: 'reset in the answer', outcome: { kind: 'unknown' }, arrived: 1 },
    { behaviour: { status: 409, body: '{"ok":false,"error_code":409}' }, outcome: { kind: 'failed' } },
  ])('$behaviour: $outcome.kind', async ({ behaviour, outcome, arrived = 0 }) => {
    const api = await startApi(behaviour);
    expect(await createTelegramRig(api.url).send()).toMatchObject(outcome);
    expect(api.accepted).toHaveLength(arrived);
    expect(api.connections.opened).toBe(1);
    await waitFor('the connection to close', () => api.connections.open === 0);
  });

  it('an endless answer is cut, long before its time limit', async () => {
    const api = await startApi('endless answer');
    const limits = { connectMs: 20_000, answerMs: 600_000 };
    expect((await createTelegramRig(api.url, { limits }).send()).kind).toBe('unknown');
    await waitFor('the connection to close', () => api.connections.open === 0);
  });

  it('a redirect is not followed', async () => {
    const other = await startApi();
    const api = await startApi({ redirectTo: `${other.url}/bot${TOKEN}/sendMessage` });
    expect((await createTelegramRig(api.url).send()).kind).toBe('failed');
    expect(other.connections.opened).toBe(0);
  });

  it('a token that the server says back is not shown', async () => {
    const body = JSON.stringify({ ok: false, error_code: 400, description: `no method /bot${TOKEN}/x` });
    const api = await startApi({ status: 400, body });
    expect(await createTelegramRig(api.url).send()).toMatchObject({
      detail: expect.stringMatching(/\/bot<token>\/x/),
    });
  });
});

describe('no connection: nothing went out', () => {
  async function startRaw(onSocket: Parameters<typeof createServer>[1]): Promise<number> {
    const server: Server = createServer({}, onSocket);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing({ close: () => new Promise((resolve) => server.close(resolve)) });
    return (server.address() as { port: number }).port;
  }

  it('nobody listens', async () => {
    expect(await createTelegramRig(`http://127.0.0.1:${DEAD_PORT}`).send()).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/^Telegram: connection refused \(http:\/\/127/),
    });
  });

  it('no such host', async () => {
    // Too long for a name: known here, without asking a server of names.
    const outcome = await createTelegramRig(`http://${'x'.repeat(64)}.invalid`).send();
    expect(outcome).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/^Telegram: .*\.invalid\)$/),
    });
  });

  it('a reset in the handshake of TLS, before anything could be written', async () => {
    const port = await startRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await createTelegramRig(`https://127.0.0.1:${port}`).send()).kind).toBe('failed');
  });

  it('a handshake of TLS that never ends, up to the time limit', async () => {
    const open = new Set<unknown>();
    const port = await startRaw((socket) => {
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket));
      socket.resume();
    });
    const limits = { connectMs: 300, answerMs: 600_000 };
    expect(await createTelegramRig(`https://127.0.0.1:${port}`, { limits }).send()).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/no connection within 0\.3 s/),
    });
    await waitFor('the connection to close', () => open.size === 0);
  });
});

describe('an answer that does not come', () => {
  it.each<BotBehaviour>(['hang', 'slow drip'])('%s: unknown at the time limit', async (behaviour) => {
    const api = await startApi(behaviour);
    const limits = { connectMs: 20_000, answerMs: 500 };
    expect(await createTelegramRig(api.url, { limits }).send()).toMatchObject({
      kind: 'unknown',
      detail: expect.stringMatching(/no answer within 0\.5 s/),
    });
    await waitFor('the connection to close', () => api.connections.open === 0);
  });

  it('is not waited for when it is stopped: unknown', async () => {
    const api = await startApi('hang');
    const stopping = new AbortController();
    const sending = createTelegramRig(api.url).send({}, stopping.signal);
    await waitFor('the request', () => api.requests.length === 1);
    stopping.abort();
    expect(await sending).toMatchObject({ kind: 'unknown', detail: expect.stringMatching(/stopped/) });
    await waitFor('the connection to close', () => api.connections.open === 0);
  });
});

it('other methods of the Bot API can be asked, such as getMe', async () => {
  const api = await startApi();
  expect(await callBotApi(accessTo(api.url), 'getMe', {})).toMatchObject({
    kind: 'answered',
    answer: { ok: true, result: { username: 'stand_in_bot' } },
  });
});
