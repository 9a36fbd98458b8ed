/** Who is written to: a Telegram chat, and where it has topics one of them (OPENCLAW.md section 3). */

import type { SendOutcome } from './model.ts';
import { createRedact } from './telegram-redact.ts';

export interface TelegramTarget {
  /** `123`, `-100123` or `@name`. */
  readonly chat: string;
  /** Absent for the General topic (1) too: Telegram wants its number left out. */
  readonly threadId: number | undefined;
}

const FORMS = '123, -100123, @name, CHAT:topic:N or CHAT:N';

/** How an owner learns the number of their own chat, as OpenClaw's page on access control of Telegram says. */
export const CHAT_ID_HINT =
  'to a first message OpenClaw\'s bot answers with "Your Telegram user id", which is it';

const GENERAL_TOPIC = 1;
const LONGEST_SHOWN = 100;
const PREFIX = /^(?:telegram|tg):(?:group:)?/i;
const FORM = /^(-?\d{1,20}|@[a-z][a-z0-9_]*)(?::(?:topic:)?(\d{1,10}))?$/i;

/** Undefined where the text is no target. Blanks around it do not count. */
export function parseTarget(text: string): TelegramTarget | undefined {
  const [, chat, thread] = FORM.exec(bare(text)) ?? [];
  if (chat === undefined || /^-?0*$/.test(chat)) return undefined;
  const threadId = thread === undefined ? undefined : Number(thread);
  return { chat, threadId: isOwnTopic(threadId) ? threadId : undefined };
}

/** The shortest text that `parseTarget` reads back. */
export function formatTarget({ chat, threadId }: TelegramTarget): string {
  return threadId === undefined ? chat : `${chat}:topic:${threadId}`;
}

/** Remembered moves by chat, whatever form of target they were remembered under. */
export function movesByChat(moved: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(moved).map(([from, to]) => [parseTarget(from)?.chat ?? from, to]));
}

/** The same place after its group became a supergroup of another id. Moves in a row are followed. */
export function movedTarget(
  target: TelegramTarget,
  movedChats: Readonly<Record<string, string>>,
): TelegramTarget {
  const seen = new Set<string>();
  let chat = target.chat;
  while (!seen.has(chat) && Object.hasOwn(movedChats, chat)) {
    seen.add(chat);
    chat = movedChats[chat] ?? chat;
  }
  return { ...target, chat };
}

/** What sending to a text comes to that `parseTarget` cannot read. */
export function refuseTarget(text: string): Extract<SendOutcome, { kind: 'refused' }> {
  // Somebody may have typed the token where the chat belongs.
  const shown = createRedact([])(text).slice(0, LONGEST_SHOWN);
  const detail = `${JSON.stringify(shown)} is no Telegram target`;
  return { kind: 'refused', detail, mend: `name one in notify.target or --target: ${FORMS}` };
}

/** Puts a target that names no topic into `threadId`; one that names a topic, or is no target at all, stays. */
export function withThread(text: string, threadId: number | undefined): string {
  const target = parseTarget(text);
  if (!target || target.threadId !== undefined || !isOwnTopic(threadId)) return text;
  return bare(text).includes(':') ? text : formatTarget({ ...target, threadId });
}

/** Groups and channels may get fewer messages a minute than people do; a name can be any of them. */
export function isGroup(chat: string): boolean {
  return !/^\d/.test(chat);
}

function bare(text: string): string {
  return text.trim().replace(PREFIX, '');
}

function isOwnTopic(threadId: number | undefined): threadId is number {
  return threadId !== undefined && threadId > GENERAL_TOPIC;
}
