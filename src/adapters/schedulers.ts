/** The schedulers of this host, and what they are to call. */
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock, HostInspector, ProcessRunner } from '../app/ports.ts';
import type { Scheduler } from '../app/setup-ports.ts';
import type { SchedulerKind, TickCall } from '../core/schedule-call.ts';
import { type ScheduledEnvironment, scheduledEnvironment } from '../core/schedule-environment.ts';
import { AGENT_FILE } from '../core/schedule-launchd.ts';
import type { Env, OpenclawPaths } from './openclaw-paths.ts';
import { findOpenclaw } from './openclaw-program.ts';
import { findSchedules, type ScheduleHost, unitFolder } from './schedule-finder.ts';
import { createCrontabScheduler } from './scheduler-crontab.ts';
import { createLaunchdScheduler } from './scheduler-launchd.ts';
import { createSystemdScheduler } from './scheduler-systemd.ts';
import type { SelfCommand } from './self-command.ts';
import { registeredHome } from './user-home.ts';

export interface SchedulersHost {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly env: Env;
  readonly paths: OpenclawPaths;
  readonly userId: number | undefined;
  readonly pid: number;
  readonly self: SelfCommand;
}

export function createSchedulers(host: SchedulersHost): Readonly<Record<SchedulerKind, Scheduler>> {
  const { runner, env, pid, clock, userId, paths } = host;
  const { typed } = host.self;
  const agent = join(paths.userHome, 'Library', 'LaunchAgents', AGENT_FILE);
  const { userName } = finderOf(host);
  const folder = unitFolder(finderOf(host));
  return {
    systemd: createSystemdScheduler({ runner, env, typed, pid, folder, userName }),
    launchd: createLaunchdScheduler({ runner, env, typed, pid, clock, userId, path: agent }),
    cron: createCrontabScheduler({ runner, env, typed }),
  };
}

export function createScheduleSearch(
  host: Pick<SchedulersHost, 'runner' | 'env' | 'paths'>,
): HostInspector['schedule'] {
  return (signal) => findSchedules(finderOf(host), signal);
}

function finderOf({ runner, env, paths }: Pick<SchedulersHost, 'runner' | 'env' | 'paths'>): ScheduleHost {
  return { runner, userHome: paths.userHome, configHome: env.XDG_CONFIG_HOME, userName: nameOfUser() };
}

/** In containers there are users whom nobody has given a name. */
function nameOfUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

export interface CallRequest {
  readonly everySeconds: number;
  /** Absolute; undefined: the usual one. */
  readonly configFile: string | undefined;
  readonly stateFile: string | undefined;
  /** The state file in use; the log is beside it. */
  readonly usedStateFile: string;
  /** `notify.openclawBin` of the job file. */
  readonly openclawBin: string | undefined;
}

/** What a scheduler is to call so that a tick finds what a shell of now would find. */
export async function draftTickCall(
  { self, env, paths }: SchedulersHost,
  { everySeconds, configFile, stateFile, usedStateFile, openclawBin }: CallRequest,
): Promise<{ readonly call: TickCall } & Pick<ScheduledEnvironment, 'leftOut'>> {
  const openclaw = await findOpenclaw({ configured: openclawBin, env, paths });
  const programFolders = [self.folder, ...(openclaw.kind === 'found' ? [dirname(openclaw.path)] : [])];
  const { variables, shortPath, leftOut } = scheduledEnvironment({
    env,
    programFolders,
    ownHome: registeredHome(),
  });
  const files = [
    ...(configFile === undefined ? [] : ['--config-file', configFile]),
    ...(stateFile === undefined ? [] : ['--state-file', stateFile]),
  ];
  const argv = [...self.argv, 'tick', ...files];
  const logFile = join(dirname(usedStateFile), 'ops-monitor.tick.log');
  return { call: { argv, env: variables, shortPath, everySeconds, logFile }, leftOut };
}
