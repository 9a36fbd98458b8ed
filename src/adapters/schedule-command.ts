/** Calling the programs of schedulers (crontab, systemctl, launchctl): short, in English, with their words kept. */
import type { ProcessRunner } from '../app/ports.ts';
import type { Exit } from '../core/model.ts';
import { oneLine } from '../core/text.ts';
import { wordsOfEnd } from './exit-words.ts';

export interface CommandHost {
  readonly runner: ProcessRunner;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How the user calls ops-monitor. */
  readonly typed: string;
}

/** Their messages are read, and must not be in the language of the host. */
export function call(
  { runner, env }: CommandHost,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Exit> {
  const english = { ...env, LC_ALL: 'C', LANGUAGE: 'C' };
  return runner.run({ argv, cwd: '/', timeoutSeconds: 15, killAfterSeconds: 1, env: english }, signal);
}

export function isWell(exit: Exit): boolean {
  return exit.kind === 'exited' && exit.exitCode === 0;
}

/** Why it did not go well, in one line. */
export function wordsOf(exit: Exit): string {
  if (exit.kind !== 'exited') return wordsOfEnd(exit);
  return oneLine(exit.stderr || exit.stdout, 300) || `exit ${exit.exitCode}`;
}
