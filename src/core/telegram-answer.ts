/** What an answer of the Bot API, or the lack of one, says about a message (OPENCLAW.md section 6). */
import type { TelegramAnswer } from '../schema/telegram-answer.ts';
import { refusalOf } from './telegram-refusal.ts';

/** How one request ended. Nothing secret in `detail`. */
export type CallResult =
  /** `isWritten`: the whole request had been handed to the connection. `answer`: undefined where the body is none of a Bot API. */
  | {
      readonly kind: 'answered';
      readonly isWritten: boolean;
      readonly status: number;
      readonly answer: TelegramAnswer | undefined;
      /** The server's time, as its Date header writes it. */
      readonly date?: string | undefined;
    }
  /** `status`: headers had come, but not all of the body. */
  | {
      readonly kind: 'broken';
      readonly isWritten: boolean;
      readonly status: number | undefined;
      readonly detail: string;
    };

export type Verdict =
  | { readonly kind: 'sent'; readonly messageId: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number | undefined }
  /** The group is a supergroup of this id now. */
  | { readonly kind: 'migrated'; readonly chat: string }
  | { readonly kind: 'refused'; readonly detail: string; readonly mend: string }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/** `target` is shown to people as it is. */
export function judge(result: CallResult, target: string): Verdict {
  if (result.kind === 'broken') return judgeBroken(result);
  const { status, answer } = result;
  if (answer?.ok) return judgeAccepted(answer.messageId);
  const verdict = judgeRefused(answer?.errorCode ?? status, answer, target);
  // What was never handed over whole cannot have been taken.
  return verdict.kind === 'unknown' && !result.isWritten ? { ...verdict, kind: 'failed' } : verdict;
}

function judgeBroken({ isWritten, status, detail }: Extract<CallResult, { kind: 'broken' }>): Verdict {
  // A client error was under way: whatever the rest would have said, the message was not taken.
  const wasRejected = status !== undefined && status >= 300 && status < 500;
  return { kind: isWritten && !wasRejected ? 'unknown' : 'failed', detail };
}

function judgeAccepted(messageId: string | undefined): Verdict {
  return messageId === undefined
    ? { kind: 'unknown', detail: 'the answer does not say which message was sent' }
    : { kind: 'sent', messageId };
}

function judgeRefused(code: number, answer: TelegramAnswer | undefined, target: string): Verdict {
  const error = answer?.ok === false ? answer : undefined;
  const said = error?.description ? `${code} ${error.description}` : `HTTP ${code}`;
  if (code === 429) return { kind: 'rate-limited', retryAfterSeconds: error?.retryAfterSeconds };
  if (error?.migrateTo !== undefined) return { kind: 'migrated', chat: error.migrateTo };
  if (code >= 500) return { kind: 'unknown', detail: `the server failed (${said})` };
  if (!error) return judgeForeign(code);
  if ([400, 401, 403, 404].includes(code)) return { kind: 'refused', ...refusalOf(said, target) };
  return { kind: 'failed', detail: said };
}

/** Something else answered: a captive portal, a filter on the way, a web server in place of the Bot API. */
function judgeForeign(status: number): Verdict {
  if (status < 300) return { kind: 'unknown', detail: `the answer is not Telegram's (HTTP ${status})` };
  const hint = status < 400 ? 'a redirect, which is not followed' : "not Telegram's words";
  return { kind: 'failed', detail: `HTTP ${status} (${hint}); check apiRoot, proxy and network` };
}
