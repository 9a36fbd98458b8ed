import { expect, it } from 'vitest';
import { parseTelegramAnswer } from '../../src/schema/telegram-answer.ts';

const NO_ERROR = {
  errorCode: undefined,
  description: undefined,
  retryAfterSeconds: undefined,
  migrateTo: undefined,
};

it.each([
  ['{"ok":true,"result":{"message_id":42}}', { ok: true, messageId: '42', result: { message_id: 42 } }],
  ['{"ok":true,"result":{"username":"b"}}', { ok: true, messageId: undefined, result: { username: 'b' } }],
  ['{"ok":true}', { ok: true, messageId: undefined, result: undefined }],
  [
    '{"ok":false,"error_code":429,"description":"d","parameters":{"retry_after":5}}',
    { ...NO_ERROR, ok: false, errorCode: 429, description: 'd', retryAfterSeconds: 5 },
  ],
  [
    '{"ok":false,"parameters":{"migrate_to_chat_id":-1001234567890}}',
    { ...NO_ERROR, ok: false, migrateTo: '-1001234567890' },
  ],
  ['{"ok":false,"error_code":"x","description":5,"parameters":7}', { ...NO_ERROR, ok: false }],
  ['{"ok":false,"parameters":{"retry_after":-5}}', { ...NO_ERROR, ok: false }],
])('%s', (body, expected) => {
  expect(parseTelegramAnswer(body)).toEqual(expected);
});

it.each(['', '<html>', '{"ok": tru', '[]', 'null', '7', '{}', '{"ok":"true"}'])('%j is no answer', (body) => {
  expect(parseTelegramAnswer(body)).toBeUndefined();
});
