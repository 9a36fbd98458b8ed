/**
 * The command line on the real adapters, within this process and a folder of its own. Three things are stand-ins, or
 * garbage would reach others: children, signals to processes, and the last step of a send.
 */
import { join } from 'node:path';
import { createChannelSource } from '../../../src/adapters/channel-source.ts';
import { createJobFile } from '../../../src/adapters/job-file.ts';
import { createJsonStateStore } from '../../../src/adapters/json-state-store.ts';
import { expandPath, findOpenclawPaths } from '../../../src/adapters/openclaw-paths.ts';
import { createSystemClock } from '../../../src/adapters/system-clock.ts';
import { createTurnLocks } from '../../../src/adapters/turn-lock.ts';
import type { ChannelSource, Command, ProcessRunner } from '../../../src/app/ports.ts';
import type { TickPorts } from '../../../src/app/tick.ts';
import { main } from '../../../src/cli/main.ts';
import type { OpenRequest } from '../../../src/cli/world.ts';
import type { SendOutcome } from '../../../src/core/model.ts';
import { exitOf } from '../../support/fakes.ts';

export interface RealRun {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The user's home. */
  readonly home: string;
  /** What each child prints, by the last word of its argv. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What every send comes to. */
  readonly outcome: SendOutcome;
}

export interface Ran {
  readonly code: number | null;
  readonly output: string;
  /** What was printed as a report, or handed to the channel. */
  readonly told: readonly string[];
}

const NEVER = new AbortController().signal;

export async function runReally(run: RealRun): Promise<Ran> {
  const said: string[] = [];
  const told: string[] = [];
  const code = await main({
    argv: run.argv,
    version: '0.0.0',
    hostName: 'torture',
    stdout: { write: (text) => void said.push(text) },
    stderr: { write: (text) => void said.push(text) },
    signal: NEVER,
    open: (request) => openPorts(run, request, told),
    openTerminals: async () => ({ stdout: undefined, stderr: undefined }),
    openDoctor: () => Promise.reject(new Error('no doctor was asked for')),
    openHistory: () => Promise.reject(new Error('no history was asked for')),
    openSchedule: () => Promise.reject(new Error('no scheduler was asked for')),
    openInit: () => Promise.reject(new Error('nothing was to be set up')),
    openScratch: () => Promise.reject(new Error('no scratch folder was asked for')),
  });
  return { code, output: [...said, ...told].join(''), told };
}

function openPorts(run: RealRun, request: OpenRequest, told: string[]): TickPorts {
  const { env, home } = run;
  const paths = findOpenclawPaths(env, home);
  const net = join(paths.stateDir, 'net');
  const place = (typed: string | undefined, usual: string) =>
    typed === undefined ? join(net, usual) : expandPath(typed, home);
  const stateFile = place(request.stateFile, 'state/ops-monitor.json');
  const { command } = request;
  const clock = createSystemClock();
  const runner = sayingRunner(run.outputs);
  const channels = createChannelSource({ paths, env, runner, clock, systemFolders: [] });
  return {
    clock,
    runner,
    channels: withoutLastStep(channels, run.outcome, told),
    pid: process.pid,
    config: createJobFile({
      path: place(request.configFile, 'config/ops-jobs.json'),
      allowInsecure: request.safety === 'ignore',
      checkSafety: request.safety === 'warn' ? 'warn' : 'refuse',
      placeWarnings: command === 'validate-config',
      userId: process.getuid?.(),
    }),
    store: createJsonStateStore({ path: stateFile, clock, command }),
    processes: { isAlive: (pid) => pid === process.pid, mayTerminate: () => true, terminate: () => 'failed' },
    ...createTurnLocks(stateFile, command),
    printer: { send: async ({ text }) => tell(told, text, { kind: 'sent', via: 'stdout' }) },
  };
}

function sayingRunner(outputs: RealRun['outputs']): ProcessRunner {
  return {
    async run({ argv }: Command) {
      const word = argv.at(-1) ?? '';
      const stdout = Object.hasOwn(outputs, word) ? outputs[word] : undefined;
      if (stdout === undefined) return exitOf({ kind: 'not-started', detail: `${argv[0]}: no such program` });
      return exitOf({ kind: 'exited', exitCode: 0, stdout, stderr: stdout });
    },
  };
}

/** Everything is read and decided as always; the message itself goes to a list. */
function withoutLastStep(source: ChannelSource, outcome: SendOutcome, told: string[]): ChannelSource {
  return {
    async open(request) {
      const channel = await source.open(request);
      return { ...channel, notifier: { send: async ({ text }) => tell(told, text, outcome) } };
    },
  };
}

function tell(told: string[], text: string, outcome: SendOutcome): SendOutcome {
  if (outcome.kind === 'sent') told.push(text);
  return outcome;
}
