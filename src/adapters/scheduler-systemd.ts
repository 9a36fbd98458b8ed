/** A timer of this user's systemd. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ScheduleOutcome, Scheduler } from '../app/setup-ports.ts';
import type { ScheduleText, TickCall } from '../core/schedule-call.ts';
import type { Trouble } from '../core/schedule-choice.ts';
import { isOurUnit, SERVICE, systemdUnits, TIMER } from '../core/schedule-systemd.ts';
import { replaceFile } from './atomic-file.ts';
import { type CommandHost, call, isWell, wordsOf } from './schedule-command.ts';
import { systemReason } from './system-reason.ts';
import { readTextFile } from './text-file.ts';

export interface SystemdHost extends CommandHost {
  /** Where this user's units are; absolute. */
  readonly folder: string;
  readonly userName: string | undefined;
  readonly pid: number;
}

type Failed = Extract<ScheduleOutcome, { kind: 'failed' }>;

export function createSystemdScheduler(host: SystemdHost): Scheduler {
  return {
    trouble: (signal) => askManager(host, signal),
    draft(tick) {
      const units = systemdUnits(tick, host.folder);
      if (units.kind === 'inexpressible') return units;
      const commands = [['daemon-reload'], ...STARTS].map((words) =>
        ['systemctl', '--user', ...words].join(' '),
      );
      return { kind: 'draft', texts: units.texts, commands };
    },
    install: (tick, signal) => install(host, tick, signal),
    remove: (signal) => remove(host, signal),
  };
}

/** A timer that runs already takes what is new in its file only when it is started again. */
const STARTS = [
  ['enable', TIMER],
  ['restart', TIMER],
];

async function askManager(host: SystemdHost, signal: AbortSignal): Promise<Trouble | undefined> {
  const exit = await call(host, ['systemctl', '--user', 'show', '--property=Version'], signal);
  if (isWell(exit)) return undefined;
  const what = `systemd does not answer for this user (systemctl --user: ${wordsOf(exit)})`;
  const mend = `log in as this user, not by su or sudo; or use cron: ${host.typed} schedule install --cron`;
  return { what, mend };
}

async function install(host: SystemdHost, tick: TickCall, signal: AbortSignal): Promise<ScheduleOutcome> {
  const units = systemdUnits(tick, host.folder);
  if (units.kind === 'inexpressible') return { ...units, kind: 'failed' };
  const trouble = await askManager(host, signal);
  if (trouble) return { kind: 'failed', ...trouble };
  const before = await Promise.all(units.texts.map(({ path }) => readTextFile(path)));
  const stranger = units.texts.find((_, index) => isStrange(before[index]));
  if (stranger) return notOurs(stranger.path);
  const isSame = units.texts.every(({ text }, index) => {
    const file = before[index];
    return file?.kind === 'text' && file.text === text;
  });
  const notes = await linger(host, signal);
  const isActive = isWell(await call(host, ['systemctl', '--user', 'is-active', TIMER], signal));
  if (isSame && isActive) return { kind: 'done', places: [], notes };
  const failed = (await write(host, units.texts)) ?? (await start(host, signal));
  if (failed === undefined) return { kind: 'done', places: units.texts.map(({ path }) => path), notes };
  // Units that were there before are better than none.
  if (before.every((file) => file.kind === 'absent')) await takeAway(host, signal);
  return failed;
}

function isStrange(file: Awaited<ReturnType<typeof readTextFile>> | undefined): boolean {
  if (file === undefined || file.kind === 'absent') return false;
  return file.kind === 'unreadable' || !isOurUnit(file.text);
}

function notOurs(path: string): Failed {
  const what = `${path} is there, and was not written by ops-monitor schedule`;
  return { kind: 'failed', what, mend: 'move it away, then try again' };
}

async function write(
  { pid, folder }: SystemdHost,
  texts: readonly ScheduleText[],
): Promise<Failed | undefined> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { path, text } of texts) replaceFile(path, Buffer.from(text), pid, () => true);
    return undefined;
  } catch (error) {
    return {
      kind: 'failed',
      what: `${folder}: ${systemReason(error)}`,
      mend: 'see that you may write there',
    };
  }
}

async function start(host: SystemdHost, signal: AbortSignal): Promise<Failed | undefined> {
  for (const words of [['daemon-reload'], ...STARTS]) {
    const argv = ['systemctl', '--user', ...words];
    const exit = await call(host, argv, signal);
    if (isWell(exit)) continue;
    const mend = `or use cron: ${host.typed} schedule install --cron`;
    return { kind: 'failed', what: `${argv.join(' ')}: ${wordsOf(exit)}`, mend };
  }
  return undefined;
}

async function remove(host: SystemdHost, signal: AbortSignal): Promise<ScheduleOutcome> {
  const paths = [TIMER, SERVICE].map((name) => join(host.folder, name));
  const files = await Promise.all(paths.map((path) => readTextFile(path)));
  const ours = paths.filter((_, index) => {
    const file = files[index];
    return file?.kind === 'text' && isOurUnit(file.text);
  });
  if (ours.length === 0) return { kind: 'done', places: [], notes: [] };
  try {
    await takeAway(host, signal, ours);
    return { kind: 'done', places: ours, notes: [] };
  } catch (error) {
    const what = `${dirname(ours[0] ?? host.folder)}: ${systemReason(error)}`;
    return { kind: 'failed', what, mend: 'see that you may write there' };
  }
}

/** A manager that does not answer has no timer running either; its links are then taken away by hand. */
async function takeAway(
  host: SystemdHost,
  signal: AbortSignal,
  paths = [TIMER, SERVICE].map((name) => join(host.folder, name)),
): Promise<void> {
  await call(host, ['systemctl', '--user', 'disable', '--now', TIMER], signal);
  for (const path of paths) await rm(path, { force: true });
  await rm(join(host.folder, 'timers.target.wants', TIMER), { force: true });
  await call(host, ['systemctl', '--user', 'daemon-reload'], signal);
}

async function linger(host: SystemdHost, signal: AbortSignal): Promise<readonly Trouble[]> {
  if (host.userName === undefined) return [];
  const argv = ['loginctl', 'show-user', host.userName, '--property=Linger'];
  const { stdout } = await call(host, argv, signal);
  if (!/^Linger=no$/m.test(stdout)) return [];
  return [{ what: 'the timer stops when you log out', mend: 'loginctl enable-linger' }];
}
