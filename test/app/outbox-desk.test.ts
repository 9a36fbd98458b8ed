/** The operator's hand in the outbox: what is tried now, what came of it, and what is thrown away. */
import { describe, expect, it } from 'vitest';
import { deliver } from '../../src/app/deliver.ts';
import {
  dropFromOutbox,
  findEntries,
  type RetryRequest,
  readOutbox,
  retryOutbox,
} from '../../src/app/outbox-desk.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import type { OutboxEntry } from '../../src/schema/state.ts';
import { entry, longAlerts } from '../support/app-entries.ts';
import { createStage, NEVER, type Stage } from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';

const SENT: SendOutcome = { kind: 'sent', via: 'fake' };
const FAILED: SendOutcome = { kind: 'failed', detail: 'no network' };
const REFUSED: SendOutcome = { kind: 'refused', detail: 'chat not found', mend: 'name another' };
const UNKNOWN: SendOutcome = { kind: 'unknown', detail: 'no answer' };
const LATER = { nextAttemptAt: NOON + 3600, attempts: 4, lastError: 'no network' };

const stageWith = (...outbox: OutboxEntry[]): Stage => createStage([], { state: { outbox } });
const retry = (stage: Stage, request: Partial<RetryRequest> = {}, signal = NEVER) =>
  retryOutbox(stage, stage.setting.loaded, { id: undefined, target: undefined, ...request }, signal);
const waiting = (stage: Stage) => stage.store.saved.outbox.map(({ id }) => id);
const asked = (stage: Stage) =>
  stage.notifier.asked.map(({ text, target }) => `${text.split('about ')[1]} to ${target}`);

it('the list knows no later times than a tick would, after the clock was set back', async () => {
  const outbox = [entry('a', { nextAttemptAt: NOON + 7200 + 60 })];
  const stage = createStage([], { state: { outbox, lastTickAt: NOON + 7200 } });
  expect(await readOutbox(stage)).toMatchObject({ entries: [{ nextAttemptAt: NOON + 60 }], at: NOON });
});

describe('retry', () => {
  it('delivers at once what waits for a later try, in order', async () => {
    const stage = stageWith(entry('a', LATER), entry('b', LATER));
    expect(await retry(stage)).toMatchObject({
      ok: true,
      value: { delivered: ['a', 'b'], waiting: [], problems: [], isLeftToAnother: false },
    });
    expect(asked(stage)).toEqual(['a to 1', 'b to 1']);
    expect(stage.journal).toEqual([
      'save',
      'hold delivery',
      'send sent',
      'save',
      'send sent',
      'save',
      'release delivery',
    ]);
  });

  it('sends nothing that a silence keeps back', async () => {
    const held = entry('a', { ...LATER, silencedJob: 'scan' });
    const stage = stageWith(held, entry('b', LATER));
    expect(await retry(stage)).toMatchObject({ value: { delivered: ['b'], waiting: [] } });
    expect(await retry(stage, { id: 'a' })).toMatchObject({
      failure: { kind: 'entry-held', id: 'a', jobId: 'scan' },
    });
    expect(stage.store.saved.outbox).toEqual([held]);
  });

  it('of one leaves the others waiting', async () => {
    const stage = stageWith(entry('a', LATER), entry('b', LATER));
    expect(await retry(stage, { id: 'b' })).toMatchObject({ value: { delivered: ['b'], waiting: [] } });
    expect(waiting(stage)).toEqual(['a']);
  });

  it('of one that fails counts the try, and says when the next is', async () => {
    const stage = stageWith(entry('a', LATER));
    stage.notifier.answer(FAILED);
    expect(await retry(stage)).toMatchObject({
      value: {
        delivered: [],
        waiting: [{ id: 'a', attempts: 5, nextAttemptAt: NOON + 600 }],
        problems: [{ kind: 'send', outcome: FAILED }],
        isLeftToAnother: false,
      },
    });
  });

  it('to another chat: the whole message, and it stays addressed so', async () => {
    const parts = longAlerts('x', 'y');
    const stage = stageWith(entry('a', { ...LATER, target: '9', sections: parts, partsSent: 1 }));
    stage.notifier.answer(SENT, FAILED);
    await retry(stage, { id: 'a', target: ' 42 ' });
    expect(stage.notifier.asked.map(({ target }) => target)).toEqual(['42', '42']);
    expect(stage.notifier.asked[0]?.text).toContain('• about x');
    expect(stage.store.saved.outbox).toMatchObject([{ id: 'a', target: '42', partsSent: 1 }]);
  });

  it('does not wait with routine news that may have arrived', async () => {
    const stage = stageWith(entry('a', { importance: 'routine' }));
    stage.notifier.answer(UNKNOWN);
    expect(await retry(stage)).toMatchObject({
      value: { delivered: [], mayHaveArrived: ['a'], waiting: [] },
    });
  });

  it('leaves all to a delivery that is at work, and says so', async () => {
    const stage = stageWith(entry('a', LATER));
    stage.deliveryTurn.takeBy('pid 7 (tick, since 12:00:00)');
    expect(await retry(stage)).toMatchObject({
      value: { delivered: [], waiting: [{ id: 'a', nextAttemptAt: NOON }], isLeftToAnother: true },
    });
    expect(asked(stage)).toEqual([]);
  });

  it('names what keeps it: nobody to tell', async () => {
    const stage = stageWith(entry('a'));
    stage.setting.recipient = undefined;
    expect(await retry(stage)).toMatchObject({
      value: { waiting: [{ id: 'a' }], problems: [{ kind: 'no-target' }], isLeftToAnother: false },
    });
  });

  it('says nothing of what is printed, not sent', async () => {
    const stage = stageWith(entry('p', { via: 'print' }));
    expect(await retry(stage)).toMatchObject({ value: { delivered: [], waiting: [] } });
    expect(await retry(stage, { id: 'p' })).toMatchObject({ failure: { kind: 'entry-printed' } });
    expect(waiting(stage)).toEqual(['p']);
  });

  it('leaves alone what a silence holds', async () => {
    const held = entry('h', { ...LATER, silencedJob: 'h' });
    const stage = stageWith(held, entry('a', LATER));
    expect(await retry(stage)).toMatchObject({
      value: { delivered: ['a'], waiting: [], isLeftToAnother: false },
    });
    for (const target of [undefined, '42'])
      expect(await retry(stage, { id: 'h', target })).toMatchObject({
        failure: { kind: 'entry-held', jobId: 'h' },
      });
    expect(stage.store.saved.outbox).toEqual([held]);
  });

  it.each<[Partial<RetryRequest>, object]>([
    [{ id: 'c' }, { kind: 'not-waiting', known: ['a'] }],
    [
      { id: 'a', target: 'me' },
      { kind: 'wrong-target', detail: '"me" is no Telegram target' },
    ],
    [
      { id: 'a', target: '123456:AAE-a-token-typed-by-mistake_0123456789' },
      { kind: 'wrong-target', detail: expect.stringContaining('<token>') },
    ],
  ])('%j is refused, and changes nothing', async (request, failure) => {
    const stage = stageWith(entry('a', LATER));
    expect(await retry(stage, request)).toMatchObject({ ok: false, failure });
    expect([stage.store.writes, asked(stage)]).toEqual([[], []]);
  });
});

