import { describe, expect, it } from 'vitest';
import type { Command, ProcessRunner } from '../../src/app/ports.ts';

/** What a child can be like. */
export type ChildKind = 'succeeds' | 'fails' | 'is killed' | 'does not exist' | 'hangs';

export interface ProcessRunnerUnderTest {
  readonly runner: ProcessRunner;
  /**
   * A child of this kind. `succeeds`: prints `out` and `err` on its streams and exits 0. `fails`: prints `err` on stderr
   * and exits 3. `is killed`: by SIGKILL, from elsewhere. `does not exist`: the program `/no/such/program`.
   */
  child(kind: ChildKind): Omit<Command, 'timeoutSeconds'>;
  /** Lets so many seconds pass for the children. */
  pass(seconds: number): Promise<void>;
}

/** What every ProcessRunner does, the real one and the fake. */
export function processRunnerContract(name: string, make: () => ProcessRunnerUnderTest): void {
  describe(`${name} keeps the contract of a ProcessRunner`, () => {
    it.each([
      { kind: 'succeeds', exit: { kind: 'exited', exitCode: 0, stdout: 'out', stderr: 'err' } },
      { kind: 'fails', exit: { kind: 'exited', exitCode: 3, stdout: '', stderr: 'err' } },
      { kind: 'is killed', exit: { kind: 'killed', signal: 'SIGKILL' } },
      {
        kind: 'does not exist',
        exit: { kind: 'not-started', detail: '/no/such/program: no such program', stdout: '', stderr: '' },
      },
    ] as const)('tells of a child that $kind', async ({ kind, exit }) => {
      const { runner, child } = make();
      const result = await runner.run({ ...child(kind), timeoutSeconds: 60 });
      expect(result).toMatchObject(exit);
      expect(result.durationMs).toBeGreaterThanOrEqual(0);
    });

    it('ends a child at its time limit', async () => {
      const { runner, child, pass } = make();
      const running = runner.run({ ...child('hangs'), timeoutSeconds: 0.5 });
      await pass(0.6);
      expect(await running).toMatchObject({ kind: 'timed-out', afterSeconds: 0.5 });
    });

    it('ends a child when the signal aborts', async () => {
      const { runner, child, pass } = make();
      const abort = new AbortController();
      const running = runner.run({ ...child('hangs'), timeoutSeconds: 600 }, abort.signal);
      await pass(0.2);
      abort.abort();
      expect(await running).toMatchObject({ kind: 'aborted' });
    });

    it('starts nothing when the signal was aborted before', async () => {
      const { runner, child } = make();
      const exit = await runner.run({ ...child('succeeds'), timeoutSeconds: 60 }, AbortSignal.abort());
      expect(exit).toMatchObject({ kind: 'aborted', stdout: '', stderr: '' });
    });

    it('runs children side by side', async () => {
      const { runner, child, pass } = make();
      const abort = new AbortController();
      const hanging = runner.run({ ...child('hangs'), timeoutSeconds: 600 }, abort.signal);
      const quick = await runner.run({ ...child('succeeds'), timeoutSeconds: 60 });
      expect(quick.kind).toBe('exited');
      await pass(0);
      abort.abort();
      await hanging;
    });
  });
}
