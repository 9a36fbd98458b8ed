/** An `openclaw` that plays one row of the table in OPENCLAW.md section 4, and writes down what it was asked. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type OpenclawBehaviour =
  | { readonly exit: number; readonly stdout?: string; readonly stderr?: string }
  | 'hang'
  | 'ignore SIGTERM'
  /** «chat not found» for this one, and all is well for every other. */
  | { readonly knowsNot: string }
  /** Its first line names an interpreter that is not there. */
  | 'no interpreter'
  /** Ends with 1 after 10 MB on stderr, the cause at their end. */
  | { readonly floodThen: string };

export interface OpenclawCall {
  readonly argv: readonly string[];
  /** Its variables that begin with OPENCLAW_, and HOME and PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The value behind a flag; undefined where the flag was not given. */
  flag(name: string): string | undefined;
}

export interface StandInOpenclaw {
  readonly path: string;
  readonly calls: readonly OpenclawCall[];
  /** The process that ran last, to see whether it still does. */
  readonly lastPid: number | undefined;
  play(behaviour: OpenclawBehaviour): void;
}

const SUCCESS = { exit: 0, stdout: '{"payload":{"messageId":"42"}}' };
const NO_INTERPRETER = '#!/no/such/node';
const END = '\u0001';

/** `folder` is made where it is not there, and holds the program and its log. */
export function createStandInOpenclaw(
  folder: string,
  behaviour: OpenclawBehaviour = SUCCESS,
): StandInOpenclaw {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'openclaw');
  const log = `${path}.log`;
  const play = (next: OpenclawBehaviour) => {
    const lines = next === 'no interpreter' ? [NO_INTERPRETER] : [...RECORD, bodyOf(next)];
    writeFileSync(path, [...lines, ''].join('\n').replaceAll('@LOG@', log));
    chmodSync(path, 0o755);
  };
  play(behaviour);
  return {
    path,
    play,
    get calls() {
      const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
      return text.split(END).slice(0, -1).map(readCall);
    },
    get lastPid() {
      return existsSync(`${log}.pid`) ? Number(readFileSync(`${log}.pid`, 'utf8')) : undefined;
    },
  };
}

// One record a call, written at once: the folder, the variables, an empty field, the words of argv.
const RECORD = [
  '#!/bin/sh',
  `echo $$ > '@LOG@.pid'`,
  `{ printf '%s\\0' "$PWD"; env | grep -E '^(OPENCLAW_[A-Z_]*|HOME|PATH)=' | tr '\\n' '\\0'; printf '\\0'; printf '%s\\0' "$@"; printf '\\001'; } >> '@LOG@'`,
];

function bodyOf(behaviour: Exclude<OpenclawBehaviour, 'no interpreter'>): string {
  if (behaviour === 'hang') return 'exec sleep 600';
  if (behaviour === 'ignore SIGTERM') return `trap '' TERM; while :; do sleep 1; done`;
  if ('floodThen' in behaviour) {
    return `head -c 10485760 /dev/zero | tr '\\0' x >&2\n${print(behaviour.floodThen, 2)}\nexit 1`;
  }
  if ('knowsNot' in behaviour) {
    const refusal = bodyOf({ exit: 1, stderr: 'chat not found' });
    return `case " $* " in *" --target ${behaviour.knowsNot} "*)\n${refusal} ;;\nesac\n${bodyOf(SUCCESS)}`;
  }
  const { exit, stdout = '', stderr = '' } = behaviour;
  return `${print(stdout, 1)}\n${print(stderr, 2)}\nexit ${exit}`;
}

function print(text: string, descriptor: 1 | 2): string {
  return text === '' ? ':' : `printf '%s\\n' '${text.replaceAll("'", `'\\''`)}' >&${descriptor}`;
}

function readCall(record: string): OpenclawCall {
  const fields = record.split('\0').slice(0, -1);
  const gap = fields.indexOf('', 1);
  const pairs = fields.slice(1, gap).map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  const argv = fields.slice(gap + 1);
  return {
    argv,
    env: Object.fromEntries(pairs),
    cwd: fields[0] ?? '',
    flag(name) {
      const at = argv.indexOf(name);
      return at === -1 ? undefined : (argv[at + 1] ?? '');
    },
  };
}
