/** Looks again and again, and keeps the whole terminal filled with what was seen last. */
import type { ProbeProgress } from '../app/observe.ts';
import type { Clock } from '../app/ports.ts';
import type { Screen, Terminal } from '../app/terminal-ports.ts';
import { createPaint } from './paint.ts';
import { sayWhenSlow } from './slow-probes.ts';
import { cutTo } from './text-width.ts';
import { clockSeconds } from './when.ts';

export interface Watching<T> {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** From the end of one look to the beginning of the next. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** One round of probes; the next one never begins before this one has ended. */
  look(signal: AbortSignal, progress: ProbeProgress): Promise<T>;
  render(seen: T, style: { readonly columns: number; readonly hasColour: boolean }): Rendered;
}

export interface Rendered {
  readonly body: readonly string[];
  /** Shown whole, also where the terminal is too low for the body. */
  readonly foot: readonly string[];
}

const CTRL_C = '\u0003';

/** Until `q`, Ctrl-C or the signal. Returns what was seen last; undefined where it ended before that. */
export async function watchScreen<T>(watching: Watching<T>): Promise<T | undefined> {
  const { terminal, clock, seconds } = watching;
  const quit = new AbortController();
  const ended = AbortSignal.any([watching.signal, quit.signal]);
  let nap = new AbortController();
  let seen: { readonly value: T; readonly at: number } | undefined;
  let note = 'looking …';
  const redraw = () => screen.draw(frame(watching, seen, note));
  const screen: Screen = terminal.takeOver({
    key(character) {
      if (character === 'q' || character === CTRL_C) quit.abort();
      if (character === 'r') nap.abort();
    },
    resized: redraw,
  });
  // Whoever quits need not see how the probes are ended.
  ended.addEventListener('abort', () => screen.leave(), { once: true });
  try {
    redraw();
    while (!ended.aborted) {
      const value = await lookOnce(watching, ended, (words) => {
        note = words;
        redraw();
      });
      if (ended.aborted) break;
      seen = { value, at: clock.now().epochSeconds };
      note = `looked at ${clockSeconds(seen.at)}, again after ${seconds}s`;
      redraw();
      nap = new AbortController();
      await clock.sleep(seconds * 1000, AbortSignal.any([ended, nap.signal]));
    }
  } finally {
    screen.leave();
  }
  return seen?.value;
}

async function lookOnce<T>(
  { clock, look }: Watching<T>,
  ended: AbortSignal,
  say: (words: string) => void,
): Promise<T> {
  const slow = sayWhenSlow(clock, say);
  try {
    return await look(ended, slow.progress);
  } finally {
    slow.end();
  }
}

/** As many lines as the terminal has, the last of them for the keys. */
function frame<T>(
  { terminal, render }: Watching<T>,
  seen: { readonly value: T } | undefined,
  note: string,
): readonly string[] {
  const { columns, rows, hasColour } = terminal;
  const paint = createPaint(hasColour);
  const keys = paint('dim', cutTo(`q quit · r look now · ${note}`, columns));
  if (seen === undefined) return [keys];
  const { body, foot } = render(seen.value, { columns, hasColour });
  const below = ['', ...foot, '', keys];
  const room = Math.max(1, rows - below.length);
  const left = body.length - (room - 1);
  const more = cutTo(`… ${left} more lines: the terminal is too low`, columns);
  const shown = body.length <= room ? body : [...body.slice(0, room - 1), paint('yellow', more)];
  return [...shown, ...below].slice(-Math.max(1, rows));
}
