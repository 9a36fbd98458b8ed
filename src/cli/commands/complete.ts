import type { Command } from 'commander';
import { complete } from '../../app/complete.ts';
import { whatComesNext } from '../../core/completion.ts';
import { divideLine } from '../../core/shell-words.ts';
import { bashLines, headOf, plainLines } from '../completion-lines.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printLines } from '../print.ts';
import { shapeOf } from '../program-shape.ts';
import type { World } from '../world.ts';

/**
 * Asked by the scripts of `completion` at each press of the key: `complete bash -- LINE PART`, with the line up to the
 * cursor and what bash takes for its last word, or `complete zsh -- WORD…`, with all words after the program's name.
 * It runs nothing, and whatever is wrong it keeps to itself: an error would be printed into the line that is being typed.
 */
export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  command
    .description('print what may come next on a command line')
    .argument('[shell]')
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (shell: string | undefined, words: readonly string[]) => {
      const answer = shell === 'bash' ? forBash : forOthers;
      printLines(world.stdout, await answer(world, command, words).catch(() => []));
      exit(EXIT.done);
    });
}

async function forOthers(world: World, command: Command, words: readonly string[]) {
  const { expected, candidates } = await ask(world, command, words);
  return [headOf(expected), ...plainLines(candidates)];
}

async function forBash(world: World, command: Command, [line = '', part = '']: readonly string[]) {
  const { words, quote } = divideLine(line);
  const { expected, candidates } = await ask(world, command, words.slice(1));
  return [headOf(expected), ...bashLines(candidates, expected.typed, { part, quote })];
}

async function ask(world: World, { parent }: Command, words: readonly string[]) {
  if (parent === null) throw new Error('the command stands in no program');
  const expected = whatComesNext(shapeOf(parent), words);
  const { configFile, stateFile } = expected;
  // Whoever may write to the job file: nothing that it names is run.
  const ports = world.open({ command: 'complete', configFile, stateFile, safety: 'ignore' });
  return { expected, candidates: await complete(ports, expected) };
}
