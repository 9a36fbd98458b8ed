/**
 * A Bot API on loopback that does whatever Telegram, its network or something in between may do (OPENCLAW.md section 6).
 * It records what it was asked, and counts what it took in as a message.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';

export interface BotRequest {
  readonly token: string;
  /** `sendMessage`, `getMe`. */
  readonly method: string;
  readonly body: {
    readonly chat_id?: string;
    readonly text?: string;
    readonly message_thread_id?: number;
    readonly disable_notification?: boolean;
    readonly [key: string]: unknown;
  };
  readonly headers: IncomingMessage['headers'];
  readonly atMs: number;
}

export type BotBehaviour =
  | 'accept'
  | 'unauthorized'
  | 'not found'
  | 'blocked'
  | 'kicked'
  | 'chat not found'
  | 'thread not found'
  | { readonly migrateTo: number }
  | { readonly retryAfter: number | undefined }
  /** 500 as soon as the headers are in, the body unread. */
  | '500 before accepting'
  /** The message arrives, and yet the answer is 500. */
  | '500 after accepting'
  | 'html 502'
  | 'html 403'
  | 'html 200'
  /** Nothing of the request is read. */
  | 'reset before reading'
  /** The message arrives, the answer does not. */
  | 'reset after reading'
  | 'hang'
  /** A good answer, a byte every 50 ms and never whole. */
  | 'slow drip'
  /** Headers and half of the JSON, then the connection is reset. */
  | 'reset in the answer'
  | 'wrong json'
  | 'ok without a message'
  | 'endless answer'
  | { readonly redirectTo: string }
  | { readonly status: number; readonly body: string };

export interface BotApi {
  /** What apiRoot would be. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly BotRequest[];
  /** What arrived in a chat. */
  readonly accepted: readonly BotRequest['body'][];
  readonly connections: { readonly opened: number; readonly open: number };
  /** One each for the next requests; the last one stays. */
  script(...behaviours: [BotBehaviour, ...BotBehaviour[]]): void;
  close(): Promise<void>;
}

interface Stage {
  readonly requests: BotRequest[];
  readonly accepted: BotRequest['body'][];
  next(): BotBehaviour;
}

