import { type Command, InvalidArgumentError, Option } from 'commander';
import { history } from '../../app/history.ts';
import type { JournalReading } from '../../app/ports.ts';
import { parseDuration } from '../../core/parse-duration.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { historyJson, renderHistory } from '../history-lines.ts';
import { fail, jsonText, printLines } from '../print.ts';
import type { World } from '../world.ts';
import { addFiles, type FileFlags, openRequest } from './flags.ts';

export interface HistoryFlags extends FileFlags {
  readonly since: number;
  readonly limit?: number;
  readonly json?: boolean;
}

const DAY_SECONDS = 86_400;

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addFiles(command)
    .description('show what was seen, told, sent and done, and a chart of each job')
    .argument('[job]', 'only what concerns this job, its progress included')
    .addOption(
      new Option('--since <duration>', 'how far back: 90s, 30m, 2h, 3d, 1h30m')
        .default(DAY_SECONDS, '24h')
        .argParser(since),
    )
    .option('--limit <n>', 'only the newest so many events', limit)
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor history disk-inventory --since 2d'))
    .action(async (job, flags) => exit(await historyCommand(world, job, flags)));
}

async function historyCommand(world: World, job: string | undefined, flags: HistoryFlags): Promise<ExitCode> {
  const ports = await world.openHistory({ ...openRequest('history', flags), safety: 'warn' });
  const { since: sinceSeconds, limit, json: isJson = false } = flags;
  const request = { job, sinceSeconds, limit, withProgress: isJson || job !== undefined };
  const answer = await history(ports, request);
  if (!answer.ok) return fail(world, answer.failure);
  const lines = isJson ? [jsonText(historyJson(answer.value))] : renderHistory(answer.value);
  printLines(world.stdout, lines);
  printLines(world.stderr, doubts(answer.value.reading));
  return EXIT.done;
}

/** No tick says it: a journal that is not written keeps nobody from anything. */
function doubts({ path, problem, strayLines }: JournalReading): readonly string[] {
  return [
    ...(problem === undefined ? [] : [`WARNING: this may lack events: ${problem}`]),
    ...(strayLines === 0
      ? []
      : [
          `WARNING: ${path}: passed over ${strayLines === 1 ? '1 line that is no event' : `${strayLines} lines that are no events`}`,
        ]),
  ];
}

function since(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new InvalidArgumentError('It must be a duration such as 90s, 30m, 2h, 3d or 1h30m.');
}

function limit(text: string): number {
  const count = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}
