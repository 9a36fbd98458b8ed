/**
 * The outcomes of the HTTP way, a row each: what Telegram, its network or something in between does; what was asked of
 * it; what is left in the outbox; what a person reads, then and at the next tick. What takes a time limit to
 * happen, and what never gets a connection, is in delivery-limits.test.ts.
 */
import { expect, test } from 'vitest';
import type { BotBehaviour } from '../support/bot-api.ts';
import {
  createDeliveryStage,
  expectAsked,
  expectLeft,
  GROUP,
  outcomeOf,
  TARGET,
  WAITS,
} from '../support/delivery-stage.ts';

const REFUSED = 'ERROR: cannot be delivered as things are, tried hourly: ';
const FAILED = 'WARNING: not delivered yet, will be tried again: ';
const UNKNOWN = 'WARNING: may or may not have arrived, and will be sent again to be sure: ';

const BAD_TOKEN =
  `Telegram: the bot token was refused (target ${TARGET}). To mend it: get the token that is valid now from ` +
  '@BotFather, and put it where ops-monitor doctor says the old one was found';
const START = 'open the bot in Telegram and send it /start once';

const say = (status: number, description: string): BotBehaviour => ({
  status,
  body: JSON.stringify({ ok: false, error_code: status, description }),
});

interface Sent {
  readonly does: readonly BotBehaviour[];
  readonly asks: readonly string[];
  readonly reads?: readonly string[];
  readonly moved?: Readonly<Record<string, string>>;
}

test.for<[what: string, row: Sent]>([
  ['a message that is taken', { does: ['accept'], asks: [GROUP] }],
  ['429 once', { does: [{ retryAfter: 1 }, 'accept'], asks: [GROUP, GROUP] }],
  [
    '400 of a group that moved',
    {
      does: [{ migrateTo: -100999 }, 'accept'],
      asks: [GROUP, '-100999'],
      reads: [
        `the chat ${TARGET} has become -100999: messages go there from now on; write that where the old one stands (ops-monitor doctor says where)`,
      ],
      moved: { [TARGET]: '-100999' },
    },
  ],
])('sent: %s', async ([, { does, asks, reads = [], moved }], context) => {
  const stage = await createDeliveryStage(context, { transport: 'telegram', telegram: does });
  const told = await stage.tick();
  expect(told).toMatchObject({ exitCode: 0, reads });
  expectAsked(stage.telegram, asks);
  expect(stage.telegram.accepted).toEqual([stage.telegram.requests.at(-1)?.body]);
  expectLeft(stage.rig.state().outbox, told, undefined);
  expect(stage.rig.state().movedChats).toEqual(moved);
  const [first, second] = stage.telegram.requests;
  // Half a second of room for clocks that do not run alike.
  if (does.length > 1 && !moved) expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(500);
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expectAsked(stage.telegram, asks);
});

interface Row {
  readonly does: BotBehaviour;
  readonly outcome: 'refused' | 'failed' | 'unknown';
  readonly inSeconds: number;
  readonly reads: string;
  /** It arrived in the chat, whatever the answer says. */
  readonly arrives?: true;
  /** The body of the request was not read. */
  readonly isUnread?: true;
  /** Of a limit that was named: the way is not closed, the message has its own time. */
  readonly isTimed?: true;
}

const refused = (does: BotBehaviour, reads: string): Row => ({
  does,
  outcome: 'refused',
  inSeconds: 3600,
  reads,
});
const failed = (does: BotBehaviour, reads: string, inSeconds = 0): Row => ({
  does,
  outcome: 'failed',
  inSeconds,
  reads,
  ...(inSeconds > 0 ? { isTimed: true } : {}),
});
const unknown = (does: BotBehaviour, reads: string, more: Partial<Row> = {}): Row => ({
  does,
  outcome: 'unknown',
  inSeconds: 600,
  reads,
  ...more,
});

const RESET = 'Telegram: connection reset by peer (http://127.0.0.1:PORT)';
const FOREIGN = "Telegram: the answer is not Telegram's (HTTP 200)";

