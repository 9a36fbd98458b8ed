/** The commands and flags that documents may use (SPEC section 2). */

export interface CommandEntry {
  /** How many arguments besides flags. */
  readonly operands: 0 | 1;
  /** The argument may be left out. */
  readonly isOptional?: boolean;
  /** Of a command with commands of its own: those of all of them. */
  readonly flags: readonly string[];
  /** Commands of its own, with the fewest and the most arguments each may take. The first is meant where none is named. */
  readonly commands?: Readonly<Record<string, readonly [fewest: number, most: number]>>;
}

/** Flags that are followed by a value. */
export const VALUE_FLAGS: readonly string[] = [
  '--config-file',
  '--state-file',
  '--target',
  '--timeout-seconds',
  '--max-age',
  '--since',
  '--limit',
  '--delay',
  '--for',
  '--reason',
  '--job',
  '--name',
  '--kind',
  '--cwd',
  '--status',
  '--start',
  '--stop',
  '--run',
  '--every',
];

/** Every command has these. */
export const COMMON_FLAGS: readonly string[] = ['--debug', '--help'];

const FILES = ['--config-file', '--state-file'];
const NEW_JOB = ['--job', '--name', '--kind', '--cwd', '--status', '--start', '--stop', '--run'];
const INSECURE = '--allow-insecure-config';

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  tick: { operands: 0, flags: [...FILES, '--target', '--print-only', '--no-reply', '--dry-run', INSECURE] },
  status: {
    operands: 1,
    isOptional: true,
    flags: [...FILES, '--json', '--plain', '--watch', '--exit-code'],
  },
  explain: { operands: 1, isOptional: true, flags: [...FILES, '--json', INSECURE] },
  history: { operands: 1, isOptional: true, flags: [...FILES, '--since', '--limit', '--json'] },
  logs: { operands: 1, flags: [...FILES, '--json'] },
  start: { operands: 1, flags: [...FILES, '--timeout-seconds', '--allow-risk', INSECURE] },
  stop: { operands: 1, flags: [...FILES, '--timeout-seconds', INSECURE] },
  run: { operands: 1, flags: [...FILES, '--timeout-seconds', '--dry-run', INSECURE] },
  silence: { operands: 1, flags: [...FILES, '--for', '--reason', '--json'] },
  unsilence: { operands: 1, flags: [...FILES, '--json'] },
  ack: { operands: 1, flags: [...FILES, '--reason', '--json'] },
  queue: {
    operands: 0,
    flags: [...FILES, INSECURE, '--all', '--json', '--delay', '--yes'],
    commands: { list: [0, 0], add: [1, 1], drop: [1, 1] },
  },
  outbox: {
    operands: 0,
    flags: [...FILES, INSECURE, '--target', '--all', '--json', '--yes'],
    commands: { list: [0, 0], show: [1, 1], retry: [0, 1], drop: [0, Number.POSITIVE_INFINITY] },
  },
  init: {
    operands: 0,
    flags: ['--config-file', '--target', '--json', '--yes', ...NEW_JOB],
  },
  schedule: {
    operands: 1,
    flags: [...FILES, '--json', '--systemd', '--launchd', '--cron', '--every', '--force'],
  },
  'validate-config': { operands: 0, flags: ['--config-file'] },
  doctor: { operands: 0, flags: [...FILES, '--json'] },
  notify: { operands: 1, isOptional: true, flags: [...FILES, '--target', '--json', INSECURE] },
  check: { operands: 0, flags: [...FILES, '--max-age', '--json', INSECURE] },
  selftest: { operands: 0, flags: [] },
  schema: { operands: 0, flags: [] },
  completion: { operands: 1, flags: [] },
};

/** What is wrong with the words after `ops-monitor`, or undefined. */
export function wrongUsage(words: readonly string[]): string | undefined {
  const [name = '', ...rest] = words;
  if (name === '--help' || name === '--version') return undefined;
  const command = COMMANDS[name];
  if (command === undefined) return `there is no command ${JSON.stringify(name)}`;
  let operands = 0;
  for (let i = 0; i < rest.length; i++) {
    const [flag = '', inline] = (rest[i] ?? '').split('=', 2);
    if (!flag.startsWith('-')) operands++;
    else if (![...command.flags, ...COMMON_FLAGS].includes(flag)) return `${name} has no flag ${flag}`;
    else if (VALUE_FLAGS.includes(flag) && inline === undefined && ++i >= rest.length)
      return `${flag} needs a value`;
  }
  if (rest.includes('--help')) return undefined;
  const named = rest[0] ?? '';
  const own = command.commands?.[named];
  // The name of its own command is one of the words.
  const [fewest, most] = own ?? [command.isOptional === true ? 0 : command.operands, command.operands];
  const given = own === undefined ? operands : operands - 1;
  return given >= fewest && given <= most
    ? undefined
    : `${name} takes ${command.operands} argument(s), not ${operands}`;
}
