import { type Command, InvalidArgumentError, Option } from 'commander';
import { addToQueue, dropFromQueue, findDroppable, readQueue } from '../../app/queue-desk.ts';
import { DURATION_FORMS, parseDuration } from '../../core/parse-duration.ts';
import { oneLine } from '../../core/text.ts';
import { refusedBy } from '../confirm.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { fail, jsonText, printLines, printProblems } from '../print.ts';
import { due, itemJson, queueJson, renderQueue } from '../queue-lines.ts';
import type { World } from '../world.ts';
import { addActing, addFiles, type FileFlags, openRequest } from './flags.ts';
import { byDefault, unknownSubcommand } from './subcommands.ts';

interface ListFlags extends FileFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

interface AddFlags extends FileFlags {
  readonly delay: number;
  readonly json?: boolean;
}

interface DropFlags extends FileFlags {
  readonly yes?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  command
    .description('see, add and drop the checks that wait in the queue')
    .usage('[list | add JOB | drop ID] [options]')
    .helpCommand(false)
    .addHelpText('after', helpAfter('ops-monitor queue add free-space --delay 10m'));
  addFiles(byDefault(command, 'list'))
    .description('list what waits or runs (also without the word list)')
    .option('--all', 'what has ended too')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor queue list --all'))
    .action(async (flags, list) =>
      exit(unknownSubcommand(world, command, list) ?? (await listCommand(world, flags))),
    );
  addActing(command.command('add'))
    .description('queue a read_only one_shot_read for the ticks to run')
    .argument('<job>', 'its id')
    .addOption(delayOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor queue add free-space --delay 10m'))
    .action(async (id, flags) => exit(await addCommand(world, id, flags)));
  addFiles(command.command('drop'))
    .description('take an item out that is not being run')
    .argument('<id>', 'as the list shows it')
    .option('--yes', 'do not ask')
    .addHelpText('after', helpAfter('ops-monitor queue drop q12.1 --yes'))
    .action(async (id, flags) => exit(await dropCommand(world, id, flags)));
}

function delayOption(): Option {
  return new Option('--delay <duration>', 'not before this long from now')
    .default(0, 'at the next tick')
    .argParser((text) => {
      const seconds = parseDuration(text);
      if (seconds !== undefined) return seconds;
      throw new InvalidArgumentError(`It must be ${DURATION_FORMS}.`);
    });
}

async function listCommand(world: World, flags: ListFlags): Promise<ExitCode> {
  const reading = await readQueue(world.open(openRequest('queue', flags)), flags.all === true);
  const lines = flags.json === true ? [jsonText(queueJson(reading))] : renderQueue(reading);
  printLines(world.stdout, lines);
  return EXIT.done;
}

async function addCommand(world: World, id: string, flags: AddFlags): Promise<ExitCode> {
  const ports = world.open(openRequest('queue', flags));
  const loaded = await ports.config.load();
  const outcome = await addToQueue(ports, loaded, { id, delaySeconds: flags.delay });
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  printProblems(world, loaded);
  const { item, at } = outcome.value;
  const line =
    flags.json === true
      ? jsonText({ version: 1, item: itemJson(item) })
      : `queued ${item.id}: ${oneLine(item.jobId)}, ${due(item, at)}`;
  printLines(world.stdout, [line]);
  return EXIT.done;
}

async function dropCommand(world: World, id: string, flags: DropFlags): Promise<ExitCode> {
  const ports = world.open(openRequest('queue', flags));
  const found = await findDroppable(ports, id);
  if (!found.ok) return fail(world, found.failure);
  const what = `${oneLine(id)} (${oneLine(found.value.jobId)}, ${due(found.value, ports.clock.now().epochSeconds)})`;
  const refusal = await refusedBy(world, flags.yes === true, `drop ${what}?`);
  if (refusal !== undefined) return refusal;
  const dropped = await dropFromQueue(ports, id);
  if (!dropped.ok) return fail(world, dropped.failure);
  printLines(world.stdout, [`dropped ${what}`]);
  return EXIT.done;
}
