/** What Telegram will never do as things are: named in words a person can act upon (OPENCLAW.md sections 4 and 6). */

export interface Refusal {
  readonly detail: string;
  readonly mend: string;
}

const START = 'open the bot in Telegram and send it /start once';

// The first that fits. `cause` says it shorter than Telegram; without one its own words are kept.
const CAUSES: readonly { readonly sign: RegExp; readonly cause?: string; readonly mend: string }[] = [
  { sign: /chat not found/i, cause: 'chat not found', mend: `check notify.target or --target, and ${START}` },
  {
    sign: /bot was blocked/i,
    cause: 'the bot was blocked by the user',
    mend: `unblock the bot: ${START}`,
  },
  {
    sign: /not a member|was kicked/i,
    cause: 'the bot is not a member of the chat',
    mend: 'add the bot to the chat, or name another chat in notify.target or --target',
  },
  {
    sign: /can't initiate conversation|user is deactivated/i,
    mend: `name a chat that exists in notify.target, and ${START}`,
  },
  {
    sign: /thread not found|topic_(closed|deleted)|topic (is )?closed/i,
    mend: 'check notify.threadId, or the topic in notify.target or --target',
  },
  {
    sign: /\b401\b|unauthorized|\b404\b/i,
    cause: 'the bot token was refused',
    mend: 'get the token that is valid now from @BotFather, and put it where ops-monitor doctor says the old one was found',
  },
  {
    sign: /\b403\b|forbidden/i,
    mend: 'allow the bot to write in that chat, or name another in notify.target',
  },
];
const OTHERWISE = 'check notify.target, notify.threadId and notify.account';

/** `description` is Telegram's, or a text that holds it; nothing secret may be in it. */
export function refusalOf(description: string, target: string): Refusal {
  const found = CAUSES.find(({ sign }) => sign.test(description));
  const cause = found?.cause ?? description.trim();
  return { detail: `${cause} (target ${target})`, mend: found?.mend ?? OTHERWISE };
}
