import { describe, expect, it } from 'vitest';
import { createFakeNotifier } from '../support/fakes.ts';
import { notifierContract } from '../support/notifier-contract.ts';

notifierContract('the fake notifier', async () => {
  const notifier = createFakeNotifier();
  return {
    notifier,
    target: '123',
    received: () => notifier.sent.map((message) => message.text),
    breakDown: () => notifier.answer({ kind: 'failed', detail: 'down' }),
  };
});

describe('the fake notifier', () => {
  it('answers as it was told, one answer a send', async () => {
    const notifier = createFakeNotifier();
    notifier.answer({ kind: 'unknown', detail: 'silence' }, () => ({
      kind: 'sent',
      via: 'x',
      movedTo: '-100',
    }));
    const message = { text: 'hello', target: '123', silent: true };
    const kinds = [await notifier.send(message), await notifier.send(message), await notifier.send(message)];
    expect(kinds.map((outcome) => outcome.kind)).toEqual(['unknown', 'sent', 'sent']);
    expect([notifier.asked.length, notifier.sent.length]).toEqual([3, 2]);
  });
});
