import { Argument, type Command } from 'commander';
import { COMPLETION_SCRIPTS, INSTALL, SHELLS, type Shell } from '../completion-scripts.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import type { World } from '../world.ts';

const HOW_TO_INSTALL = ['', 'To install it, once:', ...SHELLS.map((shell) => `  ${INSTALL[shell]}`)].join(
  '\n',
);

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  command
    .description('print a script by which your shell completes commands, flags and job ids')
    .addArgument(new Argument('<shell>', 'for which shell').choices(SHELLS))
    .addHelpText('after', HOW_TO_INSTALL)
    .addHelpText('after', helpAfter('ops-monitor completion bash'))
    .action((shell: Shell) => {
      world.stdout.write(COMPLETION_SCRIPTS[shell]);
      exit(EXIT.done);
    });
}
