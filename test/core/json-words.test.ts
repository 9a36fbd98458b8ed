import { describe, expect, it } from 'vitest';
import { jsonAnswersIn } from '../../src/core/json-words.ts';

const pretty = (value: unknown) => JSON.stringify(value, null, 2);
const messages = (output: string) => jsonAnswersIn(output).map(({ message }) => message);

describe('the message of an answer in JSON', () => {
  it.each([
    ['a text', '{"ok":false,"error":"Gateway not reachable"}', 'Gateway not reachable'],
    ['in an object', '{"error":{"code":"E1","message":"no such chat"}}', 'no such chat'],
    ['beside its code', '{"code":"E1","message":"no such chat"}', 'no such chat'],
    ['the first of several', '{"errors":[{"message":"one"},{"message":"two"}]}', 'one'],
    ['on several lines', pretty({ error: { message: 'no such chat' } }), 'no such chat'],
    ['indented', '  {"error":"indented"}', 'indented'],
    ['behind a log line', 'starting\n{"error":"late"}\n', 'late'],
    ['with line breaks of its own', '{"error":"one\\ntwo"}', 'one\ntwo'],
  ])('%s', (_, output, message) => {
    expect(messages(output)).toEqual([message]);
  });

  it.each([
    ['none in it', '{"ok":true,"id":7}'],
    ['an empty one', '{"error":""}'],
    ['one that is no text', '{"error":7}'],
    ['one too deep', '{"error":{"error":{"error":{"error":{"error":{"error":"x"}}}}}}'],
    ['no JSON', '{error: yes}'],
    ['JSON that was cut', '{\n  "error": "x"'],
    ['a list', '["x"]'],
    ['plain words', 'it failed { badly }'],
    ['nothing', ''],
  ])('is none: %s', (_, output) => {
    expect(messages(output)).toEqual([]);
  });

  it('is found in each of several answers, with the text that it stands in', () => {
    const output = `${pretty({ error: 'one' })}\nlog\n{"error":"two"}`;
    expect(jsonAnswersIn(output)).toEqual([
      { text: pretty({ error: 'one' }), message: 'one' },
      { text: '{"error":"two"}', message: 'two' },
    ]);
  });

  it('is looked for in no long time', () => {
    const startedAt = performance.now();
    expect(messages('{\n'.repeat(16_000))).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
