/**
 * Telegram's HTTP API (OPENCLAW.md section 6). The one room of undici, which takes some 40 ms to load and so is loaded
 * with the first request. Every request has a connection of its own: one that was kept could have died unseen, and what
 * was written to it would be neither sent nor failed.
 */
import type { Socket } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import type { Clock, Notifier } from '../app/ports.ts';
import type { CallResult } from '../core/telegram-answer.ts';
import type { ProxyChoice } from '../core/telegram-proxy.ts';
import { createRedact, type Redact } from '../core/telegram-redact.ts';
import { parseTelegramAnswer, type TelegramAnswer } from '../schema/telegram-answer.ts';
import { errorCode, systemReason } from './system-reason.ts';
import { createTelegramSender } from './telegram-sender.ts';

export interface BotApiAccess {
  readonly token: string;
  /** Without a slash at the end. `shown` is the part of it that people may see. */
  readonly apiRoot: { readonly url: string; readonly shown: string };
  readonly proxy: Exclude<ProxyChoice, { readonly kind: 'unusable' }>;
  /** For the connection until the request can be written, and from then to the end of the answer. */
  readonly limits?: { readonly connectMs: number; readonly answerMs: number };
}

type Undici = typeof import('undici').default;

const LIMITS = { connectMs: 10_000, answerMs: 20_000 };
const LONGEST_ANSWER = 1024 * 1024;
// Node gives an address of several 250 ms by itself, which a far server does not meet.
const ADDRESS_LIMIT_MS = 2500;

export function createTelegramNotifier(access: BotApiAccess, clock: Clock): Notifier {
  return createTelegramSender((payload, signal) => callBotApi(access, 'sendMessage', payload, signal), clock);
}

/** One request of a method of the Bot API. Never rejects; nothing in the result holds the token. */
export async function callBotApi(
  access: BotApiAccess,
  method: string,
  payload: unknown,
  signal?: AbortSignal,
): Promise<CallResult> {
  const redact = createRedact([access.token, passwordOf(access.proxy)]);
  const place = placeOf(access);
  try {
    // As one file the program has the default export alone.
    const { default: undici } = await import('undici');
    const exchange = await request(undici, access, method, JSON.stringify(payload), signal);
    if (exchange.kind === 'broken') return { ...exchange, detail: redact(`${exchange.detail} (${place})`) };
    return {
      kind: 'answered',
      isWritten: exchange.isWritten,
      status: exchange.status,
      answer: withoutSecrets(parseTelegramAnswer(exchange.body), redact),
      date: exchange.date,
    };
  } catch (error) {
    const detail = redact(`no request could be made: ${reasonOf(error)} (${place})`);
    return { kind: 'broken', isWritten: false, status: undefined, detail };
  }
}

function withoutSecrets(answer: TelegramAnswer | undefined, redact: Redact): TelegramAnswer | undefined {
  return answer?.ok === false && answer.description !== undefined
    ? { ...answer, description: redact(answer.description) }
    : answer;
}

function passwordOf(proxy: BotApiAccess['proxy']): string | undefined {
  return proxy.kind === 'proxy' ? new URL(proxy.url).password : undefined;
}

type Exchange =
  | {
      readonly kind: 'whole';
      readonly isWritten: boolean;
      readonly status: number;
      readonly body: string;
      readonly date: string | undefined;
    }
  | Extract<CallResult, { readonly kind: 'broken' }>;

/** Redirects are not followed, and an answer is cut at 1 MiB. */
async function request(
  undici: Undici,
  access: BotApiAccess,
  method: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  const limits = access.limits ?? LIMITS;
  const url = new URL(`${access.apiRoot.url}/bot${access.token}/${method}`);
  const sockets = new Set<Socket>();
  const dispatcher = openDispatcher(
    undici,
    access.proxy,
    trackedConnector(undici, limits.connectMs, sockets),
  );
  try {
    return await exchange(dispatcher, url, body, limits, signal);
  } finally {
    for (const socket of sockets) socket.destroy();
    dispatcher.destroy().catch(() => {});
  }
}

function exchange(
  dispatcher: Dispatcher,
  url: URL,
  body: string,
  limits: { readonly connectMs: number; readonly answerMs: number },
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  return new Promise((resolve) => {
    let isWritten = false;
    let status: number | undefined;
    let date: string | undefined;
    let length = 0;
    const chunks: Buffer[] = [];
    const settle = (result: Exchange) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const breakOff = (detail: string) => settle({ kind: 'broken', isWritten, status, detail });
    const onAbort = () => breakOff('stopped');
    const finish = () => {
      if (status === undefined) return breakOff('no answer');
      settle({ kind: 'whole', isWritten, status, body: Buffer.concat(chunks).toString('utf8'), date });
    };
    const handler: Dispatcher.DispatchHandler = {
      // undici calls this with the connection in hand, and writes the whole request, a few kilobytes, in the same turn.
      onRequestStart() {
        isWritten = true;
        clearTimeout(timer);
        timer = setTimeout(breakOff, limits.answerMs, `no answer within ${seconds(limits.answerMs)}`);
      },
      onResponseStart(_controller, code, headers) {
        status = code;
        date = [headers.date].flat()[0];
      },
      onResponseData(_controller, chunk) {
        length += chunk.length;
        chunks.push(chunk);
        if (length > LONGEST_ANSWER) finish();
      },
      onResponseEnd: finish,
      onResponseError: (_controller, error) =>
        breakOff(status === undefined ? reasonOf(error) : `the answer broke off (HTTP ${status})`),
    };
    let timer = setTimeout(breakOff, limits.connectMs, `no connection within ${seconds(limits.connectMs)}`);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      dispatcher.dispatch(requestOptions(url, body), handler);
    } catch (error) {
      breakOff(reasonOf(error));
    }
  });
}

function requestOptions(url: URL, body: string): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path: url.pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
    reset: true,
    // The limits are our own: undici's are counted from byte to byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** Remembers every socket: undici lets one that is still connecting live on when its dispatcher is destroyed. */
function trackedConnector(undici: Undici, timeout: number, sockets: Set<Socket>): buildConnector.connector {
  const connect = undici.buildConnector({
    timeout,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_LIMIT_MS,
  });
  return (options, callback) => {
    // It returns the socket at once, which its type does not say.
    const socket = connect(options, callback) as unknown as Socket | undefined;
    if (socket) sockets.add(socket);
    return socket;
  };
}

function openDispatcher(
  undici: Undici,
  proxy: BotApiAccess['proxy'],
  connect: buildConnector.connector,
): Dispatcher {
  if (proxy.kind === 'direct') return new undici.Agent({ connect });
  if (proxy.scheme === 'socks5')
    return withoutWarning(() => new undici.Socks5ProxyAgent(proxy.url, { connect }));
  return new undici.ProxyAgent({
    uri: proxy.url,
    clientFactory: (origin, options) => new undici.Pool(origin, { ...options, connect }),
  });
}

/** undici calls its SOCKS support experimental at the first use, which cron would mail to the owner. */
function withoutWarning<T>(make: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return make();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function placeOf({ apiRoot, proxy }: BotApiAccess): string {
  return proxy.kind === 'proxy' ? `${apiRoot.shown} through ${proxy.shown}` : apiRoot.shown;
}

/** Node's words for a code of the system; the message of what undici, its parser or TLS found. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const ownMessage = /^(?:UND_ERR|HPE|ERR)_/.test(errorCode(first) ?? '');
  const message = first instanceof Error ? first.message.split('\n', 1)[0] : undefined;
  return (ownMessage ? message : undefined) ?? systemReason(first);
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
