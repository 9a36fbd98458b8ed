/**
 * The outcomes of `openclaw message send`, a row for every text of OPENCLAW.md section 4: what was asked of it; what is
 * left in the outbox and what a person reads where it is the only way; and what then goes by the HTTP way, where that is
 * open as well. What takes a time limit to happen is in delivery-limits.test.ts.
 */
import { expect, test } from 'vitest';
import {
  createDeliveryStage,
  expectAsked,
  expectCalled,
  expectLeft,
  GROUP,
  outcomeOf,
  TARGET,
  WAITS,
} from '../support/delivery-stage.ts';
import type { OpenclawBehaviour } from '../support/stand-in-openclaw.ts';

const NODE = 'put a newer Node beside openclaw, or first in PATH';
const TOKEN = 'this user needs the token of the gateway, as in gateway.auth of its openclaw.json';
const PATH = 'put the folder of node into PATH where the tick is scheduled, or set notify.openclawBin';
const START = 'open the bot in Telegram and send it /start once';
const CALL = "Call to 'sendMessage' failed!";

const ends = (stderr: string, exit = 1): OpenclawBehaviour => ({ exit, stderr });

test('exit 0: it went out, and nothing more is asked or said', async (context) => {
  const stage = await createDeliveryStage(context, { transport: 'auto' });
  const told = await stage.tick();
  expect(told).toMatchObject({ exitCode: 0, reads: [] });
  expectCalled(stage.openclaw, 1);
  expectAsked(stage.telegram, []);
  expectLeft(stage.rig.state().outbox, told, undefined);
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expectCalled(stage.openclaw, 1);
});

type Row = readonly [does: OpenclawBehaviour, reads: string, calls?: 0];

test.for<Row>([
  [
    'no interpreter',
    'openclaw could not be started: RIG/bin/openclaw: the interpreter that its first line names was not found',
    0,
  ],
  [
    ends('permission denied', 126),
    `openclaw, or the node it needs, could not be started (exit 126: permission denied); ${PATH}`,
  ],
  [
    ends('env: node: No such file or directory', 127),
    `openclaw, or the node it needs, could not be started (exit 127: env: node: No such file or directory); ${PATH}`,
  ],
  [
    ends('node:sqlite is unavailable in this Node'),
    `openclaw: node:sqlite is unavailable in this Node (${NODE})`,
  ],
  [ends('OpenClaw requires Node >=24.16.0'), `openclaw: OpenClaw requires Node >=24.16.0 (${NODE})`],
  [
    ends('Error: Gateway not reachable at ws://127.0.0.1:18789'),
    'openclaw: Error: Gateway not reachable at ws://127.0.0.1:PORT (start the gateway: openclaw gateway start)',
  ],
  [
    ends('the gateway requires credentials before opening a connection'),
    `openclaw: the gateway requires credentials before opening a connection (${TOKEN})`,
  ],
  [
    ends('gateway connect failed: closed'),
    'openclaw: gateway connect failed: closed (see openclaw gateway status)',
  ],
  [ends('unauthorized: gateway token mismatch'), `openclaw: unauthorized: gateway token mismatch (${TOKEN})`],
  [
    ends('OpenClaw config is invalid: channels'),
    'openclaw: OpenClaw config is invalid: channels (run openclaw doctor)',
  ],
  [ends('Unknown account "work"'), 'openclaw: Unknown account "work" (check notify.account)'],
  [
    ends('botToken is unresolved in the active runtime snapshot'),
    'openclaw: botToken is unresolved in the active runtime snapshot (run openclaw secrets reload)',
  ],
  [
    ends('SecretSurfaceUnavailableError: telegram'),
    'openclaw: SecretSurfaceUnavailableError: telegram (run openclaw secrets reload)',
  ],
  [
    ends('this version does not recognize option --json'),
    'openclaw: this version does not recognize option --json (update openclaw)',
  ],
  [ends(`${CALL} (500: Internal Server Error)`), `openclaw: ${CALL} (500: Internal Server Error)`],
  [ends('Segmentation fault', 139), 'openclaw: exit 139: Segmentation fault'],
  [ends(''), 'openclaw: exit 1, and it said nothing'],
  [
    { floodThen: 'Error: Gateway not reachable' },
    `openclaw: …${'x'.repeat(43)}Error: Gateway not reachable (start the gateway: openclaw gateway start)`,
  ],
])('did not go out, so by the HTTP way at once: %j', async ([does, reads, calls = 1], context) => {
  const stage = await createDeliveryStage(context, { transport: 'openclaw', openclaw: does });
  const told = await stage.tick();
  expect(outcomeOf(told.reads)).toBe('failed');
  expectCalled(stage.openclaw, calls);
  expectAsked(stage.telegram, []);
  expect(told).toMatchObject({
    exitCode: 1,
    reads: [`WARNING: not delivered yet, will be tried again: ${reads}`, WAITS],
  });
  const lastError = reads.replace('RIG', stage.rig.folder);
  expectLeft(stage.rig.state().outbox, told, { inSeconds: 0, lastError, waitsForWay: true });

  stage.go('auto');
  const next = await stage.tick();
  expect(next).toMatchObject({ exitCode: 0, reads: [] });
  expectCalled(stage.openclaw, 2 * calls);
  expectAsked(stage.telegram, [GROUP]);
  expectLeft(stage.rig.state().outbox, next, undefined);
});

