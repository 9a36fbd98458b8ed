import type { Command } from 'commander';
import type { StateFailure } from '../../app/ports.ts';
import { stop } from '../../app/stop.ts';
import { commandOn } from '../../core/command-on.ts';
import { exitNumber } from '../../core/command-result.ts';
import type { StartLease } from '../../core/start-lease.ts';
import { oneLine } from '../../core/text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { localClock } from '../local-time.ts';
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
  printLines(world.stdout, renderStopped(id, stopped));
  if (stopped.kind === 'command') printLines(world.stderr, renderTrouble('stop', id, stopped.exit));
  printLines(world.stderr, stopped.beside === undefined ? [] : [renderBeside(id, stopped.beside)]);
  printProblems(world, loaded);
  if (stopped.unsaved !== undefined) return failUnsaved(world, id, stopped.unsaved, stopped.staysStopped);
  const isGood = stopped.kind !== 'command' || exitNumber(stopped.exit) === 0;
  return isGood && stopped.beside === undefined ? EXIT.done : EXIT.failed;
}

function renderBeside(id: string, { pid, claimedAt }: StartLease): string {
  return (
    `ERROR: a start of ${oneLine(id)} is still under way (pid ${pid}, since ${localClock(claimedAt)}), and may bring it up again: ` +
    `when that has ended, repeat ${commandOn('stop', id)}`
  );
}

function failUnsaved(world: World, id: string, failure: StateFailure, staysStopped: boolean): ExitCode {
  const code = fail(world, { kind: 'state', failure });
  if (staysStopped) return code;
  printLines(world.stderr, [
    `that ${id} is to stay stopped could not be saved: stop it again when this is mended, or a tick may resume it`,
  ]);
  return code;
}
