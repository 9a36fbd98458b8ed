import { EXIT, type ExitCode } from './exit-code.ts';
import { printLines } from './print.ts';
import type { World } from './world.ts';

/**
 * Asks before something is thrown away. Undefined: go on. Else the exit code to end with: nobody could be asked, or the
 * answer was no. `lines` say what is at stake.
 */
export async function refusedBy(
  world: World,
  isSure: boolean,
  question: string,
  lines: readonly string[] = [],
): Promise<ExitCode | undefined> {
  if (isSure) return undefined;
  if (world.ask === undefined) {
    printLines(world.stderr, ['ERROR: there is no terminal to ask on: pass --yes to do it']);
    return EXIT.wrong;
  }
  printLines(world.stderr, lines);
  const answer = await world.ask(`${question} (y/N) `, world.signal);
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return undefined;
  // Who gave no answer left the question without a line break.
  printLines(world.stderr, [...(answer === undefined ? [''] : []), 'nothing was changed']);
  return EXIT.done;
}
