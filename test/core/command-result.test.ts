import { describe, expect, it } from 'vitest';
import { exitNumber, lastCommand } from '../../src/core/command-result.ts';
import { type ExitParts, exitOf } from '../support/fake-runner.ts';

const output = { stdout: 'out\n', stderr: 'one\nlast words\n' };

describe('exitNumber', () => {
  it.each([
    [{ kind: 'exited', exitCode: 0 }, 0],
    [{ kind: 'exited', exitCode: 255 }, 255],
    [{ kind: 'killed', signal: 'SIGKILL' }, -9],
    [{ kind: 'killed', signal: 'SIGTERM' }, -15],
    [{ kind: 'killed', signal: 'SIGHUP' }, -1],
    [{ kind: 'killed', signal: 'SIGUSR1' }, -1],
    [{ kind: 'timed-out', afterSeconds: 5 }, 124],
    [{ kind: 'not-started', detail: 'no such program' }, 127],
    [{ kind: 'aborted' }, -15],
  ] satisfies [ExitParts, number][])('%j is %i', (exit, number) => {
    expect(exitNumber(exitOf(exit))).toBe(number);
  });
});

describe('lastCommand', () => {
  it.each([
    ['an end', { kind: 'exited', exitCode: 3 }, { exitCode: 3 }],
    ['a time limit', { kind: 'timed-out', afterSeconds: 5 }, { exitCode: 124, timedOut: true }],
    [
      'no start',
      { kind: 'not-started', detail: '/x: no such program' },
      { exitCode: 127, error: '/x: no such program' },
    ],
  ] satisfies [string, ExitParts, object][])('%s', (_, exit, remembered) => {
    expect(lastCommand(exitOf({ ...exit, ...output, durationMs: 12.6 }))).toEqual({
      ...remembered,
      durationMs: 13,
      stdoutTail: 'out',
      stderrTail: 'one\nlast words',
    });
  });

  it('keeps the last 800 characters of each stream', () => {
    const exit = exitOf({
      kind: 'exited',
      exitCode: 0,
      stdout: `a${'o'.repeat(800)}`,
      stderr: `a${'e'.repeat(800)}`,
    });
    expect(lastCommand(exit)).toMatchObject({ stdoutTail: 'o'.repeat(800), stderrTail: 'e'.repeat(800) });
  });
});
