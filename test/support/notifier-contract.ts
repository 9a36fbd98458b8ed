import { describe, expect, it } from 'vitest';
import type { Message, Notifier } from '../../src/app/ports.ts';

export interface NotifierUnderTest {
  readonly notifier: Notifier;
  /** Somebody whom it reaches. */
  readonly target: string;
  /** The texts that arrived there. */
  received(): readonly string[];
  /** From now on nothing gets through. */
  breakDown(): void;
}

/** What every Notifier does, the real ones and the fake. */
export function notifierContract(name: string, make: () => Promise<NotifierUnderTest>): void {
  describe(`${name} keeps the contract of a Notifier`, () => {
    const message = (target: string, text = 'hello'): Message => ({ text, target, silent: false });

    it('delivers, and says by which way', async () => {
      const { notifier, target, received } = await make();
      const outcome = await notifier.send(message(target));
      expect(outcome).toMatchObject({ kind: 'sent', via: expect.stringMatching(/./) });
      expect(received()).toEqual(['hello']);
    });

    it('delivers several in order, each whole', async () => {
      const { notifier, target, received } = await make();
      const texts = ['• ops 快报 🛠️\n- 状态: running', '<b>not bold</b> & *plain*', 'a\\nb  c'];
      for (const text of texts) await notifier.send(message(target, text));
      expect(received()).toEqual(texts);
    });

    it('resolves to what happened where nothing gets through', async () => {
      const { notifier, target, received, breakDown } = await make();
      breakDown();
      const outcome = await notifier.send(message(target));
      expect(['failed', 'unknown', 'refused']).toContain(outcome.kind);
      expect(outcome).toMatchObject({ detail: expect.stringMatching(/./) });
      expect(received()).toEqual([]);
    });

    it('sends nothing when the signal was aborted before', async () => {
      const { notifier, target, received } = await make();
      const outcome = await notifier.send(message(target), AbortSignal.abort());
      expect(outcome.kind).not.toBe('sent');
      expect(received()).toEqual([]);
    });
  });
}
