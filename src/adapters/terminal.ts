/** The terminal behind stdout, stderr and stdin, where there is one. */
import { fstatSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Screen, ScreenWatcher, Terminal, Terminals } from '../app/terminal-ports.ts';

export interface TerminalStreams {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Functions, since Node makes each when it is first named. */
  readonly stdin: () => ReadStream;
  readonly stdout: () => WriteStream;
  readonly stderr: () => WriteStream;
  /** Of stdout and stderr; absent: 1 and 2. */
  readonly descriptors?: readonly [stdout: number, stderr: number];
}

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
/** A terminal that knows it shows what is between in one go; others pass over it. */
const BEGIN_FRAME = '\u001b[?2026h\u001b[H';
const END_FRAME = '\u001b[J\u001b[?2026l';
const END_LINE = '\u001b[K';

export function createTerminals(streams: TerminalStreams): Terminals {
  const { stdout, stderr, descriptors: [out, err] = [1, 2] } = streams;
  const canRedraw = streams.env.TERM !== 'dumb';
  return {
    stdout: mayBeTerminal(out) && stdout().isTTY ? createTerminal(streams, canRedraw) : undefined,
    stderr: mayBeTerminal(err) && stderr().isTTY ? { columns: stderr().columns ?? 80, canRedraw } : undefined,
  };
}

/** Asked first, so that no stream is made for a pipe or a file. */
function mayBeTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

export function createTerminal(streams: TerminalStreams, canRedraw: boolean): Terminal {
  const output = streams.stdout();
  return {
    get columns() {
      return output.columns || 80;
    },
    get rows() {
      return output.rows || 24;
    },
    hasColour: hasColour(output, streams.env),
    canRedraw,
    takeOver: (watcher) => takeOver(output, streams.stdin(), watcher),
  };
}

/** As Node reads the variables; but an empty NO_COLOR counts for nothing (no-color.org), and FORCE_COLOR beats it without a warning. */
function hasColour(output: WriteStream, env: TerminalStreams['env']): boolean {
  const isOff = Boolean(env.NO_COLOR) && env.FORCE_COLOR === undefined;
  return !isOff && output.hasColors({ ...env, NO_COLOR: undefined });
}

function takeOver(output: WriteStream, input: ReadStream, watcher: ScreenWatcher): Screen {
  let isOver = false;
  const heard = (typed: string | Buffer) => {
    for (const character of String(typed)) watcher.key(character);
  };
  const resized = () => watcher.resized();
  const leave = () => {
    if (isOver) return;
    isOver = true;
    process.off('exit', leave);
    output.off('resize', resized);
    if (input.isTTY) input.off('data', heard).setRawMode(false).pause();
    output.write(LEAVE);
  };
  process.once('exit', leave);
  output.on('resize', resized);
  output.write(ENTER);
  if (input.isTTY) input.setRawMode(true).on('data', heard).resume();
  return {
    draw(lines) {
      if (isOver) return;
      const text = lines.map((line) => line + END_LINE).join('\r\n');
      output.write(BEGIN_FRAME + text + END_FRAME);
    },
    leave,
  };
}
