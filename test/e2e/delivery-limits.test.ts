/**
 * The outcomes that take a time limit to happen, and those without a connection, a row each as in delivery-telegram and
 * delivery-openclaw. The limits are shortened, so the tick runs in this process; all else is as in the program.
 */
import { createServer, type Socket } from 'node:net';
import { expect, type TestContext, test } from 'vitest';
import type { BotBehaviour } from '../support/bot-api.ts';
import { DEAD_PORT } from '../support/dead-port.ts';
import {
  createDeliveryStage,
  type DeliveryStage,
  expectAsked,
  expectCalled,
  expectLeft,
  GROUP,
  outcomeOf,
  WAITS,
} from '../support/delivery-stage.ts';
import { impatientTick } from '../support/impatient-tick.ts';

const UNKNOWN = 'WARNING: may or may not have arrived, and will be sent again to be sure: ';
const FAILED = 'WARNING: not delivered yet, will be tried again: ';

test.for<BotBehaviour & string>(['hang', 'slow drip'])(
  '%s of the Bot API: unknown when the time for an answer is over',
  async (does, context) => {
    const stage = await createDeliveryStage(context, { transport: 'telegram', telegram: [does, 'accept'] });
    const limits = { telegram: { connectMs: 60_000, answerMs: 500 } };
    const told = await impatientTick(stage.rig, limits);
    expect(outcomeOf(told.reads)).toBe('unknown');
    expectAsked(stage.telegram, [GROUP]);
    expect(stage.telegram.accepted).toEqual([]);
    const reads = 'Telegram: no answer within 0.5 s (http://127.0.0.1:PORT)';
    expect(told).toMatchObject({ exitCode: 1, reads: [UNKNOWN + reads, WAITS] });
    expectLeft(stage.rig.state().outbox, told, { inSeconds: 600, lastError: reads, unknowns: 1 });
    await expectRest(stage, reads, () => expectAsked(stage.telegram, [GROUP]));
    expect(stage.telegram.accepted).toHaveLength(1);
  },
);

test.for<'hang' | 'ignore SIGTERM'>(['hang', 'ignore SIGTERM'])(
  '%s of openclaw: unknown when its time is over, and it is ended',
  async (does, context) => {
    const stage = await createDeliveryStage(context, { transport: 'auto', openclaw: does });
    // Until then it has written down that it was called, on a busy machine too.
    const limits = { openclaw: { timeoutSeconds: 3, killAfterSeconds: 0.2 } };
    const told = await impatientTick(stage.rig, limits);
    expect(outcomeOf(told.reads)).toBe('unknown');
    expectCalled(stage.openclaw, 1);
    expectAsked(stage.telegram, []);
    const reads = 'openclaw did not end within 3 s';
    expect(told).toMatchObject({ exitCode: 1, reads: [UNKNOWN + reads, WAITS] });
    expectLeft(stage.rig.state().outbox, told, { inSeconds: 600, lastError: reads, unknowns: 1 });
    await stage.rig.noProcessIsLeft();
    stage.openclaw.play({ exit: 0 });
    await expectRest(stage, reads, () => expectCalled(stage.openclaw, 1));
    expectCalled(stage.openclaw, 2);
  },
);

/** Until its time has come nobody is asked, and it is said again why; then it goes. */
async function expectRest(stage: DeliveryStage, reads: string, expectNoMore: () => void): Promise<void> {
  const again = [`${WAITS}, to be tried again in A WHILE; the last try: ${reads}`];
  expect(await stage.tick()).toMatchObject({ exitCode: 1, reads: again });
  expectNoMore();
  stage.letTimePass();
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
}

test('a gateway that takes connections and says nothing: the HTTP way at once', async (context) => {
  const stage = await createDeliveryStage(context, { transport: 'auto' });
  stage.useGateway(await portOf(context, () => {}));
  const told = await impatientTick(stage.rig, { gatewayMs: 300 });
  expect(told).toMatchObject({ exitCode: 0, reads: [] });
  expectCalled(stage.openclaw, 0);
  expectAsked(stage.telegram, [GROUP]);
  expectLeft(stage.rig.state().outbox, told, undefined);
});

interface Closed {
  readonly apiRoot: string;
  readonly reads: string | RegExp;
}

test.for<[what: string, closed: (context: TestContext) => Promise<Closed>]>([
  [
    'nobody listens',
    async () => ({
      apiRoot: `http://127.0.0.1:${DEAD_PORT}`,
      reads: 'Telegram: connection refused (http://127.0.0.1:PORT)',
    }),
  ],
  [
    'a reset before the request could be written',
    async (context) => ({
      apiRoot: `https://127.0.0.1:${await portOf(context, (socket) => void socket.once('data', () => socket.resetAndDestroy()))}`,
      reads: /^Telegram: .+ \(https:\/\/127\.0\.0\.1:PORT\)$/,
    }),
  ],
  [
    'no end of the handshake before the request could be written',
    async (context) => ({
      apiRoot: `https://127.0.0.1:${await portOf(context, (socket) => void socket.resume())}`,
      reads: 'Telegram: no connection within 0.5 s (https://127.0.0.1:PORT)',
    }),
  ],
])('%s: failed, as nothing went out', async ([, close], context) => {
  const stage = await createDeliveryStage(context, { transport: 'telegram' });
  const { apiRoot, reads } = await close(context);
  stage.useApiRoot(apiRoot);
  const told = await impatientTick(stage.rig, { telegram: { connectMs: 500, answerMs: 60_000 } });
  expect(outcomeOf(told.reads)).toBe('failed');
  expect(stage.telegram.connections.opened).toBe(0);
  const lastError = told.reads[0]?.slice(FAILED.length) ?? '';
  expect(lastError).toMatch(reads);
  expect(told).toMatchObject({ exitCode: 1, reads: [FAILED + lastError, WAITS] });
  expectLeft(stage.rig.state().outbox, told, { inSeconds: 0, lastError, waitsForWay: true });
  stage.useApiRoot(stage.telegram.url);
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expectAsked(stage.telegram, [GROUP]);
});

/** A server that does what it likes with its sockets; all of them are closed after the test. */
async function portOf({ onTestFinished }: TestContext, use: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    use(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as { port: number }).port;
}
