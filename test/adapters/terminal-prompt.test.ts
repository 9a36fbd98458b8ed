import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createPrompt } from '../../src/adapters/terminal-prompt.ts';

const NEVER = new AbortController().signal;

function createTerminal(...typed: string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const prompt = createPrompt(input, output);
  for (const line of typed) input.write(line);
  return { input, prompt, shown: () => String(output.read() ?? '') };
}

it('asks, and hands back what was typed without blanks around it', async () => {
  const { prompt, shown } = createTerminal('  a b \n');
  expect(await prompt.ask('What? ', NEVER)).toBe('a b');
  prompt.say('so be it');
  expect(shown()).toBe('What? so be it\n');
});

it('keeps answers that were typed ahead, and what stands above a question is shown once', async () => {
  const { prompt, shown } = createTerminal('a\n\nb\n');
  expect(await prompt.ask('Above\nOne? ', NEVER)).toBe('a');
  expect([await prompt.ask('Two? ', NEVER), await prompt.ask('Three? ', NEVER)]).toEqual(['', 'b']);
  expect(shown()).toBe('Above\nOne? Two? Three? ');
  prompt.close();
});

it('the end of the input is no answer', async () => {
  const { prompt, input } = createTerminal();
  input.end();
  expect(await prompt.ask('What? ', NEVER)).toBeUndefined();
  expect(await prompt.ask('What? ', NEVER)).toBeUndefined();
});

it('nor is a signal, before or while it is asked', async () => {
  const { prompt } = createTerminal();
  expect(await prompt.ask('What? ', AbortSignal.abort())).toBeUndefined();
  const ending = new AbortController();
  const answer = prompt.ask('What? ', ending.signal);
  ending.abort();
  expect(await answer).toBeUndefined();
});