describe('finding', () => {
  it('hands back what is named in the order of the outbox, or names the first that is missing', async () => {
    const stage = stageWith(entry('a'), entry('b'), entry('p', { via: 'print' }));
    const ids = async (wanted: readonly string[] | 'all') => {
      const found = await findEntries(stage, wanted);
      return found.ok ? found.value.map(({ id }) => id) : found.failure;
    };
    expect(await ids(['p', 'a'])).toEqual(['a', 'p']);
    expect(await ids('all')).toEqual(['a', 'b', 'p']);
    expect(await ids(['a', 'x'])).toMatchObject({ kind: 'not-waiting', id: 'x', known: ['a', 'b', 'p'] });
  });
});

describe('drop', () => {
  it('takes entries out between deliveries', async () => {
    const stage = stageWith(entry('a'), entry('b'), entry('p', { via: 'print' }));
    expect(await dropFromOutbox(stage, new Set(['a', 'p', 'gone']))).toEqual({
      ids: ['a', 'p'],
      underWay: undefined,
    });
    expect(waiting(stage)).toEqual(['b']);
    expect(stage.journal).toEqual(['hold delivery', 'save', 'release delivery']);
  });

  it('does not wait for a delivery that is under way, and names it', async () => {
    const stage = stageWith(entry('a'));
    stage.deliveryTurn.takeBy('pid 7');
    expect(await dropFromOutbox(stage, new Set(['a']))).toEqual({ ids: ['a'], underWay: { owner: 'pid 7' } });
    expect(waiting(stage)).toEqual([]);
  });

  it.each([SENT, FAILED, UNKNOWN, REFUSED])(
    'stays dropped, whatever a send under way comes to: $kind',
    async (outcome) => {
      const stage = stageWith(entry('a'), entry('b'));
      stage.notifier.answer(async () => {
        await dropFromOutbox(stage, new Set(['a', 'b']));
        return outcome;
      });
      await deliver(stage, { target: undefined, notify: stage.setting.loaded.config.notify }, NEVER);
      expect(waiting(stage)).toEqual([]);
      expect(stage.notifier.asked).toHaveLength(1);
    },
  );
});
