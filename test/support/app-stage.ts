/** The whole monitor on in-memory ports, with one journal of what was saved, run and sent, in that order. */
import type { ChannelRequest, LoadedConfig } from '../../src/app/ports.ts';
import { type TickPorts, type TickRequest, type TickResult, tick } from '../../src/app/tick.ts';
import { formatPath } from '../../src/core/config-problem.ts';
import { type RawProblem, resolveConfig } from '../../src/schema/config.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import {
  createFakeClock,
  createFakeNotifier,
  createFakeProcessTable,
  createFakeRunner,
  createFakeStateStore,
  createFakeTurnLock,
  type ExitParts,
} from './fakes.ts';
import { fileOf, type Written } from './written-jobs.ts';

export const CONFIG_PATH = '/home/me/ops-jobs.json';
/** Our own pid; the fake process table knows it as alive. */
export const OWN_PID = 4000;
export const NEVER = new AbortController().signal;

export type Stage = ReturnType<typeof createStage>;

export interface StageOptions {
  readonly state?: Partial<MonitorState> | undefined;
  readonly journal?: string[];
  readonly startsAt?: number;
}

/** `file`: a job file as written, or a list of jobs. The owner's chat is `1`. */
export function createStage(file: unknown = [], options: StageOptions = {}) {
  const { journal = [], state } = options;
  const clock = createFakeClock(options.startsAt);
  const notifier = createFakeNotifier(journal);
  const opened: ChannelRequest[] = [];
  const setting = { loaded: loadedFrom(file), recipient: '1' as string | undefined };
  const stage = {
    journal,
    clock,
    notifier,
    setting,
    /** What the way to the owner was asked for, each time it was opened. */
    opened,
    runner: createFakeRunner(clock, journal),
    store: createFakeStateStore(state, journal),
    printer: createFakeNotifier(journal),
    processes: createFakeProcessTable(journal),
    watchTurn: createFakeTurnLock('watch', journal),
    deliveryTurn: createFakeTurnLock('delivery', journal),
    printTurn: createFakeTurnLock('print', journal),
    config: { load: async () => setting.loaded },
    channels: {
      async open(request: ChannelRequest) {
        opened.push(request);
        return { target: request.target ?? setting.recipient, source: 'nowhere', notifier };
      },
    },
    pid: OWN_PID,
  } satisfies TickPorts & Record<string, unknown>;
  return stage;
}

export function tickOn(
  ports: TickPorts,
  request: Partial<TickRequest> = {},
  signal: AbortSignal = NEVER,
): Promise<TickResult> {
  return tick(ports, { target: undefined, isPrintOnly: false, isDryRun: false, ...request }, signal);
}

export function loadedFrom(file: unknown): LoadedConfig {
  const raw = Array.isArray(file) ? fileOf(...file) : file;
  const { config, problems, warnings, unusable } = resolveConfig(raw);
  return {
    path: CONFIG_PATH,
    config,
    problems: problems.map(placed),
    warnings: warnings.map(placed),
    unusable,
  };
}

function placed({ path, message }: RawProblem) {
  return { path: formatPath(path), message };
}

/** A child that prints a status and ends well. */
export function says(status: Written): ExitParts {
  return prints(JSON.stringify(status));
}

export function prints(stdout: string): ExitParts {
  return { kind: 'exited', exitCode: 0, stdout };
}

export const PAUSED = says({ running: false, completed: false });
export const RUNNING = says({ running: true, completed: false, progressKey: 'k1' });
export const COMPLETED = says({ running: false, completed: true });

/** A promise that a test settles when its time has come. */
export function pending<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
}

/** Lets everything go on that is not waiting for time or for the test. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
