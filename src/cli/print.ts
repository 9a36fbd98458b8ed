import type { Failure } from '../app/failure.ts';
import type { LoadedConfig } from '../app/ports.ts';
import { formatProblem } from '../core/config-problem.ts';
import type { ConfigProblem } from '../core/model.ts';
import { createRedact } from '../core/telegram-redact.ts';
import { withoutControls } from '../core/text.ts';
import { type ExitCode, exitCodeOf } from './exit-code.ts';
import { explainFailure } from './explain-failure.ts';
import type { Output, World } from './world.ts';

export function printLines(output: Output, lines: readonly string[]): void {
  if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
}

/** What `--json` prints: one object, and no character in it that a terminal would act upon. */
export function jsonText(value: object): string {
  return withoutControls(JSON.stringify(value, null, 2));
}

/** All that is wrong with the job file, on stderr; whether there was anything. */
export function printProblems(world: World, loaded: LoadedConfig): boolean {
  printLines(
    world.stderr,
    loaded.problems.map((problem) => `ERROR: ${formatProblem(loaded.path, problem)}`),
  );
  return loaded.problems.length > 0;
}

/** What is wrong with the job file and bears on where a message goes; all else is for validate-config. */
export function warnOfNotify(world: World, { path, problems, unusable }: LoadedConfig): void {
  const [first] = problems;
  const bearing = problems.filter((problem) => problem.path.startsWith('notify'));
  const lines =
    unusable && first
      ? [`WARNING: goes without the job file: ${formatProblem(path, first)}`]
      : bearing.map((problem) => `WARNING: ${formatProblem(path, problem)}`);
  printLines(world.stderr, lines);
}

/** The failure, and what else is wrong with the job file: a job that is unknown may be one that could not be read. */
export function fail(world: World, failure: Failure, loaded?: LoadedConfig): ExitCode {
  printLines(
    world.stderr,
    // Somebody may have typed the token where an id belongs.
    explainFailure(failure).map((line) => `ERROR: ${createRedact([])(line)}`),
  );
  const told = problemsIn(failure);
  if (loaded) {
    printProblems(world, { ...loaded, problems: loaded.problems.filter((other) => !told.includes(other)) });
  }
  return exitCodeOf(failure);
}

function problemsIn(failure: Failure): readonly ConfigProblem[] {
  if (failure.kind === 'config-unusable') return failure.loaded.problems;
  return failure.kind === 'invalid-job' ? failure.problems : [];
}