test.for<[what: string, row: Row]>([
  ['401', refused('unauthorized', BAD_TOKEN)],
  ['404, as of a token that never was', refused('not found', BAD_TOKEN)],
  [
    '403 of one who blocked the bot',
    refused(
      'blocked',
      `Telegram: the bot was blocked by the user (target ${TARGET}). To mend it: unblock the bot: ${START}`,
    ),
  ],
  [
    '403 of a group without the bot',
    refused(
      'kicked',
      `Telegram: the bot is not a member of the chat (target ${TARGET}). To mend it: add the bot to the chat, or name another chat in notify.target or --target`,
    ),
  ],
  [
    '400 chat not found',
    refused(
      'chat not found',
      `Telegram: chat not found (target ${TARGET}). To mend it: check notify.target or --target, and ${START}`,
    ),
  ],
  [
    '400 thread not found',
    refused(
      'thread not found',
      `Telegram: 400 Bad Request: message thread not found (target ${TARGET}). To mend it: check notify.threadId, or the topic in notify.target or --target`,
    ),
  ],
  [
    '400 of another kind',
    refused(
      say(400, 'Bad Request: something new'),
      `Telegram: 400 Bad Request: something new (target ${TARGET}). To mend it: check notify.target, notify.threadId and notify.account`,
    ),
  ],
  [
    '429 with retry_after',
    failed({ retryAfter: 900 }, 'Telegram: too many messages, it takes more after 900 s', 900),
  ],
  [
    '429 without retry_after',
    failed({ retryAfter: undefined }, 'Telegram: too many messages, it takes more later'),
  ],
  ['another error of Telegram', failed(say(409, 'Conflict'), 'Telegram: 409 Conflict')],
  [
    '403 of a filter on the way',
    failed('html 403', "Telegram: HTTP 403 (not Telegram's words); check apiRoot, proxy and network"),
  ],
  [
    'a redirect',
    failed(
      { redirectTo: 'http://127.0.0.1:1/' },
      'Telegram: HTTP 307 (a redirect, which is not followed); check apiRoot, proxy and network',
    ),
  ],
  [
    '500 before it is accepted',
    unknown('500 before accepting', 'Telegram: the server failed (500 Internal Server Error)', {
      isUnread: true,
    }),
  ],
  [
    '500 after it was accepted',
    unknown('500 after accepting', 'Telegram: the server failed (500 Internal Server Error)', {
      arrives: true,
    }),
  ],
  ['502 in HTML', unknown('html 502', 'Telegram: the server failed (HTTP 502)')],
  ['a reset before it is read', unknown('reset before reading', RESET, { isUnread: true })],
  ['a reset after it was read', unknown('reset after reading', RESET, { arrives: true })],
  [
    'a reset in the middle of the answer',
    unknown('reset in the answer', 'Telegram: the answer broke off (HTTP 200) (http://127.0.0.1:PORT)', {
      arrives: true,
    }),
  ],
  ['200 in HTML, as of a captive portal', unknown('html 200', FOREIGN)],
  ['wrong JSON', unknown('wrong json', FOREIGN)],
  [
    'an answer that names no message',
    unknown('ok without a message', 'Telegram: the answer does not say which message was sent'),
  ],
])('%s', async ([, row], context) => {
  const { does, outcome, inSeconds, reads, arrives, isUnread, isTimed } = row;
  const stage = await createDeliveryStage(context, { transport: 'telegram', telegram: [does, 'accept'] });
  const told = await stage.tick();
  expect(outcomeOf(told.reads)).toBe(outcome);
  expectAsked(stage.telegram, isUnread ? [] : [GROUP]);
  expect(stage.telegram.connections.opened).toBe(1);
  expect(stage.telegram.accepted).toHaveLength(arrives ? 1 : 0);
  const before = { refused: REFUSED, failed: FAILED, unknown: UNKNOWN }[outcome];
  expect(told).toMatchObject({ exitCode: 1, reads: [before + reads, WAITS] });
  const waitsForWay = outcome === 'failed' && !isTimed;
  const unknowns = outcome === 'unknown' ? 1 : undefined;
  expectLeft(stage.rig.state().outbox, told, {
    inSeconds,
    lastError: reads,
    waitsForWay,
    ...(unknowns && { unknowns }),
  });

  // What may be tried at once goes with the next tick. Else that says again what is wrong, and asks nobody until its time.
  if (inSeconds > 0) {
    const again = [`${WAITS}, to be tried again in A WHILE; the last try: ${reads}`];
    expect(await stage.tick()).toMatchObject({ exitCode: 1, reads: again });
    expect(stage.telegram.connections.opened).toBe(1);
    stage.letTimePass();
  }
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expect(stage.telegram.connections.opened).toBe(2);
  expect(stage.telegram.accepted).toHaveLength(arrives ? 2 : 1);
});