test.for<Row>([
  [
    ends(`${CALL} (401: Unauthorized)`),
    `openclaw: the bot token was refused (target ${TARGET}). To mend it: get the token that is valid now from @BotFather, and put it where ops-monitor doctor says the old one was found`,
  ],
  [
    ends(`${CALL} (400: Bad Request: something new)`),
    `openclaw: ${CALL} (400: Bad Request: something new) (target ${TARGET}). To mend it: check notify.target, notify.threadId and notify.account`,
  ],
  [
    ends(`${CALL} (403: Forbidden: bot was blocked by the user)`),
    `openclaw: the bot was blocked by the user (target ${TARGET}). To mend it: unblock the bot: ${START}`,
  ],
  [
    ends('telegram: chat not found'),
    `openclaw: chat not found (target ${TARGET}). To mend it: check notify.target or --target, and ${START}`,
  ],
  [
    ends('bot is not a member of the channel chat'),
    `openclaw: the bot is not a member of the chat (target ${TARGET}). To mend it: add the bot to the chat, or name another chat in notify.target or --target`,
  ],
])('did not go out and cannot, so nobody else is asked: %j', async ([does, reads], context) => {
  const stage = await createDeliveryStage(context, { transport: 'auto', openclaw: does });
  const told = await stage.tick();
  expect(outcomeOf(told.reads)).toBe('refused');
  expectCalled(stage.openclaw, 1);
  expectAsked(stage.telegram, []);
  const line = `ERROR: cannot be delivered as things are, tried hourly: ${reads}`;
  expect(told).toMatchObject({ exitCode: 1, reads: [line, WAITS] });
  expectLeft(stage.rig.state().outbox, told, { inSeconds: 3600, lastError: reads });

  const again = [`${WAITS}, to be tried again in A WHILE; the last try: ${reads}`];
  expect(await stage.tick()).toMatchObject({ exitCode: 1, reads: again });
  expectCalled(stage.openclaw, 1);
  stage.openclaw.play({ exit: 0 });
  stage.letTimePass();
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expectCalled(stage.openclaw, 2);
});

