import type { Command } from 'commander';
import { formatProblem } from '../../core/config-problem.ts';
import { withoutControls } from '../../core/text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { printLines, printProblems } from '../print.ts';
import type { World } from '../world.ts';
import { addConfigFile, type FileFlags, openRequest } from './flags.ts';

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addConfigFile(command)
    .description('check the job file and print all that is wrong with it')
    .addHelpText('after', helpAfter('ops-monitor validate-config --config-file ./ops-jobs.json'))
    .action(async (flags) => exit(await validateConfigCommand(world, flags)));
}

async function validateConfigCommand(world: World, flags: FileFlags): Promise<ExitCode> {
  const loaded = await world.open({ ...openRequest('validate-config', flags), safety: 'warn' }).config.load();
  printLines(
    world.stderr,
    loaded.warnings.map((warning) => `WARNING: ${formatProblem(loaded.path, warning)}`),
  );
  if (printProblems(world, loaded)) return EXIT.wrong;
  const { jobs, defaults } = loaded.config;
  const shown = withoutControls(JSON.stringify(defaults));
  printLines(world.stdout, [`OK: version=1 jobs=${jobs.length} defaults=${shown}`]);
  return EXIT.done;
}
