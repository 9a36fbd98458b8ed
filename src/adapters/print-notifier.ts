import type { Writable } from 'node:stream';
import type { Notifier } from '../app/ports.ts';
import type { SendOutcome } from '../core/model.ts';
import { systemReason } from './system-reason.ts';

/** Prints each message and a line break, for `--print-only`. Sent: the stream has taken all of it. */
export function createPrintNotifier(stream: Writable): Notifier {
  // A reader that went away shows as an event too, which would end the program if nobody heard it.
  if (stream.listenerCount('error') === 0) stream.on('error', () => {});
  return {
    send: ({ text }, signal) => (signal?.aborted ? Promise.resolve(STOPPED) : print(stream, text, signal)),
  };
}

const STOPPED: SendOutcome = { kind: 'failed', detail: 'stopped before it was printed' };

function print(stream: Writable, text: string, signal: AbortSignal | undefined): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const settle = (outcome: SendOutcome) => {
      signal?.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const onAbort = () => settle({ kind: 'unknown', detail: 'stopped while it was printed' });
    signal?.addEventListener('abort', onAbort, { once: true });
    stream.write(`${text}\n`, (error) =>
      settle(
        error
          ? // Once it has failed, each further error says no more than that.
            { kind: 'failed', detail: `cannot print: ${systemReason(stream.errored ?? error)}` }
          : { kind: 'sent', via: 'print' },
      ),
    );
  });
}
