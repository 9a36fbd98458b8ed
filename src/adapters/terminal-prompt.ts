import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** One line of what a person types, without its end. Undefined: they closed the input, or `signal` aborts. */
export function askOn(
  { input, output }: { readonly input: Readable; readonly output: Writable },
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    // Not as a terminal: then the system itself echoes and edits the line, and Ctrl-C stays a signal.
    const lines = createInterface({ input, terminal: false });
    const settle = (answer: string | undefined) => {
      signal.removeEventListener('abort', onAbort);
      // First, since to close it is an answer too.
      resolve(answer);
      lines.close();
    };
    const onAbort = () => settle(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    lines.once('line', settle);
    lines.once('close', () => settle(undefined));
    output.write(question);
  });
}
