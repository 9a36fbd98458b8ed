import { writeSync } from 'node:fs';
import { errorCode, systemReason } from './system-reason.ts';

/** Node makes its stream when it is first named, which takes 3 ms: a few lines go straight to the descriptor. */
export function openOutput(descriptor: number, open: () => NodeJS.WriteStream) {
  let opened: NodeJS.WriteStream | undefined;
  let lost: string | undefined;
  const onError = (error: Error) => {
    // A reader that went away (`| head`) is no failure: what was to be printed is lost on nobody.
    if (errorCode(error) !== 'EPIPE') lost ??= systemReason(error);
  };
  const stream = () => (opened ??= open().on('error', onError));
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
  /** Why something could not be written, as far as is known. */
  const lostTo = () => lost;
  return { stream, write, lostTo };
}
