import { type Command, Option } from 'commander';
import { type InitResult, init } from '../../app/init.ts';
import type { NewJob } from '../../core/starter-file.ts';
import { unreachable } from '../../core/unreachable.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { type Calls, madeJson, renderMade, renderThere } from '../init-lines.ts';
import { jsonText, printLines, printProblems } from '../print.ts';
import type { World } from '../world.ts';
import { addConfigFile, type FileFlags, openRequest } from './flags.ts';

export interface InitFlags extends FileFlags {
  readonly yes?: boolean;
  readonly job?: string;
  readonly name?: string;
  readonly kind?: NewJob['kind'];
  readonly cwd?: string;
  readonly status?: string;
  readonly start?: string;
  readonly stop?: string;
  readonly run?: string;
  readonly target?: string;
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addConfigFile(command)
    .description('write a first job file with comments, and say what to do next; never overwrites one')
    .option('--yes', 'ask nothing: take flags and defaults')
    .option('--job <id>', 'a job of your own in place of the one that watches the disk')
    .option('--name <text>', 'its name in reports')
    .addOption(
      new Option(
        '--kind <kind>',
        'long_running_read is asked for its status, one_shot_read ends by itself',
      ).choices(['long_running_read', 'one_shot_read']),
    )
    .option('--cwd <folder>', 'where its commands run')
    .option('--status <command>', 'prints its status as JSON')
    .option('--start <command>', 'starts it, and returns at once')
    .option('--stop <command>', 'stops it')
    .option('--run <command>', 'runs the check that a one_shot_read is')
    .option('--target <id>', 'Telegram chat to tell, where openclaw.json names none')
    .option('--json', 'print one JSON object, and ask nothing')
    .addHelpText('after', helpAfter('ops-monitor init'))
    .action(async (flags) => exit(await initCommand(world, flags)));
}

async function initCommand(world: World, flags: InitFlags): Promise<ExitCode> {
  const ports = await world.openInit({ ...openRequest('init', flags), safety: 'warn' });
  const { job: id, name, kind, cwd, status, start, stop, run, target } = flags;
  const request = {
    job: { id, name, kind, cwd, commands: { status, start, stop, run } },
    target,
    isSilent: flags.yes === true || flags.json === true,
  };
  const result = await init(ports, request, world.signal);
  return tell(world, result, { typed: ports.typed, configFile: flags.configFile }, flags.json === true);
}

function tell(world: World, result: InitResult, calls: Calls, isJson: boolean): ExitCode {
  switch (result.kind) {
    case 'made':
      printLines(world.stdout, isJson ? [jsonText(madeJson(result, calls))] : renderMade(result, calls));
      return printProblems(world, result.loaded) ? EXIT.wrong : EXIT.done;
    case 'there':
      printLines(world.stderr, renderThere(result.path, calls));
      return EXIT.wrong;
    case 'interrupted':
      printLines(world.stderr, ['nothing was written']);
      return EXIT.wrong;
    case 'wrong':
      printLines(world.stderr, [`ERROR: ${result.what}`]);
      return EXIT.wrong;
    case 'invalid':
      printProblems(world, result.loaded);
      printLines(world.stderr, ['nothing was written']);
      return EXIT.wrong;
    case 'failed':
      printLines(world.stderr, [`ERROR: ${result.detail}`]);
      return EXIT.failed;
    default:
      return unreachable(result);
  }
}
