/** Finding calls of `tick` in what schedulers are given: crontabs, systemd units, plists of launchd. */
import type { ScheduledTick } from './doctor-facts.ts';
import { intervalOfCronLine, isCronBlockStart } from './schedule-cron.ts';
import { intervalOfAgent, isOurAgent } from './schedule-launchd.ts';
import { intervalOfTimer, isOurUnit } from './schedule-systemd.ts';

type Call = Pick<ScheduledTick, 'isOriginal' | 'isOurs' | 'target'>;
/** A tick that is written down; whether it is active has to be asked. */
export type WrittenTick = Omit<ScheduledTick, 'activity'>;

/** In a crontab without a column for the user: `* * * * * /usr/bin/node /o/ops-monitor.js tick`. */
export function ticksInCrontab(text: string): readonly WrittenTick[] {
  const lines = text.split('\n').map((line) => line.trim());
  const variables = lines.flatMap((line) => /^([A-Za-z_]\w*)\s*=/.exec(line)?.[1] ?? []);
  return lines.flatMap((line, index) => {
    const [, when, command = ''] = CRON_LINE.exec(line) ?? [];
    const isOurs = isCronBlockStart(lines[index - 1] ?? '');
    const call = when === undefined ? undefined : tickCall(wordsOf(command), isOurs);
    // What runs at the start of the host alone is no schedule.
    if (when === undefined || call === undefined || /^@reboot$/i.test(when)) return [];
    const set = [...variables, ...assignedIn(command)];
    const everySeconds = isOurs ? intervalOfCronLine(line) : undefined;
    const by = `crontab (${when.replace(/\s+/g, ' ')})`;
    return [{ ...call, kind: 'crontab' as const, by, variables: set, everySeconds }];
  });
}

const CRON_LINE = /^(@\w+|(?:[\d*][^\s#]*\s+){2}(?:\S+\s+){2}\S+)\s+(.+)$/;

/** A timer and the service that it starts; undefined where that does not call tick. */
export function tickInTimer(
  timer: { readonly name: string; readonly text?: string; readonly noun?: string },
  service: string,
): WrittenTick | undefined {
  const isOurs = isOurUnit(service);
  const unit = service.replace(/\\\n/g, ' ');
  const starts = [...unit.matchAll(/^\s*ExecStart\s*=(.*)$/gm)].map((match) => match[1] ?? '');
  const call = starts
    .map((command) => tickCall(wordsOf(command), isOurs))
    .find((found) => found !== undefined);
  if (call === undefined) return undefined;
  const settings = [...unit.matchAll(/^\s*Environment\s*=(.*)$/gm)].map((match) => match[1] ?? '');
  const variables = [...settings, ...starts].flatMap(assignedIn);
  const everySeconds = isOurs ? intervalOfTimer(timer.text ?? '') : undefined;
  const by = `${timer.noun ?? 'systemd user timer'} ${timer.name}`;
  const starting = serviceOfTimer(timer.name, timer.text ?? '');
  return { ...call, kind: 'systemd', by, service: starting, variables, everySeconds };
}

/** The service that a timer starts: `Unit=`, or the one of its own name. */
export function serviceOfTimer(name: string, timer: string): string {
  return /^\s*Unit\s*=\s*(\S+)/m.exec(timer)?.[1] ?? name.replace(/\.timer$/, '.service');
}

/** A property list in XML; `path` is shown. */
export function tickInPlist(path: string, text: string): WrittenTick | undefined {
  const strings = [...text.matchAll(/<string>([^<]*)<\/string>/g)].map((match) => match[1] ?? '');
  const isOurs = isOurAgent(text);
  const call = tickCall(strings.flatMap(wordsOf), isOurs);
  if (call === undefined) return undefined;
  const variables = [...text.matchAll(/<key>([A-Z_][A-Z0-9_]*)<\/key>/g)].map((match) => match[1] ?? '');
  const everySeconds = isOurs ? intervalOfAgent(text) : undefined;
  return { ...call, kind: 'launchd', by: `launchd agent ${path}`, variables, everySeconds };
}

function wordsOf(command: string): readonly string[] {
  return command.split(/\s+/).map((word) => word.replace(/^["']+|["';&]+$/g, ''));
}

function assignedIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|[\s"'(])([A-Z_][A-Z0-9_]*)=/g)].map((match) => match[1] ?? '');
}

/** What we wrote ourselves calls the program by whatever name its file has. */
function tickCall(words: readonly string[], isOurs: boolean): Call | undefined {
  const at = words.findIndex((word, index) => PROGRAM.test(word) || (isOurs && words[index + 1] === 'tick'));
  const program = words[at];
  if (program === undefined) return undefined;
  const args = words.slice(at + 1);
  if (!args.includes('tick')) return undefined;
  return { isOriginal: program.endsWith('.py'), isOurs, target: valueAfter('--target', args) };
}

const PROGRAM = /(?:^|\/)ops-monitor(?:\.c?js|\.py)?$/;

function valueAfter(flag: string, args: readonly string[]): string | undefined {
  const inline = args.find((arg) => arg.startsWith(`${flag}=`));
  if (inline !== undefined) return inline.slice(flag.length + 1);
  const at = args.indexOf(flag);
  return at < 0 ? undefined : args[at + 1];
}
