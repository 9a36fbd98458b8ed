/** A message by the Bot API, from target to outcome: pace, short limits, groups that moved (OPENCLAW.md section 6). */
import type { Clock, Message, Notifier } from '../app/ports.ts';
import type { SendOutcome } from '../core/model.ts';
import { LONGEST_WAIT_SECONDS } from '../core/openclaw-ways.ts';
import { type CallResult, judge, type Verdict } from '../core/telegram-answer.ts';
import { noteSent, secondsToWait } from '../core/telegram-pace.ts';
import { isGroup, parseTarget, refuseTarget, type TelegramTarget } from '../core/telegram-target.ts';

/** One request of sendMessage. Never rejects. */
export type CallSendMessage = (payload: unknown, signal?: AbortSignal) => Promise<CallResult>;

interface Sender {
  readonly call: CallSendMessage;
  readonly clock: Clock;
  /** When messages went to each chat, the oldest first. */
  readonly sentAt: Map<string, readonly number[]>;
}

const STOPPED: SendOutcome = { kind: 'failed', detail: 'Telegram: stopped before it was sent' };

/** The pace is kept within one sender: deliveries of several processes take turns as it is. */
export function createTelegramSender(call: CallSendMessage, clock: Clock): Notifier {
  const sender: Sender = { call, clock, sentAt: new Map() };
  return {
    async send(message, signal) {
      const target = parseTarget(message.target);
      return target ? deliver(sender, target, message, signal) : refuseTarget(message.target);
    },
  };
}

/** At most three requests: a limit of a few seconds is waited for once, and a group that moved is followed once. */
async function deliver(
  sender: Sender,
  first: TelegramTarget,
  message: Message,
  signal: AbortSignal | undefined,
): Promise<SendOutcome> {
  let target = first;
  let hasWaited = false;
  for (;;) {
    const verdict = await attempt(sender, target, message, signal);
    if (verdict === undefined) return STOPPED;
    if (isShortLimit(verdict) && !hasWaited) {
      hasWaited = true;
      await sender.clock.sleep(verdict.retryAfterSeconds * 1000, signal);
    } else if (verdict.kind === 'migrated' && target === first) {
      target = { ...first, chat: verdict.chat };
    } else {
      return outcomeOf(verdict, target === first ? undefined : target.chat);
    }
  }
}

/** Undefined where it was stopped before anything went out. */
async function attempt(
  { call, clock, sentAt }: Sender,
  target: TelegramTarget,
  message: Message,
  signal: AbortSignal | undefined,
): Promise<Verdict | undefined> {
  const earlier = sentAt.get(target.chat) ?? [];
  const wait = secondsToWait(earlier, clock.now().epochSeconds, isGroup(target.chat));
  if (wait > 0) await clock.sleep(wait * 1000, signal);
  if (signal?.aborted) return undefined;
  const result = await call(payloadOf(target, message), signal);
  sentAt.set(target.chat, noteSent(earlier, clock.now().epochSeconds));
  return judge(result, message.target);
}

/** Without parse_mode: the text arrives as it is. */
function payloadOf({ chat, threadId }: TelegramTarget, { text, silent }: Message): unknown {
  return {
    chat_id: chat,
    text,
    ...(threadId === undefined ? {} : { message_thread_id: threadId }),
    ...(silent ? { disable_notification: true } : {}),
    link_preview_options: { is_disabled: true },
  };
}

function isShortLimit(
  verdict: Verdict,
): verdict is { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number } {
  const seconds = verdict.kind === 'rate-limited' ? verdict.retryAfterSeconds : undefined;
  return seconds !== undefined && seconds <= LONGEST_WAIT_SECONDS;
}

function outcomeOf(verdict: Verdict, movedTo: string | undefined): SendOutcome {
  switch (verdict.kind) {
    case 'sent':
      return { kind: 'sent', via: 'telegram', messageId: verdict.messageId, movedTo };
    case 'rate-limited': {
      const { retryAfterSeconds } = verdict;
      const when = retryAfterSeconds === undefined ? 'later' : `after ${retryAfterSeconds} s`;
      return {
        kind: 'failed',
        detail: `Telegram: too many messages, it takes more ${when}`,
        retryAfterSeconds,
      };
    }
    case 'migrated':
      return {
        kind: 'failed',
        detail: `Telegram: the group moved twice, last to ${verdict.chat}; name that in notify.target`,
      };
    case 'refused':
      return { kind: 'refused', detail: `Telegram: ${verdict.detail}`, mend: verdict.mend };
    case 'failed':
    case 'unknown':
      return { kind: verdict.kind, detail: `Telegram: ${verdict.detail}` };
  }
}
