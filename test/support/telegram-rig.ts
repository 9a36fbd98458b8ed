/** A Telegram notifier beside stand-ins of the Bot API, all of which are closed after the test. */
import { afterEach, expect } from 'vitest';
import { type BotApiAccess, createTelegramNotifier } from '../../src/adapters/telegram-notifier.ts';
import type { Message } from '../../src/app/ports.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import { type BotApi, type BotBehaviour, startBotApi } from './bot-api.ts';
import { createJumpingClock, type JumpingClock } from './jumping-clock.ts';

export const TOKEN = '123456:AAE-secret_part';

// Generous where the machine may be busy; tests of the limits set their own.
export const LIMITS = { connectMs: 20_000, answerMs: 20_000 };

export interface Closing {
  /** Closed after the test. */
  closing<T extends { close(): Promise<unknown> }>(thing: T): T;
  startApi(...behaviours: BotBehaviour[]): Promise<BotApi>;
}

/** Call it once in a test file. */
export function useClosing(): Closing {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const thing of open.splice(0)) await thing.close();
  });
  const closing: Closing['closing'] = (thing) => {
    open.push(thing);
    return thing;
  };
  return { closing, startApi: async (...behaviours) => closing(await startBotApi(...behaviours)) };
}

export function accessTo(url: string, more: Partial<BotApiAccess> = {}): BotApiAccess {
  return {
    token: TOKEN,
    apiRoot: { url, shown: url },
    proxy: { kind: 'direct', from: 'no proxy is set' },
    limits: LIMITS,
    ...more,
  };
}

export interface TelegramRig {
  readonly clock: JumpingClock;
  /** «a report» to 123 but for what is given. No outcome may show the token. */
  send(message?: Partial<Message>, signal?: AbortSignal): Promise<SendOutcome>;
}

export function createTelegramRig(url: string, more: Partial<BotApiAccess> = {}): TelegramRig {
  const clock = createJumpingClock();
  const notifier = createTelegramNotifier(accessTo(url, more), clock);
  return {
    clock,
    async send(message = {}, signal) {
      const outcome = await notifier.send(
        { text: 'a report', target: '123', silent: false, ...message },
        signal,
      );
      expect(JSON.stringify(outcome)).not.toContain('secret_part');
      return outcome;
    },
  };
}
