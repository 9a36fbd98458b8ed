import { type Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { check } from '../../app/check.ts';
import { PlaceFailure } from '../../app/ports.ts';
import type { TickPorts } from '../../app/tick.ts';
import { checkJson, HEALTH_EXIT, renderCheck } from '../check-lines.ts';
import { CHECK_EXIT_CODE_HELP, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { jsonText, printLines } from '../print.ts';
import type { World } from '../world.ts';
import { addActing, type FileFlags, openRequest } from './flags.ts';

export interface CheckFlags extends FileFlags {
  readonly json?: boolean;
  readonly maxAge: number;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('one line and an exit code for Nagios or Icinga; asks no job, changes nothing')
    .addOption(maxAgeOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor check --max-age 900', CHECK_EXIT_CODE_HELP))
    .exitOverride(exitAsPlugin)
    .action(async (flags) => exit(await checkCommand(world, flags)));
}

async function checkCommand(world: World, flags: CheckFlags): Promise<ExitCode> {
  const ports = openOrSay(world, flags);
  if (ports === undefined) return HEALTH_EXIT.unknown;
  const result = await check(ports, await ports.config.load(), flags.maxAge);
  const line = flags.json === true ? jsonText(checkJson(result)) : renderCheck(result);
  printLines(world.stdout, [line]);
  return HEALTH_EXIT[result.health];
}

/** The 2 that this comes to elsewhere would be an alarm here. */
function openOrSay(world: World, flags: CheckFlags): TickPorts | undefined {
  try {
    return world.open(openRequest('check', flags));
  } catch (error) {
    if (!(error instanceof PlaceFailure)) throw error;
    world.stderr.write(`ERROR: ${error.message}\n`);
    return undefined;
  }
}

function maxAgeOption(): Option {
  return new Option('--max-age <seconds>', 'no tick for longer than this is critical')
    .default(600)
    .argParser((text) => {
      const value = Number(text);
      if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
      throw new InvalidArgumentError('It must be a number of seconds, more than 0.');
    });
}

/** The 2 that wrong usage comes to elsewhere would be an alarm here. */
function exitAsPlugin(error: CommanderError): never {
  if (error.exitCode === 0) throw error;
  throw new CommanderError(HEALTH_EXIT.unknown, error.code, error.message);
}
