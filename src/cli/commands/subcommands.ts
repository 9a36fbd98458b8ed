/** For commands that have commands of their own. */
import type { Command } from 'commander';
import { nearestWord } from '../../core/nearest-word.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printLines } from '../print.ts';
import type { World } from '../world.ts';

/** The one that is meant where none is named. It gets what is no name of another one too: see unknownSubcommand. */
export function byDefault(parent: Command, name: string): Command {
  return parent.command(name, { isDefault: true }).allowExcessArguments();
}

/** For the action of the default one: a word that names none of them is wrong usage. */
export function unknownSubcommand(world: World, parent: Command, chosen: Command): ExitCode | undefined {
  const [word] = chosen.args;
  if (word === undefined) return undefined;
  const names = parent.commands.map((command) => command.name());
  const near = nearestWord(word, names);
  const hint = near === undefined ? names.join(', ') : `did you mean ${near}?`;
  printLines(world.stderr, [`ERROR: unknown command '${parent.name()} ${word}' (${hint})`]);
  return EXIT.wrong;
}
