/**
 * A temporary home in which the built program runs with an environment of its own, as cron would start it: nothing of
 * the machine's OpenClaw, and nothing of the test's own variables, is in reach.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'vitest';
import type { JournalEvent } from '../../src/schema/event.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import { type BotApi, type BotBehaviour, startBotApi } from './bot-api.ts';
import { builtProgram } from './built-program.ts';
import { BOT_TOKEN, type Ran, type Running, startProgram } from './e2e-program.ts';
import { markedProcesses } from './marked-processes.ts';
import { waitFor } from './wait-for.ts';

// Programs that start programs, side by side, on a machine that may be busy with other things as well.
// The torture suite plays in such a home without vitest around it.
if (process.env.VITEST) (await import('vitest')).vi.setConfig({ testTimeout: 120_000 });

export const OWNER = '111222333';

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What is put before the command line: `['unshare', '-m', …]`. */
  readonly before?: readonly string[];
  /** The program file in place of the built one. */
  readonly file?: string;
  /** For node itself, ahead of the program. */
  readonly nodeFlags?: readonly string[];
  readonly longestMs?: number;
}

export interface Rig {
  readonly folder: string;
  /** HOME of the program, and what it takes for the OpenClaw home. */
  readonly user: string;
  readonly home: string;
  readonly configFile: string;
  readonly stateFile: string;
  at(...names: string[]): string;
  /** What is no text and no bytes is written as JSON. Relative names are in the rig's folder. */
  write(name: string, content: unknown, mode?: number): void;
  /** Empty where there is no such file. */
  read(name: string): string;
  exists(name: string): boolean;
  lines(name: string): string[];
  /** The job file; `more` stands beside its jobs. */
  writeJobs(jobs: readonly unknown[], more?: Readonly<Record<string, unknown>>): void;
  writeState(state: unknown): void;
  state(): MonitorState;
  /** What a test does to the state between two ticks: an hour passes by setting its times back. */
  changeState(change: (state: MonitorState) => unknown): void;
  /** The names in the state's folder, but for the journal's, which whatever happens leaves behind. */
  stateFolder(): string[];
  /** The events in the journal, the oldest first; empty where there is none. */
  journal(): JournalEvent[];
  launch(argv: readonly string[], options?: RunOptions): Running;
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** A Telegram of the rig's own, and an openclaw.json that leads there. */
  startTelegram(...behaviours: BotBehaviour[]): Promise<BotApi>;
  /** All that was started in this rig and still runs. */
  processes(): number[];
  noProcessIsLeft(): Promise<void>;
}

/** With the test's context: all that belongs to the rig, processes included, is gone after the test. */
export function createRig({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Rig {
  // Real, because macOS names its temporary folder through a symbolic link.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ops-monitor-e2e-'));
  const closers: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const pid of markedProcesses(folder)) endProcess(pid);
    for (const close of closers) await close();
    // Who was killed just now may have made a file meanwhile.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const files = filesOf(folder);
  mkdirSync(files.home, { recursive: true });
  const launch: Rig['launch'] = (argv, options = {}) => launchIn(files, argv, options);
  return {
    ...files,
    launch,
    run: (argv, options) => launch(argv, options).ended,
    async startTelegram(...behaviours) {
      const api = await startBotApi(...behaviours);
      closers.push(() => api.close());
      const telegram = { botToken: BOT_TOKEN, apiRoot: api.url, allowFrom: [OWNER] };
      files.write(join(files.home, 'openclaw.json'), { channels: { telegram } });
      return api;
    },
    processes: () => markedProcesses(folder),
    noProcessIsLeft: () => waitFor('all processes to be gone', () => markedProcesses(folder).length === 0),
  };
}

type RigFiles = Omit<Rig, 'launch' | 'run' | 'startTelegram' | 'processes' | 'noProcessIsLeft'>;

function filesOf(folder: string): RigFiles {
  const at = (...names: string[]) => join(folder, ...names);
  const home = at('user', '.openclaw');
  const configFile = join(home, 'net', 'config', 'ops-jobs.json');
  const stateFile = join(home, 'net', 'state', 'ops-monitor.json');
  const write: Rig['write'] = (name, content, mode = 0o600) => {
    const path = name.startsWith('/') ? name : at(name);
    mkdirSync(dirname(path), { recursive: true });
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, isRaw ? content : JSON.stringify(content), { mode });
  };
  const read = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  return {
    folder,
    user: at('user'),
    home,
    configFile,
    stateFile,
    at,
    write,
    read,
    exists: (name) => existsSync(at(name)),
    lines: (name) => read(name).split('\n').filter(Boolean),
    // «telegram», or an openclaw that is installed on this machine might be asked to send.
    writeJobs: (jobs, more = {}) =>
      write(configFile, { version: 1, notify: { transport: 'telegram' }, jobs, ...more }),
    writeState: (state) => write(stateFile, state),
    state: () => readState(stateFile),
    changeState: (change) => write(stateFile, change(readState(stateFile))),
    stateFolder: () =>
      readdirSync(dirname(stateFile))
        .filter((name) => !/\.events\.jsonl(\.\d)?$/.test(name))
        .sort(),
    journal: () => readJournal(stateFile.replace(/\.json$/, '.events.jsonl')),
  };
}

function readState(path: string): MonitorState {
  const text = readFileSync(path, 'utf8');
  if (text.includes(BOT_TOKEN)) throw new Error(`the bot token is in the state: ${text}`);
  return JSON.parse(text) as MonitorState;
}

function readJournal(path: string): JournalEvent[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  if (text.includes(BOT_TOKEN)) throw new Error(`the bot token is in the journal: ${text}`);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JournalEvent);
}

function launchIn({ folder, user, at }: RigFiles, argv: readonly string[], options: RunOptions): Running {
  const [node, built] = builtProgram();
  const words = [
    ...(options.before ?? []),
    node,
    ...(options.nodeFlags ?? []),
    options.file ?? built,
    ...argv,
  ];
  const env = {
    HOME: user,
    PATH: `${at('bin')}:${dirname(node)}:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
    OPS_MONITOR_E2E: folder,
    ...options.env,
  };
  return startProgram(words, { cwd: options.cwd ?? folder, env, longestMs: options.longestMs });
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
