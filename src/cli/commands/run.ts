import type { Command } from 'commander';
import { run } from '../../app/run.ts';
import { exitNumber } from '../../core/command-result.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { fail, printLines, printProblems } from '../print.ts';
import { renderRan, renderTrouble } from '../render.ts';
import type { World } from '../world.ts';
import { addActing, type FileFlags, openRequest, timeoutOption } from './flags.ts';

export interface RunFlags extends FileFlags {
  readonly timeoutSeconds: number;
  readonly dryRun?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('run a one_shot_read now')
    .argument('<job>', 'its id')
    .addOption(timeoutOption(300))
    .option('--dry-run', 'say what would be run')
    .addHelpText('after', helpAfter('ops-monitor run free-space'))
    .action(async (id, flags) => exit(await runCommand(world, id, flags)));
}

async function runCommand(world: World, id: string, flags: RunFlags): Promise<ExitCode> {
  const ports = world.open(openRequest('run', flags));
  const loaded = await ports.config.load();
  const request = { id, timeoutSeconds: flags.timeoutSeconds, isDryRun: flags.dryRun === true };
  const outcome = await run(ports, loaded, request, world.signal);
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  printProblems(world, loaded);
  const ran = outcome.value;
  if (ran.kind === 'would-run') {
    printLines(world.stdout, [`run ${id}: would run ${JSON.stringify(ran.argv)} (dry-run)`]);
    return EXIT.done;
  }
  printLines(world.stdout, renderRan('run', id, ran.exit));
  printLines(world.stderr, renderTrouble('run', id, ran.exit));
  if (ran.unsaved !== undefined) return fail(world, { kind: 'state', failure: ran.unsaved });
  return exitNumber(ran.exit) === 0 ? EXIT.done : EXIT.failed;
}
