/**
 * Plays Telegram's Bot API on loopback: takes sendMessage for one bot, keeps what arrived, answers as Telegram does.
 */
import { createServer } from 'node:http';

/** Returns `{apiRoot, messages, close}`; `messages` grows as they arrive: `{chatId, text, isSilent}`. */
export async function startStandInTelegram(botToken) {
  const messages = [];
  const server = createServer(async (request, response) => {
    const answer = await respond(request, botToken, messages);
    response.writeHead(answer.ok ? 200 : answer.error_code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    apiRoot: `http://127.0.0.1:${server.address().port}`,
    messages,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function respond(request, botToken, messages) {
  const body = await readAll(request);
  if (!request.url.startsWith(`/bot${botToken}/`)) return refusal(401, 'Unauthorized');
  if (request.url !== `/bot${botToken}/sendMessage`) return refusal(404, 'Not Found');
  const { chat_id: chatId, text, disable_notification: isSilent = false } = parse(body) ?? {};
  if (typeof text !== 'string' || text.trim() === '')
    return refusal(400, 'Bad Request: message text is empty');
  if (chatId === undefined) return refusal(400, 'Bad Request: chat_id is empty');
  messages.push({ chatId: String(chatId), text, isSilent });
  const chat = { id: Number(chatId), type: 'private' };
  return {
    ok: true,
    result: { message_id: messages.length, date: Math.floor(Date.now() / 1000), chat, text },
  };
}

function refusal(code, description) {
  return { ok: false, error_code: code, description };
}

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
