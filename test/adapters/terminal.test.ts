/** The terminal's adapter on streams that stand for one; test/e2e/status.test.ts has a real one. */
import { EventEmitter } from 'node:events';
import { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { createTerminal, createTerminals, type TerminalStreams } from '../../src/adapters/terminal.ts';
import type { ScreenWatcher } from '../../src/app/terminal-ports.ts';

const ESCAPE = '\u001b[';

function streams(env: Record<string, string> = { TERM: 'xterm' }, more: object = {}) {
  const written: string[] = [];
  const { getColorDepth, hasColors } = WriteStream.prototype;
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: 100,
    rows: 40,
    getColorDepth,
    hasColors,
    write: (text: string) => written.push(text) > 0,
    ...more,
  });
  const modes: string[] = [];
  const noted = (mode: string): EventEmitter => {
    modes.push(mode);
    return stdin;
  };
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => noted(isRaw ? 'raw' : 'cooked'),
    pause: () => noted('pause'),
    resume: () => stdin,
  });
  const given = { env, stdin: () => stdin, stdout: () => stdout, stderr: () => stdout };
  return { stdin, stdout, written, modes, given: given as unknown as TerminalStreams };
}

function takenOver(watcher: Partial<ScreenWatcher> = {}) {
  const all = streams();
  const screen = createTerminal(all.given, true).takeOver({ key: () => {}, resized: () => {}, ...watcher });
  return { ...all, screen };
}

describe('a terminal', () => {
  it('says how large it is, also after it changed', () => {
    const { given, stdout } = streams();
    const terminal = createTerminal(given, true);
    expect([terminal.columns, terminal.rows]).toEqual([100, 40]);
    stdout.columns = 60;
    expect(terminal.columns).toBe(60);
    stdout.columns = 0;
    expect(terminal.columns).toBe(80);
  });

  it.each([
    [{ TERM: 'xterm' }, true],
    [{ TERM: 'xterm-256color' }, true],
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'xterm', NO_COLOR: '1' }, false],
    [{ TERM: 'xterm', NO_COLOR: '' }, true],
    [{ TERM: 'xterm', FORCE_COLOR: '0' }, false],
    [{ TERM: 'dumb', FORCE_COLOR: '1' }, true],
    [{ TERM: 'xterm', FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('has colours with %j: %s', (env, hasColour) => {
    expect(createTerminal(streams(env).given, true).hasColour).toBe(hasColour);
  });

  it('is none where stdout and stderr are no character devices, and no stream is made for them', () => {
    const unwanted = () => expect.unreachable('a stream was made');
    const { stdout, stderr } = createTerminals({
      env: {},
      stdin: unwanted,
      stdout: unwanted,
      stderr: unwanted,
      descriptors: [-1, -1],
    });
    expect({ stdout, stderr }).toEqual({ stdout: undefined, stderr: undefined });
  });
});

describe('taken over', () => {
  it('hides what was there and the cursor, and puts both back', () => {
    const { written, screen, modes } = takenOver();
    expect(written).toEqual([`${ESCAPE}?1049h${ESCAPE}?25l`]);
    screen.leave();
    expect(written.slice(1)).toEqual([`${ESCAPE}?25h${ESCAPE}?1049l`]);
    expect(modes).toEqual(['raw', 'cooked', 'pause']);
  });

  it('puts them back once, and draws nothing afterwards', () => {
    const { written, screen, stdin, stdout } = takenOver();
    screen.leave();
    screen.leave();
    screen.draw(['late']);
    expect(written).toHaveLength(2);
    expect(stdin.listenerCount('data') + stdout.listenerCount('resize')).toBe(0);
  });

  it('puts them back where the process ends in another way', () => {
    const before = process.listenerCount('exit');
    const { written, screen } = takenOver();
    const [leave] = process.listeners('exit').slice(-1);
    expect(process.listenerCount('exit')).toBe(before + 1);
    leave?.call(process, 0);
    expect(written).toHaveLength(2);
    screen.leave();
    expect(written).toHaveLength(2);
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('draws over what was there, without clearing it first', () => {
    const { written, screen } = takenOver();
    screen.draw(['one', 'two']);
    const [, frame = ''] = written;
    expect(frame).toContain(`${ESCAPE}Hone${ESCAPE}K\r\ntwo${ESCAPE}K${ESCAPE}J`);
    expect(frame).not.toContain(`${ESCAPE}2J`);
  });

  it('hands on each key, and each new size', () => {
    const keys: string[] = [];
    let resizes = 0;
    const { stdin, stdout } = takenOver({ key: (key) => keys.push(key), resized: () => (resizes += 1) });
    stdin.emit('data', 'rq');
    stdin.emit('data', Buffer.from('\u0003'));
    stdout.emit('resize');
    expect({ keys, resizes }).toEqual({ keys: ['r', 'q', '\u0003'], resizes: 1 });
  });

  it('does without keys where stdin is no terminal', () => {
    const all = streams();
    all.stdin.isTTY = false;
    const screen = createTerminal(all.given, true).takeOver({ key: () => {}, resized: () => {} });
    screen.leave();
    expect(all.modes).toEqual([]);
  });
});
