/**
 * Plays Telegram's Bot API on loopback, for a real gateway and for the direct way: keeps what arrived, as a phone would
 * show it, and answers a poll for news with none after a pause.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readHtml } from './telegram-html.mjs';

const POLL_MS = 2000;
const BOT = { id: 10000001, is_bot: true, first_name: 'Ops', username: 'ops_stand_in_bot' };
const ANSWERS = { getMe: BOT, getMyCommands: [], getWebhookInfo: { url: '', pending_update_count: 0 } };

/**
 * Returns `{apiRoot, messages, methods, refuseWith, close}`. `messages` grows as they arrive: `{chatId, threadId, isSilent,
 * text, marks, isHtml}`; `text` is what is read, `marks` names the formatting, `isHtml` tells the gateway from the direct
 * way, which sets no parse_mode. `refuseWith(answer)` makes every further send come to that, until it is undefined.
 */
export async function startBotApi(token) {
  const api = { token, messages: [], methods: new Map(), refusal: undefined };
  const server = createServer(async (request, response) => {
    const answer = await respond(request, api);
    if (response.destroyed) return;
    response.writeHead(answer.ok ? 200 : answer.error_code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    apiRoot: `http://127.0.0.1:${server.address().port}`,
    messages: api.messages,
    methods: api.methods,
    refuseWith(answer) {
      api.refusal = answer;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function respond(request, api) {
  const fields = readFields(await readAll(request), request.headers['content-type'] ?? '');
  const [, token, method] = /^\/bot([^/]+)\/(\w+)/.exec(request.url) ?? [];
  if (token !== api.token) return refusal(401, 'Unauthorized');
  api.methods.set(method, (api.methods.get(method) ?? 0) + 1);
  switch (method) {
    case 'getUpdates':
      await sleep(POLL_MS, undefined, { ref: false });
      return { ok: true, result: [] };
    case 'getChat':
      return { ok: true, result: chatOf(fields.chat_id) };
    case 'sendMessage':
      return api.refusal ?? takeMessage(fields, api.messages);
    default:
      return { ok: true, result: ANSWERS[method] ?? true };
  }
}

function takeMessage(fields, messages) {
  const { chat_id: chatId, text = '', parse_mode: mode, message_thread_id: thread } = fields;
  const read = mode === 'HTML' ? readHtml(text) : { text, marks: [] };
  if (read.problem) return refusal(400, `Bad Request: can't parse entities: ${read.problem}`);
  if (read.text.trim() === '') return refusal(400, 'Bad Request: message text is empty');
  if (read.text.length > 4096) return refusal(400, 'Bad Request: message is too long');
  messages.push({
    chatId: String(chatId),
    threadId: thread === undefined ? undefined : Number(thread),
    isSilent: String(fields.disable_notification) === 'true',
    isHtml: mode === 'HTML',
    text: read.text,
    marks: read.marks,
  });
  const date = Math.floor(Date.now() / 1000);
  // Without this echo the client takes it for delivered to a wrong place.
  const topic = thread === undefined ? {} : { message_thread_id: Number(thread), is_topic_message: true };
  const result = { message_id: messages.length, date, chat: chatOf(chatId), text: read.text, ...topic };
  return { ok: true, result };
}

function chatOf(id) {
  return Number(id) < 0
    ? { id: Number(id), type: 'supergroup', title: 'Ops', is_forum: true }
    : { id: Number(id), type: 'private', first_name: 'Owner' };
}

export function refusal(code, description, parameters) {
  return { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) };
}

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function readFields(body, type) {
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
