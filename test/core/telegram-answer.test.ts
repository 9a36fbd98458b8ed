import { describe, expect, it } from 'vitest';
import { type CallResult, judge } from '../../src/core/telegram-answer.ts';
import { refusalOf } from '../../src/core/telegram-refusal.ts';
import { parseTelegramAnswer } from '../../src/schema/telegram-answer.ts';

function answered(status: number, body: unknown, isWritten = true): CallResult {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answered', isWritten, status, answer: parseTelegramAnswer(text) };
}

function error(code: number, description: string, parameters?: object): CallResult {
  return answered(code, { ok: false, error_code: code, description, parameters });
}

function broken(isWritten: boolean, status?: number): CallResult {
  return { kind: 'broken', isWritten, status, detail: 'connection reset' };
}

describe('what Telegram answers', () => {
  it.each<[string, CallResult, object]>([
    ['a message', answered(200, { ok: true, result: { message_id: 42 } }), { kind: 'sent', messageId: '42' }],
    ['ok, but no message', answered(200, { ok: true, result: true }), { kind: 'unknown' }],
    [
      '429 with a time',
      error(429, 'Too Many Requests', { retry_after: 17 }),
      { kind: 'rate-limited', retryAfterSeconds: 17 },
    ],
    ['429 without a time', error(429, 'Too Many Requests'), { kind: 'rate-limited' }],
    [
      '400 with a new id',
      error(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: -100777 }),
      { kind: 'migrated', chat: '-100777' },
    ],
    ['400 chat not found', error(400, 'Bad Request: chat not found'), { kind: 'refused' }],
    ['400 of another kind', error(400, 'Bad Request: text is empty'), { kind: 'refused' }],
    ['401', error(401, 'Unauthorized'), { kind: 'refused' }],
    ['403', error(403, 'Forbidden: bot was blocked by the user'), { kind: 'refused' }],
    ['404, as for a token of another shape', error(404, 'Not Found'), { kind: 'refused' }],
    ['500', error(500, 'Internal Server Error'), { kind: 'unknown' }],
    ['409', error(409, 'Conflict'), { kind: 'failed', detail: '409 Conflict' }],
  ])('%s', (_what, result, verdict) => {
    expect(judge(result, '123')).toMatchObject(verdict);
  });

  it('counts its own code, whatever the status of HTTP', () => {
    const body = { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' };
    expect(judge(answered(200, body), '1').kind).toBe('refused');
  });
});

describe('what something else answers', () => {
  it.each<[string, CallResult, string]>([
    ['HTML with 200, of a captive portal', answered(200, '<html>'), 'unknown'],
    ['wrong JSON with 200', answered(200, '{"ok": tru'), 'unknown'],
    ['a list with 200', answered(200, []), 'unknown'],
    ['HTML with 502, all written', answered(502, '<html>'), 'unknown'],
    ['HTML with 502, not all written', answered(502, '<html>', false), 'failed'],
    ['500 of Telegram, not all written', answered(500, { ok: false, error_code: 500 }, false), 'failed'],
    ['HTML with 403, of a filter', answered(403, '<html>'), 'failed'],
    ['a redirect', answered(302, ''), 'failed'],
    ['429 of a web server', answered(429, 'slow down'), 'rate-limited'],
  ])('%s', (_what, result, kind) => {
    expect(judge(result, '123').kind).toBe(kind);
  });
});

describe('no answer', () => {
  it.each<[string, CallResult, string]>([
    ['before all was written', broken(false), 'failed'],
    ['after all was written', broken(true), 'unknown'],
    ['in the middle of a 200', broken(true, 200), 'unknown'],
    ['in the middle of a 500', broken(true, 500), 'unknown'],
    ['in the middle of a 403', broken(true, 403), 'failed'],
    ['in the middle of a redirect', broken(true, 307), 'failed'],
  ])('%s', (_what, result, kind) => {
    expect(judge(result, '123')).toEqual({ kind, detail: 'connection reset' });
  });
});

describe('a refusal names cause and mend', () => {
  it.each([
    ['400 Bad Request: chat not found', 'chat not found (target 123)', /--target.*\/start/],
    ['403 Forbidden: bot was blocked by the user', 'the bot was blocked by the user (target 123)', /unblock/],
    [
      '403 Forbidden: bot was kicked from the group chat',
      'the bot is not a member of the chat (target 123)',
      /add the bot/,
    ],
    [
      '403 Forbidden: bot is not a member of the channel chat',
      'the bot is not a member of the chat (target 123)',
      /add the bot/,
    ],
    [
      "403 Forbidden: bot can't initiate conversation with a user",
      "403 Forbidden: bot can't initiate conversation with a user (target 123)",
      /\/start/,
    ],
    [
      '400 Bad Request: message thread not found',
      '400 Bad Request: message thread not found (target 123)',
      /the topic in/,
    ],
    ['400 Bad Request: TOPIC_CLOSED', '400 Bad Request: TOPIC_CLOSED (target 123)', /the topic in/],
    ['401 Unauthorized', 'the bot token was refused (target 123)', /@BotFather/],
    ['404 Not Found', 'the bot token was refused (target 123)', /@BotFather/],
    ['403 Forbidden: something new', '403 Forbidden: something new (target 123)', /allow the bot/],
    ['400 Bad Request: something new', '400 Bad Request: something new (target 123)', /notify\.target/],
  ])('%s', (description, detail, mend) => {
    const refusal = refusalOf(description, '123');
    expect(refusal.detail).toBe(detail);
    expect(refusal.mend).toMatch(mend);
  });
});
