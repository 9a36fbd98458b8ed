import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askOn } from '../../src/adapters/terminal-prompt.ts';

function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  const ending = new AbortController();
  const answer = askOn({ input, output }, 'sure? ', ending.signal);
  return { input, output, ending, answer };
}

describe('a question at the terminal', () => {
  it('is shown, and answered by one line', async () => {
    const { input, output, answer } = terminal();
    expect(output.read().toString()).toBe('sure? ');
    input.write('ye');
    input.write('s\nno\n');
    expect(await answer).toBe('yes');
  });

  it('is not answered by an input that ends', async () => {
    const { input, answer } = terminal();
    input.end();
    expect(await answer).toBeUndefined();
  });

  it('is answered by a last line without an end', async () => {
    const { input, answer } = terminal();
    input.end('y');
    expect(await answer).toBe('y');
  });

  it('is given up when the program is told to end', async () => {
    const { ending, answer } = terminal();
    ending.abort();
    expect(await answer).toBeUndefined();
  });

  it('is not even put when it was told to before', async () => {
    const output = new PassThrough();
    expect(await askOn({ input: new PassThrough(), output }, 'sure? ', AbortSignal.abort())).toBeUndefined();
    expect(output.read()).toBeNull();
  });
});
