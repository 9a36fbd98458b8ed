/** What the end of an `openclaw message send` says about the message: the table of OPENCLAW.md section 4, by text. */
import { jsonAnswersIn } from './json-words.ts';
import type { Exit, SendOutcome } from './model.ts';
import type { Redact } from './telegram-redact.ts';
import { refusalOf } from './telegram-refusal.ts';
import { oneLine } from './text.ts';

/** It may have arrived, or may yet: the gateway keeps what it could not send. */
const MAYBE_SENT = [
  'gateway timeout after',
  'outcome is unknown',
  'Delivery is pending',
  'CHANNEL_PARTIAL_DELIVERY',
  'sentBeforeError',
  "Network request for 'sendMessage' failed!",
];

const NEWER_NODE = 'put a newer Node beside openclaw, or first in PATH';
const GATEWAY_TOKEN = 'this user needs the token of the gateway, as in gateway.auth of its openclaw.json';

/** The program gave up before anything went to Telegram, with a mend where the text itself does not tell one. */
const NEVER_ASKED: readonly (readonly [sign: string, mend?: string])[] = [
  ['node:sqlite is unavailable', NEWER_NODE],
  ['OpenClaw requires', NEWER_NODE],
  ['Gateway not reachable', 'start the gateway: openclaw gateway start'],
  ['requires credentials before opening', GATEWAY_TOKEN],
  ['gateway connect failed', 'see openclaw gateway status'],
  ['config is invalid', 'run openclaw doctor'],
  ['Unknown account', 'check notify.account'],
  ['is unresolved in the active runtime snapshot', 'run openclaw secrets reload'],
  ['SecretSurfaceUnavailableError', 'run openclaw secrets reload'],
  ['does not recognize option', 'update openclaw'],
];
/** Also one of those, but a word that Telegram uses as well: its own numbers are looked for first. */
const GATEWAY_REFUSED = ['unauthorized', GATEWAY_TOKEN] as const;

const PERMANENT = /\((?:401|400|403)\b|chat not found|bot is not a member/;
// The direct way learns the new id from Telegram, so this one is not permanent.
const MOVED = /upgraded to a supergroup/i;
const PASSING = /\((?:500|429)\b/;
const RETRY_AFTER = /retry[ _]after[":= ]*(\d+)/i;
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const SHOWN_LENGTH = 300;
const SHOWN_BEFORE = 50;

export interface OpenclawEnd {
  readonly exit: Exit;
  /** What was asked to be sent, as given to the program: its own words are not taken for an answer. */
  readonly message: string;
  /** Shown to people. */
  readonly target: string;
}

/** Looks at the end of both streams. Texts of the outcome went through `redact`. */
export function judgeOpenclaw({ exit, message, target }: OpenclawEnd, redact: Redact): SendOutcome {
  switch (exit.kind) {
    case 'not-started':
      return failed(`openclaw could not be started: ${redact(exit.detail)}`);
    case 'aborted':
      return unknown('openclaw was stopped while it was sending');
    case 'timed-out':
      return unknown(`openclaw did not end within ${exit.afterSeconds} s`);
    case 'killed':
      return unknown(`openclaw was ended by ${exit.signal} while it was sending`);
    case 'exited':
      break;
  }
  const said = redact(withoutMessage(`${tail(exit.stdout)}\n${tail(exit.stderr)}`, message));
  return exit.exitCode === 0
    ? { kind: 'sent', via: 'openclaw', messageId: messageIdIn(exit.stdout) }
    : judgeText(exit.exitCode, said, target);
}

function judgeText(exitCode: number, said: string, target: string): SendOutcome {
  const says = (sign: string) => said.includes(sign);
  const line = (sign: string) => `openclaw: ${lineWith(said, sign)}`;
  const maybe = MAYBE_SENT.find(says);
  if (maybe !== undefined) return unknown(line(maybe));
  const never = NEVER_ASKED.find(([sign]) => says(sign));
  if (never) return failed(withMend(line(never[0]), never[1]));
  if (MOVED.test(said)) {
    return failed(
      `openclaw: the group became a supergroup (target ${target}); name its new id in notify.target`,
    );
  }
  const permanent = PERMANENT.exec(said)?.[0];
  if (permanent !== undefined) return refused(lineWith(said, permanent), target);
  const passing = PASSING.exec(said)?.[0];
  if (passing !== undefined) return failed(line(passing), secondsIn(said));
  if (says(GATEWAY_REFUSED[0])) return failed(withMend(line(GATEWAY_REFUSED[0]), GATEWAY_REFUSED[1]));
  const ended = `exit ${exitCode}${said.trim() ? `: ${shown(lastLine(said))}` : ', and it said nothing'}`;
  if (exitCode === NOT_FOUND || exitCode === NOT_EXECUTABLE) {
    return failed(
      `openclaw, or the node it needs, could not be started (${ended}); put the folder of node into PATH where the tick is scheduled, or set notify.openclawBin`,
    );
  }
  return failed(`openclaw: ${ended}`);
}

/** The number of the message in what `--json` prints, wherever it stands; undefined where none is found. */
export function messageIdIn(stdout: string): string | undefined {
  return /"message_?id"\s*:\s*"?(\d+)"?/i.exec(stdout)?.[1];
}

function refused(cause: string, target: string): SendOutcome {
  const { detail, mend } = refusalOf(cause, target);
  return { kind: 'refused', detail: `openclaw: ${detail}`, mend };
}

function failed(detail: string, retryAfterSeconds?: number): SendOutcome {
  return retryAfterSeconds === undefined
    ? { kind: 'failed', detail }
    : { kind: 'failed', detail, retryAfterSeconds };
}

function unknown(detail: string): SendOutcome {
  return { kind: 'unknown', detail };
}

function withMend(detail: string, mend: string | undefined): string {
  return mend === undefined ? detail : `${detail} (${mend})`;
}

function secondsIn(said: string): number | undefined {
  const seconds = RETRY_AFTER.exec(said)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

// The runner keeps the last 64 KiB of bytes whole: so many characters of them hold no place where it cut.
const TAIL_LENGTH = 16_384;
const TOKEN_LENGTH = 256;

/** A cut could go through a secret, which then could not be recognised: the beginning of what was cut is left out. */
function tail(output: string): string {
  return output.length <= TAIL_LENGTH ? output : output.slice(TOKEN_LENGTH - TAIL_LENGTH);
}

function withoutMessage(said: string, message: string): string {
  if (message.trim() === '') return said;
  // An answer in JSON stays one.
  return said.replaceAll(message, '').replaceAll(JSON.stringify(message), '""');
}

/** The words that hold the sign: the message of an answer in JSON, else the line. */
function lineWith(said: string, sign: string): string {
  const answer = jsonAnswersIn(said).find(({ text }) => text.includes(sign));
  if (answer === undefined) return around(said.split('\n').find((line) => line.includes(sign)) ?? sign, sign);
  return around(answer.message.includes(sign) ? answer.message : `${answer.message}: ${sign}`, sign);
}

/** From a little before the cause where the line is too long to be shown as a whole. */
function around(line: string, sign: string): string {
  const at = line.indexOf(sign);
  return shown(at + sign.length <= SHOWN_LENGTH ? line : `…${line.slice(at - SHOWN_BEFORE)}`);
}

function lastLine(said: string): string {
  const end = said.trimEnd();
  const answer = jsonAnswersIn(end).findLast(({ text }) => end.endsWith(text));
  return answer?.message ?? end.split('\n').at(-1) ?? '';
}

function shown(line: string): string {
  return oneLine(line, SHOWN_LENGTH);
}