export async function startBotApi(...behaviours: BotBehaviour[]): Promise<BotApi> {
  let queue: BotBehaviour[] = behaviours.length > 0 ? behaviours : ['accept'];
  const stage: Stage = {
    requests: [],
    accepted: [],
    next: () => (queue.length > 1 ? queue.shift() : queue[0]) ?? 'accept',
  };
  const http = createHttpServer((request, response) => void serve(stage, request, response));
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createNetServer({ pauseOnConnect: true }, (socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    if (queue[0] === 'reset before reading') {
      stage.next();
      // When it speaks, and long enough for the other side to have written all it wants to say.
      socket.once('data', () => setTimeout(() => socket.resetAndDestroy(), 200));
      socket.resume();
      return;
    }
    http.emit('connection', socket);
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: stage.requests,
    accepted: stage.accepted,
    connections: {
      get opened() {
        return opened;
      },
      get open() {
        return sockets.size;
      },
    },
    script(...next) {
      queue = next;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      http.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One request on its way. */
interface Scene {
  readonly stage: Stage;
  readonly method: string;
  readonly body: BotRequest['body'];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const behaviour = stage.next();
  response.on('error', () => {});
  if (behaviour === '500 before accepting') {
    response.setHeader('connection', 'close');
    answer(response, 500, error(500, 'Internal Server Error'));
    return;
  }
  const [, token = '', method = ''] = /\/bot([^/]*)\/(\w+)$/.exec(request.url ?? '') ?? [];
  const text = await textOf(request).catch(() => undefined);
  // Whoever sent it was ended in the middle.
  if (text === undefined) return;
  const body = JSON.parse(text || '{}') as BotRequest['body'];
  stage.requests.push({ token, method, body, headers: request.headers, atMs: Date.now() });
  const fixed = typeof behaviour === 'object' ? undefined : FIXED[behaviour];
  if (fixed) answer(response, ...fixed);
  else if (typeof behaviour === 'object') actOn(behaviour, response);
  else ACTS[behaviour]?.({ stage, method, body, request, response });
}

type Named = Extract<BotBehaviour, string>;

const ACTS: { readonly [name in Named]?: (scene: Scene) => void } = {
  accept({ stage, method, body, response }) {
    answer(response, 200, method === 'getMe' ? me() : accept(stage, body));
  },
  '500 after accepting'({ stage, body, response }) {
    accept(stage, body);
    answer(response, 500, error(500, 'Internal Server Error'));
  },
  'reset after reading'({ stage, body, request }) {
    accept(stage, body);
    request.socket.resetAndDestroy();
  },
  'reset before reading'({ request }) {
    request.socket.resetAndDestroy();
  },
  'reset in the answer'({ stage, body, request, response }) {
    accept(stage, body);
    response.writeHead(200, { 'content-length': 100 }).write('{"ok":true,"result":{"message_i');
    setTimeout(() => request.socket.resetAndDestroy(), 100);
  },
  hang() {},
  'slow drip'({ response }) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(timer));
  },
  'endless answer'({ response }) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = ' '.repeat(65_536);
    const pour = () => {
      if (!response.destroyed) response.write(chunk, () => setImmediate(pour));
    };
    pour();
  },
};

const FIXED: { readonly [name in Named]?: readonly [status: number, body: string] } = {
  unauthorized: [401, error(401, 'Unauthorized')],
  'not found': [404, error(404, 'Not Found')],
  blocked: [403, error(403, 'Forbidden: bot was blocked by the user')],
  kicked: [403, error(403, 'Forbidden: bot was kicked from the supergroup chat')],
  'chat not found': [400, error(400, 'Bad Request: chat not found')],
  'thread not found': [400, error(400, 'Bad Request: message thread not found')],
  'html 502': [502, '<html><body>Bad Gateway</body></html>'],
  'html 403': [403, '<html><body>Blocked by your administrator</body></html>'],
  'html 200': [200, '<html><body>Welcome to the hotel</body></html>'],
  'wrong json': [200, '{"ok": tru'],
  'ok without a message': [200, '{"ok":true}'],
};

function actOn(behaviour: Extract<BotBehaviour, object>, response: ServerResponse): void {
  if ('migrateTo' in behaviour) {
    const description = 'Bad Request: group chat was upgraded to a supergroup chat';
    answer(response, 400, error(400, description, { migrate_to_chat_id: behaviour.migrateTo }));
  } else if ('retryAfter' in behaviour) {
    const { retryAfter } = behaviour;
    const parameters = retryAfter === undefined ? {} : { retry_after: retryAfter };
    answer(response, 429, error(429, `Too Many Requests: retry after ${retryAfter}`, parameters));
  } else if ('redirectTo' in behaviour) {
    response.writeHead(307, { location: behaviour.redirectTo }).end();
  } else {
    answer(response, behaviour.status, behaviour.body);
  }
}

/** Echoes chat and topic as Telegram does. */
function accept(stage: Stage, body: BotRequest['body']): string {
  stage.accepted.push(body);
  const topic = body.message_thread_id;
  const result = {
    message_id: stage.accepted.length,
    chat: { id: body.chat_id },
    ...(topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true }),
    text: body.text,
  };
  return JSON.stringify({ ok: true, result });
}

function me(): string {
  return JSON.stringify({ ok: true, result: { id: 1, is_bot: true, username: 'stand_in_bot' } });
}

function error(code: number, description: string, parameters?: object): string {
  return JSON.stringify({ ok: false, error_code: code, description, parameters });
}

function answer(response: ServerResponse, status: number, body: string): void {
  const type = body.startsWith('<') ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type }).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
