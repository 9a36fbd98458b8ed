import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import {
  installSchedule,
  printSchedule,
  removeSchedule,
  type SchedulePorts,
  type ScheduleRequest,
  scheduleStatus,
} from '../../app/schedule.ts';
import { parseDuration } from '../../core/parse-duration.ts';
import type { SchedulerKind } from '../../core/schedule-call.ts';
import type { Trouble } from '../../core/schedule-choice.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { jsonText, printLines } from '../print.ts';
import {
  installedJson,
  printedJson,
  removedJson,
  renderHowTo,
  renderInstalled,
  renderRemoved,
  renderScheduleStatus,
  renderTexts,
  scheduleStatusJson,
} from '../schedule-lines.ts';
import type { World } from '../world.ts';
import { addFiles, type FileFlags, openRequest } from './flags.ts';

type Action = 'print' | 'install' | 'remove' | 'status';

export interface ScheduleFlags extends FileFlags {
  readonly systemd?: boolean;
  readonly launchd?: boolean;
  readonly cron?: boolean;
  readonly every: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

const LEAST_SECONDS = 10;
const MOST_SECONDS = 24 * 3600;

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addFiles(command)
    .description('let the system call tick: show how, set it up, take it away, or see whether it is')
    .addArgument(new Argument('<action>', 'what to do').choices(['print', 'install', 'remove', 'status']))
    .addOption(new Option('--systemd', 'by a timer of your systemd').conflicts(['launchd', 'cron']))
    .addOption(new Option('--launchd', 'by a LaunchAgent (macOS)').conflicts(['systemd', 'cron']))
    .addOption(new Option('--cron', 'by a line in your crontab').conflicts(['systemd', 'launchd']))
    .addOption(
      new Option('--every <time>', 'how often: 60s, 5m, 1h').default(60, '60s').argParser(readInterval),
    )
    .option('--force', 'add it though a tick is scheduled already')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor schedule install'))
    .action(async (action, flags) => exit(await scheduleCommand(world, action, flags)));
}

function readInterval(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) return seconds;
  throw new InvalidArgumentError(`It must be a time from ${LEAST_SECONDS}s to 24h, such as 60s, 5m or 1h.`);
}

async function scheduleCommand(world: World, action: Action, flags: ScheduleFlags): Promise<ExitCode> {
  const ports = await world.openSchedule({ ...openRequest('schedule', flags), safety: 'warn' });
  const request = {
    scheduler: askedScheduler(flags),
    everySeconds: flags.every,
    isForced: flags.force === true,
  };
  return ACTIONS[action](world, ports, request, flags.json === true);
}

function askedScheduler(flags: ScheduleFlags): SchedulerKind | undefined {
  return (['systemd', 'launchd', 'cron'] as const).find((kind) => flags[kind] === true);
}

type Act = (
  world: World,
  ports: SchedulePorts,
  request: ScheduleRequest,
  isJson: boolean,
) => Promise<ExitCode>;

const ACTIONS: Readonly<Record<Action, Act>> = {
  async print(world, ports, request, isJson) {
    const printed = await printSchedule(ports, request, world.signal);
    if (printed.kind === 'refused') return complain(world, printed, EXIT.wrong);
    show(world, isJson, printedJson(printed), renderTexts(printed));
    if (!isJson) printLines(world.stderr, renderHowTo(printed));
    return EXIT.done;
  },
  async install(world, ports, request, isJson) {
    const installed = await installSchedule(ports, request, world.signal);
    if (installed.kind === 'refused') return complain(world, installed, EXIT.wrong);
    if (installed.kind === 'failed') return complain(world, installed, EXIT.failed);
    show(world, isJson, installedJson(installed), renderInstalled(installed, ports.typed));
    return EXIT.done;
  },
  async remove(world, ports, { scheduler }, isJson) {
    const removed = await removeSchedule(ports, scheduler, world.signal);
    if (removed.kind === 'failed') return complain(world, removed, EXIT.failed);
    show(world, isJson, removedJson(removed), renderRemoved(removed));
    return EXIT.done;
  },
  async status(world, ports, _request, isJson) {
    const status = await scheduleStatus(ports, world.signal);
    show(world, isJson, scheduleStatusJson(status), renderScheduleStatus(status, ports.typed));
    const isActive = status.found.some(({ activity }) => activity !== 'off');
    return isActive && !status.isOverdue ? EXIT.done : EXIT.failed;
  },
};

function show(world: World, isJson: boolean, json: object, lines: readonly string[]): void {
  printLines(world.stdout, isJson ? [jsonText(json)] : lines);
}

function complain(world: World, { what, mend }: Trouble, code: ExitCode): ExitCode {
  printLines(world.stderr, [`ERROR: ${what}: ${mend}`]);
  return code;
}
