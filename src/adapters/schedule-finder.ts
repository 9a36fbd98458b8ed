/** Who calls `ops-monitor tick`: the crontab, the systemd timers and the launchd agents of this user. Reads only. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessRunner } from '../app/ports.ts';
import type { ScheduledTick, ScheduleFacts } from '../core/doctor-facts.ts';
import {
  serviceOfTimer,
  tickInPlist,
  tickInTimer,
  ticksInCrontab,
  type WrittenTick,
} from '../core/schedule-text.ts';
import { readTextFile } from './text-file.ts';

export interface ScheduleHost {
  readonly runner: ProcessRunner;
  readonly userHome: string;
  /** XDG_CONFIG_HOME, where that is set. */
  readonly configHome?: string | undefined;
  readonly userName?: string | undefined;
  /** Where the whole host has its timers, for tests: this one may have some of its own. */
  readonly systemUnits?: string | undefined;
}

/** What each scheduler has to say; `asked` is undefined where there is no such scheduler, or it gave no answer. */
interface Answer {
  readonly found: readonly ScheduledTick[];
  readonly asked: string | undefined;
}

const LIMIT = { timeoutSeconds: 5, killAfterSeconds: 1 };

/** Never rejects; some 6 s at most. */
export async function findSchedules(host: ScheduleHost, signal: AbortSignal): Promise<ScheduleFacts> {
  const [lingers, ...answers] = await Promise.all([
    askLinger(host, signal),
    askCrontab(host, signal),
    askSystemd(host, USER_TIMERS, unitFolder(host), signal),
    askSystemd(host, HOST_TIMERS, host.systemUnits ?? '/etc/systemd/system', signal),
    lookAtLaunchd(host),
  ]);
  return {
    found: answers.flatMap(({ found }) => found),
    asked: answers.flatMap(({ asked }) => asked ?? []),
    lingers,
  };
}

/** Where the user's own units are. */
export function unitFolder({ configHome, userHome }: ScheduleHost): string {
  const config = configHome?.startsWith('/') ? configHome : join(userHome, '.config');
  return join(config, 'systemd', 'user');
}

async function askCrontab({ runner }: ScheduleHost, signal: AbortSignal): Promise<Answer> {
  const exit = await runner.run({ argv: ['crontab', '-l'], cwd: '/', ...LIMIT }, signal);
  // Without a crontab it ends with 1 as well, and says so in the language of the host.
  const answered = exit.kind === 'exited' && exit.exitCode <= 1;
  const found = answered ? ticksInCrontab(exit.stdout).map((tick) => active(tick, 'on')) : [];
  return { found, asked: answered ? 'crontab' : undefined };
}

interface Timers {
  readonly flags: readonly string[];
  readonly noun: string;
}

const USER_TIMERS: Timers = { flags: ['--user'], noun: 'systemd user timer' };
const HOST_TIMERS: Timers = { flags: [], noun: 'systemd timer' };

/** The unit files say what is called, `list-timers` which of them are active. */
async function askSystemd(
  { runner }: ScheduleHost,
  { flags, noun }: Timers,
  folder: string,
  signal: AbortSignal,
): Promise<Answer> {
  const argv = ['systemctl', ...flags, 'list-timers', '--no-legend', '--no-pager'];
  const timers = await readTimers(folder, noun);
  // The host's own are asked for only where one of them is of interest.
  if (timers.length === 0 && flags.length === 0) return { found: [], asked: undefined };
  const exit = await runner.run({ argv, cwd: '/', ...LIMIT }, signal);
  const hasAnswered = exit.kind === 'exited' && exit.exitCode === 0;
  const isListed = (name: string) => exit.stdout.split(/\s+/).includes(name);
  const found = timers.map(({ name, tick }) =>
    active(tick, hasAnswered ? (isListed(name) ? 'on' : 'off') : 'unknown'),
  );
  return { found, asked: hasAnswered || found.length > 0 ? `${noun}s` : undefined };
}

async function readTimers(
  folder: string,
  noun: string,
): Promise<readonly { readonly name: string; readonly tick: WrittenTick }[]> {
  const timers = await namesIn(folder, '.timer');
  const found = await Promise.all(
    timers.map(async (name) => {
      const text = await textOf(join(folder, name));
      const tick = tickInTimer({ name, text, noun }, await textOf(join(folder, serviceOfTimer(name, text))));
      return tick === undefined ? [] : [{ name, tick }];
    }),
  );
  return found.flat();
}

/** A user's manager ends with the last login, and its timers with it, unless the user lingers. */
async function askLinger(
  { runner, userName }: ScheduleHost,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (userName === undefined) return undefined;
  const argv = ['loginctl', 'show-user', userName, '--property=Linger'];
  const { stdout } = await runner.run({ argv, cwd: '/', ...LIMIT }, signal);
  const [, answer] = /^Linger=(yes|no)$/m.exec(stdout) ?? [];
  return answer === undefined ? undefined : answer === 'yes';
}

/** Whether launchd has loaded an agent is not asked: what stands in this folder is loaded at every login. */
async function lookAtLaunchd({ userHome }: ScheduleHost): Promise<Answer> {
  const folder = join(userHome, 'Library', 'LaunchAgents');
  const names = await namesIn(folder, '.plist');
  const found = await Promise.all(
    names.map(async (name) => tickInPlist(join(folder, name), await textOf(join(folder, name)))),
  );
  const ticks = found.filter((tick) => tick !== undefined).map((tick) => active(tick, 'on'));
  return { found: ticks, asked: names.length > 0 ? 'launchd agents' : undefined };
}

function active(tick: WrittenTick, activity: ScheduledTick['activity']): ScheduledTick {
  return { ...tick, activity };
}

async function namesIn(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(ending)).sort();
}

/** Empty where it cannot be read. */
async function textOf(path: string): Promise<string> {
  const file = await readTextFile(path);
  return file.kind === 'text' ? file.text : '';
}
