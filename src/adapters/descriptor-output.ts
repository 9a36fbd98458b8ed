import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { errorCode, systemReason } from './system-reason.ts';

export interface Output {
  readonly stream: () => NodeJS.WriteStream;
  readonly write: (text: string) => void;
  /** Why something could not be written, as far as is known. */
  readonly lostTo: () => string | undefined;
}

/**
 * Node makes its stream when it is first named, which takes 3 ms: a few lines go straight to the descriptor.
 * `onHangUp`: the terminal is gone.
 */
export function openOutput(
  descriptor: number,
  open: () => NodeJS.WriteStream,
  onHangUp: () => void = () => {},
): Output {
  let opened: NodeJS.WriteStream | undefined;
  let lost: string | undefined;
  const onError = (error: Error) => {
    // A reader that went away (`| head`) is no failure: what was to be printed is lost on nobody.
    if (errorCode(error) === 'EPIPE') return;
    lost ??= systemReason(error);
    if (opened?.isTTY) onHangUp();
  };
  const stream = () =>
    (opened ??= (isFile(descriptor) ? fileStream(descriptor) : open()).on('error', onError));
  const write = (text: string) => {
    const bytes = Buffer.from(text);
    let done = 0;
    try {
      while (opened === undefined && done < bytes.length) done += writeSync(descriptor, bytes, done);
    } catch {
      // What cannot be written now, as to a pipe that is full, waits in the stream.
    }
    if (done < bytes.length) stream().write(bytes.subarray(done));
  };
  return { stream, write, lostTo: () => lost };
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Node's own takes a text for written of which a full disk took a part: a report would be gone that nobody can read. */
function fileStream(descriptor: number): NodeJS.WriteStream {
  // Not imported: ticks that print nothing need no stream.
  const { Writable } = process.getBuiltinModule('node:stream');
  const stream: Writable = new Writable({
    write(bytes: Buffer, _, settle) {
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
        settle();
      } catch (error) {
        settle(error as Error);
      }
    },
  });
  // What else a terminal has is undefined here, as with Node's own for a file.
  return stream as NodeJS.WriteStream;
}
