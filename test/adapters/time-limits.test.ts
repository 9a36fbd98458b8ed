/** How long a delivery may take in the program itself (OPENCLAW.md sections 4 and 6): other tests shorten these limits. */
import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { probeGateway } from '../../src/adapters/gateway-probe.ts';
import { callBotApi } from '../../src/adapters/telegram-notifier.ts';
import { accessTo, useClosing } from '../support/telegram-rig.ts';

const { closing, startApi } = useClosing();

afterEach(() => {
  vi.useRealTimers();
});

function call(url: string) {
  const { limits: _ofTests, ...access } = accessTo(url);
  return callBotApi(access, 'sendMessage', {});
}

it.each<[what: string, seconds: number, begin: () => Promise<Waiting>, end: unknown]>([
  [
    'the Bot API may take 20 s to answer',
    20,
    async () => {
      const api = await startApi('hang');
      return { isUnderWay: () => api.requests.length > 0, wait: () => call(api.url) };
    },
    { kind: 'broken', isWritten: true, detail: expect.stringMatching(/^no answer within 20 s /) },
  ],
  [
    'a connection to it may take 10 s',
    10,
    async () => {
      const { port, isUnderWay } = await startMute();
      // The handshake of TLS is part of it.
      return { isUnderWay, wait: () => call(`https://127.0.0.1:${port}`) };
    },
    { kind: 'broken', isWritten: false, detail: expect.stringMatching(/^no connection within 10 s /) },
  ],
  [
    'the gateway may take 2 s to answer',
    2,
    async () => {
      const { port, isUnderWay } = await startMute();
      return { isUnderWay, wait: () => probeGateway(port) };
    },
    'silent',
  ],
])('%s', async (_what, seconds, begin, end) => {
  const { isUnderWay, wait } = await begin();
  // Only what counts time is replaced: sockets and servers are real.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const ended: unknown[] = [];
  const waiting = wait().then((result) => ended.push(result));
  while (!isUnderWay()) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(seconds * 1000 - 1);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  vi.useRealTimers();
  await waiting;
  expect(ended).toMatchObject([end]);
});

interface Waiting {
  isUnderWay(): boolean;
  wait(): Promise<unknown>;
}

/** It takes connections, and never says a word. */
async function startMute() {
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    socket.on('error', () => {}).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing({ close: () => new Promise((resolve) => server.close(resolve)) });
  return { port: (server.address() as { port: number }).port, isUnderWay: () => taken > 0 };
}
