import { PlaceFailure, StateFailure } from '../app/ports.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts';
import { explainFailure } from './explain-failure.ts';
import { createProgram } from './program.ts';
import type { World } from './world.ts';

const BUGS = 'https://github.com/Zjianru/ops-framework/issues';

/** Runs one command. Never throws and never ends the process: whatever happens is an exit code and a line. */
export async function main(world: World): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  try {
    // A flag before it, such as --help, may ask for all of them.
    const wanted = world.argv.find((word) => word !== '--debug');
    const program = await createProgram(
      world,
      (code) => {
        exitCode = code;
      },
      wanted,
    );
    await program.parseAsync(world.argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainError(world, error);
  }
}

function explainError(world: World, error: unknown): ExitCode {
  const usage = usageExit(error);
  if (usage !== undefined) return usage;
  if (error instanceof StateFailure) {
    const failure = { kind: 'state', failure: error } as const;
    for (const line of explainFailure(failure)) world.stderr.write(`ERROR: ${line}\n`);
    return exitCodeOf(failure);
  }
  if (error instanceof PlaceFailure) {
    world.stderr.write(`ERROR: ${error.message}\n`);
    return EXIT.wrong;
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  world.stderr.write(`ERROR: this is a bug in ops-monitor: ${name}: ${message.split('\n')[0]}\n`);
  world.stderr.write(`please report it, with what --debug adds to this: ${BUGS}\n`);
  if (world.argv.includes('--debug')) world.stderr.write(`${stack ?? 'no stack'}\n`);
  return EXIT.bug;
}

/** commander ends by throwing: help and version with 0 (`done`), everything that is wrong usage with another code. */
function usageExit(error: unknown): ExitCode | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !code.startsWith('commander.')) return undefined;
  const { exitCode } = error as { exitCode?: number };
  // Of its own accord commander says 1; a command may have a code of its own for it.
  return exitCode === undefined || exitCode === 1 ? EXIT.wrong : exitCode;
}
