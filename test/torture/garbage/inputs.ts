/** What the program is given: the files it reads, what children print, its flags and its environment. */
import * as fc from 'fast-check';
import type { SendOutcome } from '../../../src/core/model.ts';
import { JOB_FILE, OPENCLAW_JSON, STATE, STATUS } from './documents.ts';
import { garbageOf } from './mutations.ts';

export interface Input {
  /** Undefined: there is no such file. */
  readonly jobFile: Uint8Array | undefined;
  readonly state: Uint8Array | undefined;
  readonly openclawJson: Uint8Array | undefined;
  readonly dotEnv: Uint8Array;
  readonly scan: Uint8Array;
  readonly check: Uint8Array;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly outcome: SendOutcome;
}

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const COMMANDS = [
  ['tick'],
  ['tick', '--print-only'],
  ['tick', '--dry-run'],
  ['tick', '--target', '77'],
  ['status'],
  ['validate-config'],
  ['start', 'scan'],
  ['stop', 'scan'],
  ['run', 'check'],
];

const command = fc.constantFrom(...COMMANDS);

const outcome: fc.Arbitrary<SendOutcome> = fc.constantFrom<SendOutcome[]>(
  { kind: 'sent', via: 'nowhere' },
  { kind: 'failed', detail: 'no way is open' },
  { kind: 'unknown', detail: 'connection reset' },
  { kind: 'refused', detail: 'chat not found', mend: 'write to the bot first' },
);

/** All valid; each kind of garbage takes the place of one of these. */
const SOUND = {
  jobFile: fc.constant(bytes(JOB_FILE)),
  state: fc.constantFrom(bytes(STATE), undefined),
  openclawJson: fc.constant(bytes(OPENCLAW_JSON)),
  dotEnv: fc.constant(Buffer.from('TELEGRAM_CHAT=5\n')),
  scan: fc.constantFrom(
    bytes(STATUS),
    bytes({ running: false, completed: false }),
    bytes({ running: false, completed: true }),
  ),
  check: fc.constant(Buffer.from('ALERT: disk is full\n')),
  argv: command,
  env: fc.constant({}),
  outcome,
} satisfies { [K in keyof Input]: fc.Arbitrary<Input[K]> };

/** The inputs without those that are as they should be. */
export function garbageIn(input: Input): string {
  const sound = [JOB_FILE, STATE, OPENCLAW_JSON, STATUS].map((value) => JSON.stringify(value));
  const lines = Object.entries(input).flatMap(([key, value]) => {
    const text = value instanceof Uint8Array ? Buffer.from(value).toString() : value;
    return sound.includes(text as string) ? [] : [`${key}: ${JSON.stringify(text)?.slice(0, 4000)}`];
  });
  return lines.join('\n');
}

const word = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-',
    '--',
    '--help',
    '--debug',
    '--version',
    '-V',
    '-x',
    '--nope',
    '--print-only',
    '--dry-run',
  ),
  fc.constantFrom(
    '--target',
    '--timeout-seconds',
    '--allow-risk',
    '--allow-insecure-config',
    '0',
    '-1',
    '1e9',
    'NaN',
  ),
  fc.constantFrom(
    'tick',
    'start',
    'scan',
    'write',
    '__proto__',
    'constructor',
    '../x',
    'x'.repeat(5000),
    '\u001b[31m',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const argv = fc.oneof(
  fc.tuple(command, fc.array(word, { maxLength: 4 })).map(([words, more]) => [...words, ...more]),
  fc.tuple(fc.array(word, { maxLength: 3 }), command).map(([words, more]) => [...words, ...more]),
);

/** Names of variables that are read somewhere. None that says where files are written. */
const variable = fc.constantFrom(
  'TELEGRAM_BOT_TOKEN',
  'CHAT',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'OPENCLAW_GATEWAY_PORT',
  'OPENCLAW_INCLUDE_ROOTS',
  'OPENCLAW_CONFIG_PATH',
  'OPENCLAW_HOME',
  'OPENCLAW_STATE_DIR',
  'PATH',
);
const env = fc.dictionary(
  variable,
  fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '0',
      'null',
      'undefined',
      '/dev/null',
      '/dev/zero',
      '~',
      '~/x',
      '.',
      '/',
      'x'.repeat(5000),
    ),
    fc.constantFrom('::1', 'http://', 'socks5://u:p@127.0.0.1:9', 'http://[', '99999', '\u001b[2J'),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '')),
  ),
  { maxKeys: 4 },
);

const absent = fc.constant(undefined);

export const KINDS = {
  jobFile: fc.record({
    ...SOUND,
    jobFile: fc.oneof({ weight: 30, arbitrary: garbageOf(JOB_FILE) }, { weight: 1, arbitrary: absent }),
  }),
  state: fc.record({ ...SOUND, state: garbageOf(STATE) }),
  status: fc.record({ ...SOUND, scan: garbageOf(STATUS), check: garbageOf('ALERT: one two three') }),
  openclawJson: fc.record({
    ...SOUND,
    openclawJson: fc.oneof(
      { weight: 30, arbitrary: garbageOf(OPENCLAW_JSON) },
      { weight: 1, arbitrary: absent },
    ),
    dotEnv: fc.oneof(SOUND.dotEnv, garbageOf('A=1\nTELEGRAM_BOT_TOKEN="2"\n')),
    jobFile: fc.constant(bytes({ ...JOB_FILE, notify: {} })),
    argv: fc.constantFrom(['tick'], ['tick', '--target', '77']),
  }),
  surroundings: fc.record({ ...SOUND, argv, env }),
  everything: fc.record({
    ...SOUND,
    jobFile: garbageOf(JOB_FILE),
    state: garbageOf(STATE),
    scan: garbageOf(STATUS),
    argv,
    env,
  }),
} satisfies Record<string, fc.Arbitrary<Input>>;
