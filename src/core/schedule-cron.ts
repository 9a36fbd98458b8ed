/**
 * One line of a crontab between two comments, and crontabs with and without it. The block stands first: variables of
 * a crontab (SHELL, MAILTO, CRON_TZ) hold for the lines below them, and so none of the owner's can change ours.
 */
import { shellWord } from './doctor-check.ts';
import { findInexpressible, type Inexpressible, type TickCall } from './schedule-call.ts';

const BEGIN =
  '# ops-monitor schedule: begin (written by: ops-monitor schedule install; taken away by: ops-monitor schedule remove)';
/** Remembers that there was no crontab at all, which an empty one is not. */
const BEGIN_ALONE = `${BEGIN} there was no crontab before`;
const END = '# ops-monitor schedule: end';

export type CronLine = { readonly kind: 'line'; readonly line: string } | Inexpressible;

/** Debian's cron takes commands of up to 998 bytes; the crontab's own `%` are counted too. */
const LONGEST_COMMAND = 950;

export function cronLine(call: TickCall): CronLine {
  const when = whenOf(call.everySeconds);
  if (when === undefined) return wrongInterval();
  const command = commandOf(call, call.env.PATH ?? '');
  const chosen = isShort(command) ? command : commandOf(call, call.shortPath);
  if (!isShort(chosen)) {
    const what = `the line would be longer than the ${LONGEST_COMMAND} bytes that every cron takes`;
    return { kind: 'inexpressible', what, mend: 'use shorter paths, or another scheduler' };
  }
  return findInexpressible(call) ?? { kind: 'line', line: `${when} ${chosen}` };
}

/**
 * What a tick says when it goes wrong is kept until one goes wrong again: the file does not grow, and a tick that says
 * nothing leaves it alone. It is opened after the tick, which must run on a full disk as well.
 */
function commandOf({ argv, env, logFile }: TickCall, path: string): string {
  const variables = Object.entries({ ...env, PATH: path }).map(
    ([name, value]) => `${name}=${shellWord(value)}`,
  );
  const call = [...variables, ...argv.map(shellWord)].join(' ');
  const command = `said=$(${call} 2>&1); [ -z "$said" ] || echo "$said" >${shellWord(logFile)}`;
  // To cron a bare % is the end of the command.
  return command.replaceAll('%', '\\%');
}

function isShort(command: string): boolean {
  return new TextEncoder().encode(command).length <= LONGEST_COMMAND;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** Undefined: cron counts in whole minutes, and begins anew with each hour and each day. */
function whenOf(everySeconds: number): string | undefined {
  const minutes = everySeconds / 60;
  if (!Number.isInteger(minutes) || minutes < 1) return undefined;
  if (minutes === 1) return '* * * * *';
  if (minutes < HOUR) return HOUR % minutes === 0 ? `${each(minutes)} * * * *` : undefined;
  if (minutes === HOUR) return '0 * * * *';
  if (minutes === DAY) return '0 0 * * *';
  return DAY % minutes === 0 && minutes % HOUR === 0 ? `0 ${each(minutes / HOUR)} * * *` : undefined;
}

/** Joined, because an asterisk before a slash ends the comment in which the built file keeps its program. */
function each(step: number): string {
  return ['*', step].join('/');
}

function wrongInterval(): Inexpressible {
  const what = 'cron cannot call at this interval';
  const mend =
    'use --every 1m, 2m, 3m, 4m, 5m, 6m, 10m, 12m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 24h';
  return { kind: 'inexpressible', what, mend };
}

/** As a block of a crontab that has none yet; `isAlone`: it makes the crontab. */
export function cronBlock(line: string, isAlone: boolean): string {
  return `${isAlone ? BEGIN_ALONE : BEGIN}\n${line}\n${END}\n`;
}

/** Undefined stands for no crontab, here and below. An earlier block is replaced; every other byte stays. */
export function withCronLine(crontab: string | undefined, line: string): string {
  const { rest } = withoutCronLine(crontab);
  return `${cronBlock(line, rest === undefined)}${rest ?? ''}`;
}

export interface WithoutLine {
  readonly rest: string | undefined;
  /** What was taken out, line by line, without the comments; empty: there was no block. */
  readonly lines: readonly string[];
}

export function withoutCronLine(crontab: string | undefined): WithoutLine {
  if (crontab === undefined) return { rest: undefined, lines: [] };
  const all = crontab.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const kept: string[] = [];
  const lines: string[] = [];
  let wasAlone = false;
  for (let at = 0; at < all.length; at++) {
    const line = all[at] ?? '';
    if (!line.startsWith(BEGIN)) {
      kept.push(line);
      continue;
    }
    wasAlone ||= line.startsWith(BEGIN_ALONE);
    const length = blockLength(all.slice(at + 1));
    lines.push(...all.slice(at + 1, at + 1 + length).filter((one) => !one.startsWith(END)));
    at += length;
  }
  const rest = kept.join('');
  return { rest: rest === '' && wasAlone ? undefined : rest, lines: lines.map((line) => line.trim()) };
}

/** How many of the lines below the first comment are ours. Where somebody took the last one away, the call alone is. */
function blockLength(below: readonly string[]): number {
  const end = below.slice(0, 3).findIndex((line) => line.startsWith(END));
  if (end >= 0) return end + 1;
  return below[0]?.includes('said=$(') === true ? 1 : 0;
}

/** The lines of our block, where a crontab has it. */
export function isCronBlockStart(line: string): boolean {
  return line.startsWith(BEGIN);
}

/** Seconds between two calls of a line that `cronLine` wrote. */
export function intervalOfCronLine(line: string): number | undefined {
  const [minute = '', hour = ''] = line.split(/\s+/);
  const step = (field: string) => Number(/^\*\/(\d+)$/.exec(field)?.[1] ?? Number.NaN);
  if (minute === '*') return 60;
  if (minute !== '0') return step(minute) * 60 || undefined;
  if (hour === '*') return HOUR * 60;
  return hour === '0' ? DAY * 60 : step(hour) * HOUR * 60 || undefined;
}
