import { expect, it } from 'vitest';
import { createRedact } from '../../src/core/telegram-redact.ts';

const TOKEN = '123456:AAE-secret_part';
const redact = createRedact([TOKEN, undefined, '']);

it.each([
  [`POST /bot${TOKEN}/sendMessage`, 'POST /bot<token>/sendMessage'],
  ['the part AAE-secret_part alone', 'the part <token> alone'],
  ['bot123456%3AAAE-secret_part', 'bot<token>'],
  [`${TOKEN} and ${TOKEN}`, '<token> and <token>'],
  ['nothing secret', 'nothing secret'],
])('%s reads %s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

it('hides what has the shape of a bot token, though it was never told', () => {
  const blind = createRedact([]);
  expect(blind('bot 7654321:AAF0123456789abcdefghij-_XYZ!')).toBe('bot <token>!');
  expect(blind('at 12:30:45, chat -1001234567890:topic:7')).toBe('at 12:30:45, chat -1001234567890:topic:7');
});

it('hides a token without a colon, and spoils no text for a piece that is too short', () => {
  expect(createRedact(['opaque-token'])('is opaque-token')).toBe('is <token>');
  expect(createRedact(['12:a'])('a man, 12:a')).toBe('a man, <token>');
});

it('hides the longer secret where one is part of another', () => {
  expect(createRedact(['abcd', 'xx:abcdef'])('xx:abcdef')).toBe('<token>');
});
