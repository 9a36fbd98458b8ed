import type { ProcessRunner } from '../app/ports.ts';

export interface RunnerHost {
  /** What children inherit, whole. */
  readonly env: NodeJS.ProcessEnv;
  /** `user` stands for `~`; `openclaw` is where a command without a folder runs. Absolute paths. */
  readonly home: { readonly user: string; readonly openclaw: string };
}

/** Runs children as `run-child.ts` says, which is loaded with the first of them: an idle tick starts none. */
export function createProcessRunner(host: RunnerHost): ProcessRunner {
  return {
    async run(command, signal) {
      const { runChild } = await import('./run-child.ts');
      return runChild(command, host, signal);
    },
  };
}
