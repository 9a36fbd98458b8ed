import type { Command } from 'commander';
import { start } from '../../app/start.ts';
import { exitNumber } from '../../core/command-result.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { fail, printLines, printProblems } from '../print.ts';
import { renderRan, renderTrouble } from '../render.ts';
import type { World } from '../world.ts';
import { addActing, type FileFlags, openRequest, timeoutOption } from './flags.ts';

export interface StartFlags extends FileFlags {
  readonly timeoutSeconds: number;
  readonly allowRisk?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('run commands.start of a long job now, and let ticks resume it again')
    .argument('<job>', 'its id')
    .addOption(timeoutOption(60))
    .option('--allow-risk', 'start a job that is not read_only')
    .addHelpText('after', helpAfter('ops-monitor start disk-inventory'))
    .action(async (id, flags) => exit(await startCommand(world, id, flags)));
}

async function startCommand(world: World, id: string, flags: StartFlags): Promise<ExitCode> {
  const ports = world.open(openRequest('start', flags));
  const loaded = await ports.config.load();
  const request = { id, timeoutSeconds: flags.timeoutSeconds, allowRisk: flags.allowRisk === true };
  const outcome = await start(ports, loaded, request, world.signal);
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  const { exit, unsaved } = outcome.value;
  printLines(world.stdout, renderRan('start', id, exit));
  printLines(world.stderr, renderTrouble('start', id, exit));
  printProblems(world, loaded);
  if (unsaved !== undefined) return fail(world, { kind: 'state', failure: unsaved });
  return exitNumber(exit) === 0 ? EXIT.done : EXIT.failed;
}
