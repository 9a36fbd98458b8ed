/** The commands and flags that documents may use (SPEC section 2). */

export interface CommandEntry {
  /** How many arguments besides flags. */
  readonly operands: 0 | 1;
  /** The argument may be left out. */
  readonly isOptional?: boolean;
  readonly flags: readonly string[];
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
];

/** Every command has these. */
export const COMMON_FLAGS: readonly string[] = ['--debug', '--help'];

const FILES = ['--config-file', '--state-file'];
const INSECURE = '--allow-insecure-config';

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  tick: { operands: 0, flags: [...FILES, '--target', '--print-only', '--dry-run', INSECURE] },
  status: { operands: 0, flags: FILES },
  explain: { operands: 1, isOptional: true, flags: [...FILES, '--json', INSECURE] },
  start: { operands: 1, flags: [...FILES, '--timeout-seconds', '--allow-risk', INSECURE] },
  stop: { operands: 1, flags: [...FILES, '--timeout-seconds', INSECURE] },
  run: { operands: 1, flags: [...FILES, '--timeout-seconds', '--dry-run', INSECURE] },
  'validate-config': { operands: 0, flags: ['--config-file'] },
  selftest: { operands: 0, flags: [] },
  notify: { operands: 1, isOptional: true, flags: [...FILES, '--target', '--json', INSECURE] },
  doctor: { operands: 0, flags: [...FILES, '--json'] },
  check: { operands: 0, flags: [...FILES, '--max-age', '--json', INSECURE] },
  history: { operands: 1, isOptional: true, flags: [...FILES, '--since', '--limit', '--json'] },
  logs: { operands: 1, flags: [...FILES, '--json'] },
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
  const isEnough = operands === command.operands || (operands === 0 && command.isOptional === true);
  return isEnough || rest.includes('--help')
    ? undefined
    : `${name} takes ${command.operands} argument(s), not ${operands}`;
}
