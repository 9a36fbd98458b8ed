/** The built program in a real terminal, by whatever this machine has to make one. */
import { spawn, spawnSync } from 'node:child_process';
import { builtProgram } from './built-program.ts';
import type { Rig } from './e2e-rig.ts';

export interface InTerminal {
  /** All that the terminal was sent so far, with line ends as it got them. */
  readonly said: () => string;
  type(keys: string): void;
  /** Of the program itself, once it has begun. */
  pid(): number;
  /** The exit code of the program. */
  readonly ended: Promise<number | null>;
}

/** The words that run a shell line in a terminal of its own. */
export type TerminalMaker = (shell: string) => readonly string[];

/** util-linux, then BSD and macOS, then Python: one of them is nearly everywhere. */
const WAYS: readonly (readonly [isHere: () => boolean, wrap: TerminalMaker])[] = [
  [
    () => said('script', '--version').includes('util-linux'),
    (shell) => ['script', '-qec', shell, '/dev/null'],
  ],
  [
    () => process.platform === 'darwin' && said('which', 'script') !== '',
    (shell) => ['script', '-q', '/dev/null', 'sh', '-c', shell],
  ],
  [
    () => said('python3', '-c', 'import pty; print(1)').startsWith('1'),
    (shell) => [
      'python3',
      '-c',
      'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(["sh", "-c", sys.argv[1]])))',
      shell,
    ],
  ],
];

function said(...[program = '', ...args]: string[]): string {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return stdout ?? '';
}

/** Undefined where this machine has nothing that makes a terminal. */
export function terminalMaker(): TerminalMaker | undefined {
  return WAYS.find(([isHere]) => isHere())?.[1];
}

export interface TerminalSize {
  readonly columns?: number;
  readonly rows?: number;
  /** Beside what the programs of a rig have. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `ops-monitor ARGV` in a terminal of this size. */
export function runInTerminal(
  makeTerminal: TerminalMaker,
  rig: Rig,
  argv: readonly string[],
  { columns = 80, rows = 24, env = {} }: TerminalSize = {},
): InTerminal {
  const words = [...builtProgram(), ...argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const [program = '', ...args] = makeTerminal(
    `stty cols ${columns} rows ${rows}; echo $$ > terminal.pid; exec ${words.join(' ')}`,
  );
  const child = spawn(program, args, {
    cwd: rig.folder,
    env: {
      HOME: rig.user,
      PATH: process.env.PATH ?? '',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TERM: 'xterm',
      OPS_MONITOR_E2E: rig.folder,
      ...env,
    },
    stdio: 'pipe',
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return {
    said: () => text,
    type: (keys) => void child.stdin.write(keys),
    pid: () => Number(rig.read('terminal.pid')),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code));
    }),
  };
}
