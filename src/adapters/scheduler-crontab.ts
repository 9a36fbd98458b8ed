/** The crontab of this user, by way of the program `crontab`. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ScheduleOutcome, Scheduler } from '../app/setup-ports.ts';
import type { TickCall } from '../core/schedule-call.ts';
import type { Trouble } from '../core/schedule-choice.ts';
import { cronBlock, cronLine, withCronLine, withoutCronLine } from '../core/schedule-cron.ts';
import { type CommandHost, call, isWell, wordsOf } from './schedule-command.ts';
import { systemReason } from './system-reason.ts';

/**
 * A crontab as it was read: each byte is one character, so that whatever encoding it is in comes back as it was.
 * Undefined: there is none.
 */
type Reading = { readonly kind: 'crontab'; readonly text: string | undefined } | Failed;
type Failed = { readonly kind: 'failed' } & Trouble;

const PLACE = 'the crontab';

export function createCrontabScheduler(host: CommandHost): Scheduler {
  return {
    async trouble(signal) {
      const reading = await readCrontab(host, signal);
      return reading.kind === 'failed' ? reading : undefined;
    },
    draft(tick) {
      const line = cronLine(tick);
      if (line.kind === 'inexpressible') return line;
      const texts = [{ path: 'crontab', text: cronBlock(line.line, false) }];
      return { kind: 'draft', texts, commands: ['crontab -e'] };
    },
    install: (tick, signal) => install(host, tick, signal),
    remove: (signal) => remove(host, signal),
  };
}

async function install(host: CommandHost, tick: TickCall, signal: AbortSignal): Promise<ScheduleOutcome> {
  const line = cronLine(tick);
  if (line.kind === 'inexpressible') return { ...line, kind: 'failed' };
  const before = await readCrontab(host, signal);
  if (before.kind === 'failed') return before;
  const notes = (await isCronRunning()) === false ? [NO_DAEMON] : [];
  const text = withCronLine(before.text, Buffer.from(line.line).toString('latin1'));
  if (text === before.text) return { kind: 'done', places: [], notes };
  const failed = await writeCrontab(host, text, signal);
  // Without the folder a tick runs all the same, and what it says goes to cron.
  await mkdir(dirname(tick.logFile), { recursive: true, mode: 0o700 }).catch(() => {});
  return failed ?? { kind: 'done', places: [PLACE], notes };
}

async function remove(host: CommandHost, signal: AbortSignal): Promise<ScheduleOutcome> {
  const before = await readCrontab(host, signal);
  // Where there is no cron, there is nothing of ours in it.
  if (before.kind === 'failed') return before.isMissing ? { kind: 'done', places: [], notes: [] } : before;
  const { rest, lines } = withoutCronLine(before.text);
  if (before.text === undefined || (lines.length === 0 && rest === before.text)) {
    return { kind: 'done', places: [], notes: [] };
  }
  const failed =
    rest === undefined
      ? failureOf(host, await call(host, ['crontab', '-r'], signal))
      : await writeCrontab(host, rest, signal);
  return failed ?? { kind: 'done', places: [PLACE], notes: [] };
}

type CrontabReading = Exclude<Reading, Failed> | (Failed & { readonly isMissing: boolean });

async function readCrontab(host: CommandHost, signal: AbortSignal): Promise<CrontabReading> {
  return inFolder(async (folder) => {
    const file = join(folder, 'crontab');
    // By way of a file, because what a child prints is taken for UTF-8.
    const argv = ['/bin/sh', '-c', 'exec crontab -l >"$1"', 'sh', file];
    const exit = await call(host, argv, signal);
    if (isWell(exit)) return unescaped(host, folder, await readFile(file, 'latin1'), signal);
    if (exit.kind === 'exited' && /no crontab|can't open .*no such file/i.test(exit.stderr)) {
      return { kind: 'crontab', text: undefined };
    }
    const isMissing = exit.kind === 'exited' && exit.exitCode === 127;
    const what = isMissing ? 'there is no program crontab' : `crontab -l: ${wordsOf(exit)}`;
    const mend = isMissing ? 'install cron, or use another scheduler' : 'see that this user may use crontab';
    return { kind: 'failed', what, mend, isMissing };
  });
}

/**
 * Debian's `crontab -l` writes each carriage return as a backslash and an r. Where there may be one, the bytes are taken
 * from `crontab -e` instead, with an editor that copies them and changes nothing.
 */
async function unescaped(
  host: CommandHost,
  folder: string,
  listed: string,
  signal: AbortSignal,
): Promise<CrontabReading> {
  if (!listed.includes('\\r')) return { kind: 'crontab', text: listed };
  const editor = join(folder, 'editor');
  await writeFile(editor, '#!/bin/sh\ncat "$1" >"$0.copy"\n', { mode: 0o700 });
  const env = { ...host.env, EDITOR: editor, VISUAL: editor };
  const exit = await call({ ...host, env }, ['crontab', '-e'], signal);
  const copy = await readFile(`${editor}.copy`, 'latin1').catch(() => undefined);
  if (copy?.replaceAll('\r', '\\r') === listed) return { kind: 'crontab', text: copy };
  const what = `the crontab has carriage returns, and cannot be read as it is (crontab -e: ${wordsOf(exit)})`;
  const mend = `add the line by hand: ${host.typed} schedule print --cron shows it`;
  return { kind: 'failed', what, mend, isMissing: false };
}

/** Undefined: it is there, as was seen by reading it again. */
async function writeCrontab(
  host: CommandHost,
  text: string,
  signal: AbortSignal,
): Promise<Failed | undefined> {
  const failed = await inFolder(async (folder) => {
    const file = join(folder, 'crontab');
    await writeFile(file, text, { encoding: 'latin1', mode: 0o600 });
    return failureOf(host, await call(host, ['crontab', file], signal));
  });
  if (failed) return failed;
  const after = await readCrontab(host, signal);
  if (after.kind === 'crontab' && (after.text ?? '') === text) return undefined;
  const what = 'crontab took the new crontab, but does not give it back as it was written';
  return { kind: 'failed', what, mend: 'look at it with crontab -l' };
}

function failureOf({ typed }: CommandHost, exit: Awaited<ReturnType<typeof call>>): Failed | undefined {
  if (isWell(exit)) return undefined;
  const mend = `the crontab is as it was; ${typed} schedule print --cron shows what is to be in it`;
  return { kind: 'failed', what: `crontab: ${wordsOf(exit)}`, mend };
}

async function inFolder<T>(
  work: (folder: string) => Promise<T>,
): Promise<T | (Failed & { isMissing: false })> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'ops-monitor-crontab-'));
    return await work(folder);
  } catch (error) {
    const what = `${folder ?? tmpdir()}: ${systemReason(error)}`;
    return { kind: 'failed', what, mend: 'make room for temporary files, or set TMPDIR', isMissing: false };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

const NO_DAEMON: Trouble = {
  what: 'no cron daemon was seen running on this host',
  mend: 'start it (sudo service cron start), or nothing will read the crontab',
};

/** Undefined where the system does not show its processes as files. */
async function isCronRunning(): Promise<boolean | undefined> {
  const names = await readdir('/proc').catch(() => []);
  const processes = names.filter((name) => /^\d+$/.test(name));
  if (processes.length === 0) return undefined;
  const commands = await Promise.all(
    processes.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.some((command) => /(?:^|[/\0])(?:f?cron|crond|anacron|cronie)\0/.test(`${command}\0`));
}
