import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createPrintNotifier } from '../../src/adapters/print-notifier.ts';
import type { Message } from '../../src/app/ports.ts';

const MESSAGE: Message = { text: 'a report\n- of two lines', target: '1', silent: false };

function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(`write ${code}`), { code, errno: -32 }));
    },
  });
}

it('prints the text and a line break', async () => {
  const stream = new PassThrough({ encoding: 'utf8' });
  expect(await createPrintNotifier(stream).send(MESSAGE)).toEqual({ kind: 'sent', via: 'print' });
  expect(stream.read()).toBe('a report\n- of two lines\n');
});

it('may be made anew for every message', async () => {
  const stream = new PassThrough();
  for (let i = 0; i < 20; i += 1) await createPrintNotifier(stream).send(MESSAGE);
  expect(stream.listenerCount('error')).toBe(1);
});

it('waits until the stream has taken it', async () => {
  let take: (() => void) | undefined;
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      take = done;
    },
  });
  let isSent = false;
  const sending = createPrintNotifier(stream)
    .send(MESSAGE)
    .then(() => {
      isSent = true;
    });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSent).toBe(false);
  take?.();
  await sending;
  expect(isSent).toBe(true);
});

describe('what cannot be printed has failed', () => {
  it('where the reader went away', async () => {
    const notifier = createPrintNotifier(failing('EPIPE'));
    expect(await notifier.send(MESSAGE)).toEqual({ kind: 'failed', detail: 'cannot print: broken pipe' });
    expect(await notifier.send(MESSAGE)).toEqual({ kind: 'failed', detail: 'cannot print: broken pipe' });
  });

  it('where the stream was ended or destroyed', async () => {
    const ended = new PassThrough();
    ended.end();
    expect((await createPrintNotifier(ended).send(MESSAGE)).kind).toBe('failed');
    const destroyed = new PassThrough();
    destroyed.destroy();
    expect((await createPrintNotifier(destroyed).send(MESSAGE)).kind).toBe('failed');
  });
});

describe('stopped', () => {
  it('before it began, it has failed', async () => {
    const stream = new PassThrough({ encoding: 'utf8' });
    expect(await createPrintNotifier(stream).send(MESSAGE, AbortSignal.abort())).toMatchObject({
      kind: 'failed',
    });
    expect(stream.read()).toBeNull();
  });

  it('while a reader holds it up, nobody knows', async () => {
    const stopping = new AbortController();
    const sending = createPrintNotifier(new Writable({ write() {} })).send(MESSAGE, stopping.signal);
    stopping.abort();
    expect((await sending).kind).toBe('unknown');
  });
});
