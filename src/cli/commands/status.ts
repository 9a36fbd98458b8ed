import { type Command, InvalidArgumentError, Option } from 'commander';
import { findJob } from '../../app/find-job.ts';
import type { ProbeProgress } from '../../app/observe.ts';
import type { LoadedConfig } from '../../app/ports.ts';
import { type StatusReading, status } from '../../app/status.ts';
import type { Terminal, Terminals } from '../../app/terminal-ports.ts';
import type { TickPorts } from '../../app/tick.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { explainState } from '../explain-failure.ts';
import { helpAfter } from '../help.ts';
import { fail, printLines, printProblems } from '../print.ts';
import { renderStatus } from '../render.ts';
import type { Seen } from '../status-watch.ts';
import type { World } from '../world.ts';
import { addFiles, type FileFlags, openRequest } from './flags.ts';

export interface StatusFlags extends FileFlags {
  readonly json?: boolean;
  readonly plain?: boolean;
  /** True: without a number. */
  readonly watch?: number | true;
  readonly exitCode?: boolean;
}

const WATCH_SECONDS = 5;
const MOST_WATCH_SECONDS = 86_400;
/** For one job whole where no terminal says how wide it is. */
const UNSEEN_COLUMNS = 80;

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addFiles(command)
    .description('probe every long job and show how it is; changes nothing')
    .argument('[job]', 'one job whole, with its rules and its past')
    .option('--json', 'print one JSON object')
    .option('--plain', 'print one line a job, as where nobody looks at a terminal')
    .addOption(watchOption())
    .option('--exit-code', 'end with 1 where something needs a person')
    .addHelpText('after', helpAfter('ops-monitor status --watch'))
    .action(async (id, flags) => exit(await statusCommand(world, id, flags)));
}

function watchOption(): Option {
  return new Option(
    '--watch [seconds]',
    'look again and again (default: every 5 s); keys: q quits, r looks now',
  )
    .conflicts(['json', 'plain'])
    .argParser((text) => {
      const value = Number(text);
      if (text.trim() !== '' && value >= 1 && value <= MOST_WATCH_SECONDS) return value;
      throw new InvalidArgumentError(`It must be a number of seconds from 1 to ${MOST_WATCH_SECONDS}.`);
    });
}

async function statusCommand(world: World, id: string | undefined, flags: StatusFlags): Promise<ExitCode> {
  const ports = world.open({ ...openRequest('status', flags), safety: 'warn' });
  const loaded = await ports.config.load();
  const found = id === undefined ? undefined : findJob(loaded, id);
  if (found?.ok === false) return fail(world, found.failure, loaded);
  const terminals = await world.openTerminals();
  if (flags.watch !== undefined) return watchCommand(world, ports, terminals.stdout, id, flags);
  const reading = await lookOnce(world, ports, terminals.stderr, onlyJob(loaded, id));
  const seen = { loaded, reading };
  const isPlain = flags.plain === true || (id === undefined && terminals.stdout === undefined);
  // Probes that were cut short say nothing about their jobs; a line says at least that.
  if (world.signal.aborted && (flags.json === true || !isPlain)) return EXIT.failed;
  if (flags.json === true) await printJson(world, seen, id !== undefined);
  else if (isPlain) printLines(world.stdout, renderStatus(reading));
  else await printScreen(world, seen, id !== undefined, terminals.stdout);
  return exitAfter(world, seen, flags);
}

/** The job file as if it held this job alone: the others are not asked. */
function onlyJob(loaded: LoadedConfig, id: string | undefined): LoadedConfig {
  if (id === undefined) return loaded;
  const jobs = loaded.config.jobs.filter((job) => job.id === id);
  return { ...loaded, config: { ...loaded.config, jobs } };
}

/** A terminal says meanwhile which probes are still out. */
async function lookOnce(
  world: World,
  ports: TickPorts,
  terminal: Terminals['stderr'],
  loaded: LoadedConfig,
): Promise<StatusReading> {
  if (terminal?.canRedraw !== true) return status(ports, loaded, world.signal);
  const { probeLine } = await import('../probe-line.ts');
  const line = probeLine(ports.clock, world.stderr, terminal.columns);
  try {
    return await status(ports, loaded, world.signal, line.progress);
  } finally {
    line.end();
  }
}

async function printJson(world: World, { loaded, reading }: Seen, isOneJob: boolean): Promise<void> {
  const { renderStatusJson } = await import('../status-json.ts');
  printLines(world.stdout, [renderStatusJson(loaded, reading, isOneJob)]);
}

async function printScreen(
  world: World,
  { reading }: Seen,
  isOneJob: boolean,
  terminal: Terminal | undefined,
): Promise<void> {
  const { renderScreen } = await import('../status-screen.ts');
  const style = { columns: terminal?.columns ?? UNSEEN_COLUMNS, hasColour: terminal?.hasColour ?? false };
  const { body, foot } = renderScreen(reading, isOneJob, style);
  printLines(world.stdout, [...body, '', ...foot]);
}

async function watchCommand(
  world: World,
  ports: TickPorts,
  terminal: Terminal | undefined,
  id: string | undefined,
  flags: StatusFlags,
): Promise<ExitCode> {
  if (terminal?.canRedraw !== true) {
    const why = terminal === undefined ? 'stdout is none' : 'this one (TERM=dumb) is not';
    printLines(world.stderr, [
      `ERROR: --watch needs a terminal that can be redrawn, and ${why}; call status without it, or with --json`,
    ]);
    return EXIT.wrong;
  }
  const { watchStatus } = await import('../status-watch.ts');
  const seconds = typeof flags.watch === 'number' ? flags.watch : WATCH_SECONDS;
  const look = async (signal: AbortSignal, progress: ProbeProgress): Promise<Seen> => {
    const loaded = await ports.config.load();
    return { loaded, reading: await status(ports, onlyJob(loaded, id), signal, progress) };
  };
  const seen = await watchStatus({ terminal, clock: ports.clock, seconds, signal: world.signal, look }, id);
  return seen === undefined ? EXIT.done : exitAfter(world, seen, flags);
}

/** What is wrong goes to stderr, also where it stands in the JSON. */
function exitAfter(world: World, { loaded, reading }: Seen, flags: StatusFlags): ExitCode {
  const isConfigInvalid = printProblems(world, loaded);
  if (reading.stateFailure !== undefined)
    printLines(world.stderr, [`ERROR: ${explainState(reading.stateFailure)}`]);
  if (isConfigInvalid) return EXIT.wrong;
  if (reading.stateFailure !== undefined) return EXIT.failed;
  return flags.exitCode === true && reading.overview.concerns.length > 0 ? EXIT.failed : EXIT.done;
}
