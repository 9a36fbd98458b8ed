/** What `schedule` prints, for people and as JSON. */
import type { InstalledSchedule, Printed, RemovedSchedule, ScheduleStatus } from '../app/schedule.ts';
import type { ScheduledTick } from '../core/doctor-facts.ts';
import { formatInterval } from '../core/interval.ts';
import type { SchedulerKind } from '../core/schedule-call.ts';
import { duration, withoutControls } from '../core/text.ts';

type Shown = Extract<Printed, { kind: 'chosen' }>;
type Done = Extract<InstalledSchedule, { kind: 'installed' }>;
type Gone = Extract<RemovedSchedule, { kind: 'removed' }>;

/** The text alone, so that it can go into a file as it is; two files are told apart by comments, which units may have. */
export function renderTexts({ draft }: Shown): readonly string[] {
  if (draft.texts.length === 1) return draft.texts.map(({ text }) => text.trimEnd());
  return draft.texts.flatMap(({ path, text }) => [`# ${path}`, text]);
}

/** Where it belongs, and what is to be done then. */
export function renderHowTo({ scheduler, why, draft }: Shown): readonly string[] {
  return [
    `this is ${NAMES[scheduler]} (${withoutControls(why)}), for ${draft.texts.map(({ path }) => path).join(' and ')}; then:`,
    ...draft.commands.map((command) => `  ${command}`),
  ];
}

export function printedJson({ scheduler, why, draft }: Shown): object {
  return { version: 1, scheduler, why, files: draft.texts, commands: draft.commands };
}

const NAMES: Readonly<Record<SchedulerKind, string>> = {
  systemd: 'a systemd user timer',
  launchd: 'a launchd agent',
  cron: 'a line in the crontab',
};

export function renderInstalled(installed: Done, typed: string): readonly string[] {
  const { scheduler, why, everySeconds, places, notes, logFile } = installed;
  const isNew = places.length > 0;
  const every = `every ${formatInterval(everySeconds)}`;
  return [
    `${isNew ? 'installed' : 'nothing to do, it is there already'}: a tick ${every} by ${NAMES[scheduler]} (${withoutControls(why)})`,
    ...places.map((place) => `  wrote ${place}`),
    ...notes.map(({ what, mend }) => `  WARNING: ${what}: ${mend}`),
    `  what a tick says when it goes wrong: ${WORDS[scheduler](logFile)}`,
    `The next tick comes within ${formatInterval(everySeconds)}; see that it does: ${typed} schedule status`,
    `Take it away: ${typed} schedule remove`,
  ];
}

const WORDS: Readonly<Record<SchedulerKind, (logFile: string) => string>> = {
  systemd: () => 'journalctl --user -u ops-monitor-tick.service',
  launchd: (logFile) => logFile,
  cron: (logFile) => logFile,
};

export function installedJson({ scheduler, why, everySeconds, places, notes, logFile }: Done): object {
  const log = scheduler === 'systemd' ? null : logFile;
  return {
    version: 1,
    scheduler,
    why,
    everySeconds,
    changed: places.length > 0,
    wrote: places,
    log,
    notes,
  };
}

export function renderRemoved({ places, others }: Gone): readonly string[] {
  const lines = places.length === 0 ? ['nothing to remove'] : places.map((place) => `removed from ${place}`);
  return [...lines, ...others.map(({ by }) => `  ${by} still calls tick: it is not from schedule install`)];
}

export function removedJson({ places, others }: Gone): object {
  return { version: 1, changed: places.length > 0, removed: places, others: others.map(tickJson) };
}

export function renderScheduleStatus(status: ScheduleStatus, typed: string): readonly string[] {
  const { found, asked, lingers, lastTickAt, isOverdue, now, logFile } = status;
  if (found.length === 0) {
    const none = `no tick is scheduled (asked: ${asked.join(', ') || 'nothing that could be'})`;
    return [none, lastTick(lastTickAt, now), `Set it up: ${typed} schedule install`];
  }
  const isStopped = lingers === false && found.some(({ kind }) => kind === 'systemd');
  return [
    ...found.map(described),
    lastTick(lastTickAt, now),
    ...nextTickLines(status),
    ...(isOverdue ? [`WARNING: ticks stay away: ${whereToLook(found, logFile)}`] : []),
    ...(isStopped ? ['WARNING: the timer stops when you log out: loginctl enable-linger'] : []),
  ];
}

function described(tick: ScheduledTick): string {
  const { by, activity, isOurs, everySeconds } = tick;
  const pace = everySeconds === undefined ? '' : ` every ${formatInterval(everySeconds)}`;
  const origin = isOurs ? 'by schedule install' : 'by hand';
  const states = { on: 'active', off: 'NOT active', unknown: 'not known whether active' };
  return `${withoutControls(by)}:${pace} ${states[activity]} (${origin}${tick.isOriginal ? ', calls ops-monitor.py' : ''})`;
}

function lastTick(at: number | undefined, now: number): string {
  return at === undefined ? 'last tick: none yet' : `last tick: ${duration(now - at)} ago`;
}

/** Before the first tick it is known how soon one comes at the latest, and not yet whether the scheduler is at work. */
function nextTickLines({ at, now, lastTickAt, found, logFile }: ScheduleStatus): readonly string[] {
  if (at === undefined) return [];
  if (lastTickAt !== undefined) return [`next tick: in ${duration(at - now)}`];
  return [`next tick: within ${duration(at - now)}; if none comes: ${whereToLook(found, logFile)}`];
}

function whereToLook(found: readonly ScheduledTick[], logFile: string): string {
  const kinds = new Set(found.map(({ kind }) => kind));
  const places = [
    ...(kinds.has('systemd') ? ['journalctl --user -u ops-monitor-tick.service'] : []),
    ...(kinds.has('crontab') ? [`is the cron daemon running? ${logFile}`] : []),
    ...(kinds.has('launchd') ? [logFile] : []),
  ];
  return places.join('; ');
}

export function scheduleStatusJson(status: ScheduleStatus): object {
  const { found, asked, lingers, lastTickAt, at, isOverdue } = status;
  return {
    version: 1,
    scheduled: found.some(({ activity }) => activity !== 'off'),
    ticks: found.map(tickJson),
    asked,
    lingers: lingers ?? null,
    lastTickAt: lastTickAt ?? null,
    nextTickAt: at ?? null,
    overdue: isOverdue,
  };
}

function tickJson({ kind, by, activity, isOurs, isOriginal, everySeconds }: ScheduledTick): object {
  const scheduler = kind === 'crontab' ? 'cron' : kind;
  return {
    scheduler,
    by: withoutControls(by),
    activity,
    ours: isOurs,
    original: isOriginal,
    everySeconds: everySeconds ?? null,
  };
}
