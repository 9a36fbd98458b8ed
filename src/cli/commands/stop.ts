import type { Command } from 'commander';
import type { StateFailure } from '../../app/ports.ts';
import { stop } from '../../app/stop.ts';
import { exitNumber } from '../../core/command-result.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { fail, printLines, printProblems } from '../print.ts';
import { renderStopped, renderTrouble } from '../render.ts';
import type { World } from '../world.ts';
import { addActing, type FileFlags, openRequest, timeoutOption } from './flags.ts';

export interface StopFlags extends FileFlags {
  readonly timeoutSeconds: number;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('stop a long job, and keep ticks from resuming it until the next start')
    .argument('<job>', 'its id')
    .addOption(timeoutOption(60))
    .addHelpText('after', helpAfter('ops-monitor stop disk-inventory'))
    .action(async (id, flags) => exit(await stopCommand(world, id, flags)));
}

async function stopCommand(world: World, id: string, flags: StopFlags): Promise<ExitCode> {
  const ports = world.open(openRequest('stop', flags));
  const loaded = await ports.config.load();
  const outcome = await stop(ports, loaded, { id, timeoutSeconds: flags.timeoutSeconds }, world.signal);
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  const stopped = outcome.value;
  if (stopped.kind === 'signal') {
    printLines(world.stdout, [`stop ${id}: SIGTERM pid=${stopped.pid}`]);
  } else {
    printLines(world.stdout, renderStopped(id, stopped.exit));
    printLines(world.stderr, renderTrouble('stop', id, stopped.exit));
  }
  printProblems(world, loaded);
  if (stopped.unsaved !== undefined) return failUnsaved(world, id, stopped.unsaved, stopped.staysStopped);
  return stopped.kind === 'signal' || exitNumber(stopped.exit) === 0 ? EXIT.done : EXIT.failed;
}

function failUnsaved(world: World, id: string, failure: StateFailure, staysStopped: boolean): ExitCode {
  const code = fail(world, { kind: 'state', failure });
  if (staysStopped) return code;
  printLines(world.stderr, [
    `that ${id} is to stay stopped could not be saved: stop it again when this is mended, or a tick may resume it`,
  ]);
  return code;
}
