import type { Command } from 'commander';
import { status } from '../../app/status.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { explainState } from '../explain-failure.ts';
import { helpAfter } from '../help.ts';
import { printLines, printProblems } from '../print.ts';
import { renderStatus } from '../render.ts';
import type { World } from '../world.ts';
import { addFiles, type FileFlags, openRequest } from './flags.ts';

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addFiles(command)
    .description('probe every long job and print one line a job; changes nothing')
    .addHelpText('after', helpAfter('ops-monitor status'))
    .action(async (flags) => exit(await statusCommand(world, flags)));
}

async function statusCommand(world: World, flags: FileFlags): Promise<ExitCode> {
  const ports = world.open({ ...openRequest('status', flags), safety: 'warn' });
  const loaded = await ports.config.load();
  const reading = await status(ports, loaded, world.signal);
  printLines(world.stdout, renderStatus(reading));
  const isConfigInvalid = printProblems(world, loaded);
  if (reading.stateFailure !== undefined)
    printLines(world.stderr, [`ERROR: ${explainState(reading.stateFailure)}`]);
  if (isConfigInvalid) return EXIT.wrong;
  return reading.stateFailure === undefined ? EXIT.done : EXIT.failed;
}