test.for<Row>([
  [ends("Network request for 'sendMessage' failed!"), "openclaw: Network request for 'sendMessage' failed!"],
  [ends('gateway timeout after 30000ms'), 'openclaw: gateway timeout after 30000ms'],
  [ends('the outcome is unknown'), 'openclaw: the outcome is unknown'],
  [ends('Delivery is pending in the queue'), 'openclaw: Delivery is pending in the queue'],
  [ends('CHANNEL_PARTIAL_DELIVERY'), 'openclaw: CHANNEL_PARTIAL_DELIVERY'],
  [{ exit: 1, stdout: '{"sentBeforeError":1}' }, 'openclaw: {"sentBeforeError":1}'],
])('may have gone out, so nobody else is asked for ten minutes: %j', async ([does, reads], context) => {
  const stage = await createDeliveryStage(context, { transport: 'auto', openclaw: does });
  const told = await stage.tick();
  expect(outcomeOf(told.reads)).toBe('unknown');
  expectCalled(stage.openclaw, 1);
  expectAsked(stage.telegram, []);
  const line = `WARNING: may or may not have arrived, and will be sent again to be sure: ${reads}`;
  expect(told).toMatchObject({ exitCode: 1, reads: [line, WAITS] });
  expectLeft(stage.rig.state().outbox, told, { inSeconds: 600, lastError: reads, unknowns: 1 });

  const again = [`${WAITS}, to be tried again in A WHILE; the last try: ${reads}`];
  expect(await stage.tick()).toMatchObject({ exitCode: 1, reads: again });
  expectCalled(stage.openclaw, 1);
  stage.openclaw.play({ exit: 0 });
  stage.letTimePass();
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expectCalled(stage.openclaw, 2);
});

test('(429 … retry after 900: what the bot may not send now goes by neither way before', async (context) => {
  const reads = `openclaw: ${CALL} (429: Too Many Requests: retry after 900)`;
  const stage = await createDeliveryStage(context, {
    transport: 'auto',
    openclaw: ends(reads.slice('openclaw: '.length)),
  });
  const told = await stage.tick();
  expect(outcomeOf(told.reads)).toBe('failed');
  expectCalled(stage.openclaw, 1);
  expectAsked(stage.telegram, []);
  expect(told).toMatchObject({
    exitCode: 1,
    reads: [`WARNING: not delivered yet, will be tried again: ${reads}`, WAITS],
  });
  expectLeft(stage.rig.state().outbox, told, { inSeconds: 900, lastError: reads });
  const again = [`${WAITS}, to be tried again in A WHILE; the last try: ${reads}`];
  expect(await stage.tick()).toMatchObject({ exitCode: 1, reads: again });
  expectCalled(stage.openclaw, 1);
});

test('(429 … retry after 1: by the HTTP way, a second later', async (context) => {
  const openclaw = ends(`${CALL} (429: Too Many Requests: retry after 1)`);
  const stage = await createDeliveryStage(context, { transport: 'auto', openclaw });
  const told = await stage.tick();
  expect(told).toMatchObject({ exitCode: 0, reads: [] });
  expect(told.to - told.from).toBeGreaterThan(1);
  expectCalled(stage.openclaw, 1);
  expectAsked(stage.telegram, [GROUP]);
  expectLeft(stage.rig.state().outbox, told, undefined);
});

test('where both ways fail, what each of them said is read, and kept', async (context) => {
  const openclaw = ends('Gateway not reachable');
  const stage = await createDeliveryStage(context, { transport: 'auto', openclaw, telegram: ['html 403'] });
  const told = await stage.tick();
  const first = 'openclaw: Gateway not reachable (start the gateway: openclaw gateway start)';
  const second = "Telegram: HTTP 403 (not Telegram's words); check apiRoot, proxy and network";
  expect(told).toMatchObject({
    exitCode: 1,
    reads: [`WARNING: not delivered yet, will be tried again: ${first}`, `  ${second}`, WAITS],
  });
  expectCalled(stage.openclaw, 1);
  expectAsked(stage.telegram, [GROUP]);
  expectLeft(stage.rig.state().outbox, told, {
    inSeconds: 0,
    lastError: `${first}\n${second}`,
    waitsForWay: true,
  });
});
