/** What an outcome means for the rest of the outbox: other messages, the other parts of a long one, news that may be lost. */
import { expect, test } from 'vitest';
import type { Importance } from '../../src/schema/state.ts';
import { longAlerts } from '../support/app-entries.ts';
import type { BotRequest } from '../support/bot-api.ts';
import { createDeliveryStage, type DeliveryStage, GROUP, WAITS, waiting } from '../support/delivery-stage.ts';

const UNKNOWN = 'WARNING: may or may not have arrived, ';
const FAILED_500 = 'Telegram: the server failed (500 Internal Server Error)';

const chatsOf = (requests: readonly BotRequest[]) => requests.map(({ body }) => body.chat_id);
const leftIds = ({ rig }: DeliveryStage) => rig.state().outbox.map(({ id }) => id);
const section = (importance: Importance, text = `• ${importance}`) => ({
  jobId: importance,
  importance,
  text,
});

test.for(['telegram', 'openclaw'] as const)(
  'by %s: what is refused keeps nothing from going out, whatever its target, and however often it is refused',
  async (transport, context) => {
    const outbox = [
      waiting({ id: 'poison', target: '-404' }),
      waiting({ id: 'poison too', target: '-404' }),
      waiting({ id: 'another chat', target: '-5' }),
      waiting({ id: 'the usual chat' }),
    ];
    const stage = await createDeliveryStage(context, { transport, outbox });
    stage.telegram.script('chat not found', 'chat not found', 'accept');
    stage.openclaw.play({ knowsNot: '-404' });
    const told = await stage.tick();
    expect(told.exitCode).toBe(1);
    expect(told.reads).toEqual([
      expect.stringMatching(/^ERROR: .*chat not found \(target -404\)\. To mend it: check notify\.target/),
      '2 reports wait in the outbox',
    ]);
    const asked = {
      telegram: () => chatsOf(stage.telegram.requests),
      openclaw: () => stage.openclaw.calls.map((call) => call.flag('--target')),
    }[transport];
    expect(asked()).toEqual(['-404', '-404', '-5', GROUP]);
    expect(leftIds(stage)).toEqual(['poison', 'poison too']);

    // News that comes while it waits goes out as well, and so it does when the poison is tried again before it.
    stage.telegram.script('accept');
    stage.rig.changeState((state) => ({ ...state, outbox: [...state.outbox, waiting({ id: 'newer' })] }));
    expect((await stage.tick()).exitCode).toBe(1);
    expect(asked().slice(4)).toEqual([GROUP]);
    stage.telegram.script('chat not found', 'chat not found', 'accept');
    stage.rig.changeState((state) => ({ ...state, outbox: [...state.outbox, waiting({ id: 'newest' })] }));
    stage.letTimePass();
    expect((await stage.tick()).exitCode).toBe(1);
    expect(asked().slice(5)).toEqual(['-404', '-404', GROUP]);
    expect(leftIds(stage)).toEqual(['poison', 'poison too']);
  },
);

test('a target that is none is told with the forms of one, and keeps nothing from going out', async (context) => {
  const outbox = [waiting({ id: 'poison', target: 'nobody' }), waiting({ id: 'good' })];
  const stage = await createDeliveryStage(context, { transport: 'telegram', outbox });
  const told = await stage.tick();
  const reads =
    '"nobody" is no Telegram target. To mend it: name one in notify.target or --target: 123, -100123, @name, CHAT:topic:N or CHAT:N';
  const line = `ERROR: cannot be delivered as things are, tried hourly: ${reads}`;
  expect(told).toMatchObject({ exitCode: 1, reads: [line, WAITS] });
  expect(chatsOf(stage.telegram.requests)).toEqual([GROUP]);
  expect(leftIds(stage)).toEqual(['poison']);
});

test('what failed is not overtaken: the newer message to that target waits too, one to another does not', async (context) => {
  const outbox = [waiting({ id: 'old' }), waiting({ id: 'new' }), waiting({ id: 'other', target: '-5' })];
  const stage = await createDeliveryStage(context, { transport: 'telegram', outbox });
  stage.telegram.script('html 403', 'accept');
  expect((await stage.tick()).exitCode).toBe(1);
  expect(chatsOf(stage.telegram.requests)).toEqual([GROUP, '-5']);
  expect(leftIds(stage)).toEqual(['old', 'new']);
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expect(leftIds(stage)).toEqual([]);
});

