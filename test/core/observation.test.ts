import { describe, expect, it } from 'vitest';
import { observeExit } from '../../src/core/observation.ts';
import { type ExitParts, exitOf } from '../support/fake-runner.ts';

const output = { stdout: 'out\n', stderr: 'one\nlast words\n' };

describe('observeExit', () => {
  it.each([
    ['an end whose output is to be read', { kind: 'exited', exitCode: 0, ...output }, undefined],
    [
      'another end',
      { kind: 'exited', exitCode: 3, ...output },
      { kind: 'exited', exitCode: 3, stderrTail: output.stderr },
    ],
    [
      'a signal',
      { kind: 'killed', signal: 'SIGSEGV', ...output },
      { kind: 'killed', signal: 'SIGSEGV', stderrTail: output.stderr },
    ],
    [
      'a time limit',
      { kind: 'timed-out', afterSeconds: 5, ...output },
      { kind: 'timed-out', afterSeconds: 5 },
    ],
    ['no start', { kind: 'not-started', detail: 'why' }, { kind: 'not-started', detail: 'why' }],
    ['our own end', { kind: 'aborted', ...output }, { kind: 'unreadable', detail: 'interrupted' }],
  ] satisfies [string, ExitParts, unknown][])('%s', (_, exit, observation) => {
    expect(observeExit(exitOf(exit))).toEqual(observation);
  });

  it('keeps the end of a long stderr', () => {
    const seen = observeExit(
      exitOf({ kind: 'exited', exitCode: 1, stderr: `${'x'.repeat(9000)}\nlast words` }),
    );
    expect(seen).toMatchObject({ stderrTail: expect.stringMatching(/^x{3989}\nlast words$/) });
  });
});
