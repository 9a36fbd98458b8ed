import type { Failure } from '../app/failure.ts';
import type { LoadedConfig } from '../app/ports.ts';
import { formatProblem } from '../core/config-problem.ts';
import { type ExitCode, exitCodeOf } from './exit-code.ts';
import { explainFailure } from './explain-failure.ts';
import type { Output, World } from './world.ts';

export function printLines(output: Output, lines: readonly string[]): void {
  if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
}

/** All that is wrong with the job file, on stderr; whether there was anything. */
export function printProblems(world: World, loaded: LoadedConfig): boolean {
  printLines(
    world.stderr,
    loaded.problems.map((problem) => `ERROR: ${formatProblem(loaded.path, problem)}`),
  );
  return loaded.problems.length > 0;
}

export function fail(world: World, failure: Failure): ExitCode {
  printLines(
    world.stderr,
    explainFailure(failure).map((line) => `ERROR: ${line}`),
  );
  return exitCodeOf(failure);
}
