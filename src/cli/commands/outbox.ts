import type { Command } from 'commander';
import { dropFromOutbox, findEntries, type Retried, readOutbox, retryOutbox } from '../../app/outbox-desk.ts';
import { textOf } from '../../core/outbox.ts';
import { withoutControls } from '../../core/text.ts';
import type { OutboxEntry } from '../../schema/state.ts';
import { refusedBy } from '../confirm.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { explainDelivery } from '../explain-failure.ts';
import { helpAfter } from '../help.ts';
import { outboxJson, renderOutbox, renderRetried, retriedJson, subjectOf } from '../outbox-lines.ts';
import { fail, jsonText, printLines, warnOfNotify } from '../print.ts';
import type { World } from '../world.ts';
import { addActing, addFiles, type FileFlags, openRequest } from './flags.ts';
import { byDefault, unknownSubcommand } from './subcommands.ts';

interface JsonFlags extends FileFlags {
  readonly json?: boolean;
}

interface RetryFlags extends JsonFlags {
  readonly target?: string;
}

interface DropFlags extends FileFlags {
  readonly all?: boolean;
  readonly yes?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  command
    .description('see, retry and drop the reports that wait in the outbox')
    .usage('[list | show ID | retry [ID] | drop ID...] [options]')
    .helpCommand(false)
    .addHelpText('after', helpAfter('ops-monitor outbox retry'));
  addFiles(byDefault(command, 'list'))
    .description('list what waits, in order (also without the word list)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor outbox list --json'))
    .action(async (flags, list) =>
      exit(unknownSubcommand(world, command, list) ?? (await listCommand(world, flags))),
    );
  addFiles(command.command('show'))
    .description('print the whole text of one report')
    .argument('<id>', 'as the list shows it')
    .addHelpText('after', helpAfter('ops-monitor outbox show r12'))
    .action(async (id, flags) => exit(await showCommand(world, id, flags)));
  addActing(command.command('retry'))
    .description('try to deliver now what waits for a later try')
    .argument('[id]', 'one of them alone')
    .option('--target <id>', 'Telegram chat that it goes to from now on')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor outbox retry r12 --target 123456789'))
    .action(async (id, flags) => exit(await retryCommand(world, id, flags)));
  addFiles(command.command('drop'))
    .description('throw reports away, told or not')
    .argument('[id...]', 'as the list shows them')
    .option('--all', 'all of them')
    .option('--yes', 'do not ask')
    .addHelpText('after', helpAfter('ops-monitor outbox drop r12 --yes'))
    .action(async (ids, flags) => exit(await dropCommand(world, ids, flags)));
}

async function listCommand(world: World, flags: JsonFlags): Promise<ExitCode> {
  const reading = await readOutbox(world.open(openRequest('outbox', flags)));
  const lines = flags.json === true ? [jsonText(outboxJson(reading))] : renderOutbox(reading);
  printLines(world.stdout, lines);
  return EXIT.done;
}

async function showCommand(world: World, id: string, flags: FileFlags): Promise<ExitCode> {
  const found = await findEntries(world.open(openRequest('outbox', flags)), [id]);
  if (!found.ok) return fail(world, found.failure);
  printLines(
    world.stdout,
    found.value.map((entry) => withoutControls(textOf(entry))),
  );
  return EXIT.done;
}

async function retryCommand(world: World, id: string | undefined, flags: RetryFlags): Promise<ExitCode> {
  if (flags.target !== undefined && id === undefined) {
    return wrongUsage(world, '--target goes with the id of the one report that it is for');
  }
  const ports = world.open(openRequest('outbox', flags));
  const loaded = await ports.config.load();
  warnOfNotify(world, loaded);
  const outcome = await retryOutbox(ports, loaded, { id, target: flags.target }, world.signal);
  if (!outcome.ok) return fail(world, outcome.failure);
  const retried = outcome.value;
  const lines = flags.json === true ? [jsonText(retriedJson(retried))] : renderRetried(retried);
  printLines(world.stdout, lines);
  printLines(world.stderr, retried.problems.flatMap(explainDelivery));
  if (retried.isLeftToAnother)
    printLines(world.stderr, ['another delivery is at work, and sees to what is due']);
  return exitCodeOf(retried);
}

function exitCodeOf({ waiting, problems }: Retried): ExitCode {
  if (waiting.length === 0) return EXIT.done;
  return problems.some(({ kind }) => kind === 'no-target') ? EXIT.nobodyToTell : EXIT.failed;
}

async function dropCommand(world: World, ids: readonly string[], flags: DropFlags): Promise<ExitCode> {
  const isAll = flags.all === true;
  if (isAll === ids.length > 0) return wrongUsage(world, 'name the reports to drop, or pass --all');
  const ports = world.open(openRequest('outbox', flags));
  const found = await findEntries(ports, isAll ? 'all' : ids);
  if (!found.ok) return fail(world, found.failure);
  const entries = found.value;
  if (entries.length === 0) {
    printLines(world.stdout, ['the outbox is empty']);
    return EXIT.done;
  }
  const question = entries.length === 1 ? 'drop it?' : `drop these ${entries.length}?`;
  const refusal = await refusedBy(world, flags.yes === true, question, entries.map(lineOf));
  if (refusal !== undefined) return refusal;
  const { ids: dropped, underWay } = await dropFromOutbox(ports, new Set(entries.map(({ id }) => id)));
  printLines(
    world.stdout,
    entries.map((entry) =>
      dropped.includes(entry.id) ? `dropped ${lineOf(entry)}` : `${entry.id} is not there any more`,
    ),
  );
  if (underWay !== undefined) {
    const who = underWay.owner === undefined ? '' : ` (${underWay.owner})`;
    printLines(world.stderr, [`a delivery is under way${who}: what it is sending may still go out`]);
  }
  return EXIT.done;
}

function lineOf(entry: OutboxEntry): string {
  return `${withoutControls(entry.id)}: ${subjectOf(entry)}`;
}

function wrongUsage(world: World, what: string): ExitCode {
  printLines(world.stderr, [`ERROR: ${what}`]);
  return EXIT.wrong;
}
