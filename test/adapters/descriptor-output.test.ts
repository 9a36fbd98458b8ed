import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openOutput } from '../../src/adapters/descriptor-output.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();

function newDescriptor(path: string, flags: string): number {
  const descriptor = openSync(path, flags);
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

function fakeTerminal(isTTY: boolean): NodeJS.WriteStream {
  return Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
}

function failure(code: string, errno: number): Error {
  return Object.assign(new Error(`write ${code}`), { code, errno });
}

const unused = () => {
  throw new Error('a file needs no stream of Node');
};

describe('a file', () => {
  it('gets all in its order, by both ways', async () => {
    const path = join(newFolder(), 'log');
    const { stream, write, lostTo } = openOutput(newDescriptor(path, 'a'), unused);
    write('first\n');
    stream().write('报告\n');
    write('third\n');
    await new Promise<void>((resolve) => stream().end(resolve));
    expect([readFileSync(path, 'utf8'), lostTo()]).toEqual(['first\n报告\nthird\n', undefined]);
  });

  it('that cannot be written is said', async () => {
    const path = join(newFolder(), 'log');
    newDescriptor(path, 'w');
    const { stream, lostTo } = openOutput(newDescriptor(path, 'r'), unused);
    const error = await new Promise<Error | null | undefined>((resolve) => stream().write('lost', resolve));
    expect(error).toMatchObject({ code: 'EBADF' });
    await vi.waitFor(() => expect(lostTo()).toBe('bad file descriptor'));
  });
});

describe('a terminal that is gone', () => {
  it.for([
    ['EIO', true, 1, 'i/o error'],
    ['EIO', false, 0, 'i/o error'],
    ['EPIPE', true, 0, undefined],
  ] as const)('%s, a terminal: %s: heard of %i times', ([code, isTTY, times, reason]) => {
    const terminal = fakeTerminal(isTTY);
    const onHangUp = vi.fn();
    const { stream, lostTo } = openOutput(newDescriptor('/dev/null', 'w'), () => terminal, onHangUp);
    stream();
    terminal.emit('error', failure(code, code === 'EIO' ? -5 : -32));
    expect([onHangUp.mock.calls.length, lostTo()]).toEqual([times, reason]);
  });
});
