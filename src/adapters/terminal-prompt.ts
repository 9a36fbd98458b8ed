/** Questions on a terminal. */
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Prompt } from '../app/setup-ports.ts';

/**
 * The terminal is held from the first question to `close`, so that answers which are typed or pasted ahead are kept.
 * `interrupt` is called at ^C, which is no signal to a terminal that is held; it is to abort the question's own.
 */
export function createPrompt(
  input: Readable,
  output: Writable,
  interrupt = () => void process.kill(process.pid, 'SIGINT'),
): Prompt {
  let lines: Lines | undefined;
  return {
    async ask(question, signal) {
      if (signal.aborted) return undefined;
      lines ??= openLines(input, output, interrupt);
      return lines.next(question, signal);
    },
    say: (line) => void output.write(`${line}\n`),
    close: () => lines?.close(),
  };
}

interface Lines {
  next(question: string, signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

function openLines(input: Readable, output: Writable, interrupt: () => void): Lines {
  const reader = createInterface({ input, output });
  const ahead: string[] = [];
  let isEnded = false;
  let waiting: ((answer: string | undefined) => void) | undefined;
  const answer = (line: string | undefined) => {
    const wake = waiting;
    waiting = undefined;
    wake?.(line);
  };
  reader.on('line', (line) => (waiting ? answer(line.trim()) : ahead.push(line.trim())));
  reader.on('SIGINT', interrupt);
  // The end of the input (^D).
  reader.once('close', () => {
    isEnded = true;
    answer(undefined);
  });
  return {
    next(question, signal) {
      show(reader, output, question);
      const line = ahead.shift();
      if (line !== undefined || isEnded) return Promise.resolve(line);
      return new Promise((resolve) => {
        const onAbort = () => answer(undefined);
        signal.addEventListener('abort', onAbort, { once: true });
        waiting = (given) => {
          signal.removeEventListener('abort', onAbort);
          resolve(given);
        };
      });
    },
    close: () => reader.close(),
  };
}

/** The last line is what readline draws anew at each key; what stands above it is printed once. */
function show(reader: Interface, output: Writable, question: string): void {
  const at = question.lastIndexOf('\n') + 1;
  output.write(question.slice(0, at));
  reader.setPrompt(question.slice(at));
  reader.prompt();
}