test('routine news that may have arrived is struck, and an alert beside it goes again alone', async (context) => {
  const outbox = [
    waiting({ id: 'routine', sections: [section('routine')] }),
    waiting({ id: 'both', sections: [section('routine'), section('alert')] }),
  ];
  const stage = await createDeliveryStage(context, { transport: 'telegram', outbox });
  stage.telegram.script('500 after accepting');
  const told = await stage.tick();
  const reads = [
    `${UNKNOWN}and as routine news is not sent again: ${FAILED_500}`,
    `${UNKNOWN}and will be sent again to be sure: ${FAILED_500}`,
    WAITS,
  ];
  expect(told).toMatchObject({ exitCode: 1, reads });
  expect(stage.rig.state().outbox).toMatchObject([{ id: 'both', unknowns: 1, sections: [section('alert')] }]);
  stage.telegram.script('accept');
  stage.letTimePass();
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  const texts = stage.telegram.accepted.map(({ text }) => text?.match(/• \w+/g));
  expect(texts).toEqual([['• routine'], ['• routine', '• alert'], ['• alert']]);
});

test('routine news alone that may have arrived leaves nothing behind', async (context) => {
  const outbox = [waiting({ sections: [section('routine')] })];
  const stage = await createDeliveryStage(context, { transport: 'openclaw', outbox });
  stage.openclaw.play({ exit: 1, stderr: 'gateway timeout after 30000ms' });
  const line = `${UNKNOWN}and as routine news is not sent again: openclaw: gateway timeout after 30000ms`;
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [line] });
  expect(leftIds(stage)).toEqual([]);
});

test('of a long message the parts that are out are not sent again', async (context) => {
  const outbox = [waiting({ sections: longAlerts('one', 'two', 'three') })];
  const stage = await createDeliveryStage(context, { transport: 'telegram', outbox });
  stage.telegram.script('accept', { retryAfter: 900 });
  const told = await stage.tick();
  const reads = [
    'WARNING: not delivered yet, will be tried again: Telegram: too many messages, it takes more after 900 s',
    WAITS,
  ];
  expect(told).toMatchObject({ exitCode: 1, reads });
  expect(stage.rig.state().outbox).toMatchObject([{ id: 'r1', partsSent: 1, attempts: 1 }]);
  stage.telegram.script('accept');
  stage.letTimePass();
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  const ends = stage.telegram.accepted.map(({ text = '' }) => text.slice(text.lastIndexOf('(')));
  expect(ends).toEqual(['(1/3)', '(2/3)', '(3/3)']);
  expect(Math.max(...stage.telegram.accepted.map(({ text = '' }) => text.length))).toBeLessThanOrEqual(4000);
  // The pace within one tick: a second a chat.
  const [, , second, third] = stage.telegram.requests;
  expect((third?.atMs ?? 0) - (second?.atMs ?? 0)).toBeGreaterThan(900);
});

test('a group that moved is remembered: the next message goes to its new id at once, topic and all', async (context) => {
  const stage = await createDeliveryStage(context, { transport: 'telegram' });
  stage.telegram.script({ migrateTo: -100999 }, 'accept');
  expect((await stage.tick()).exitCode).toBe(0);
  stage.rig.changeState((state) => ({ ...state, outbox: [waiting({ id: 'next' })] }));
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expect(chatsOf(stage.telegram.requests)).toEqual([GROUP, '-100999', '-100999']);
  expect(stage.telegram.accepted.map((body) => body.message_thread_id)).toEqual([7, 7]);
  // And so by the other way, which could not find it out by itself.
  stage.go('openclaw');
  stage.rig.changeState((state) => ({ ...state, outbox: [waiting({ id: 'last' })] }));
  expect(await stage.tick()).toMatchObject({ exitCode: 0, reads: [] });
  expect(stage.openclaw.calls.map((call) => [call.flag('--target'), call.flag('--thread-id')])).toEqual([
    ['-100999', '7'],
  ]);
});
