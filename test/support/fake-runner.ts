import type { Clock, Command, ProcessRunner } from '../../src/app/ports.ts';
import type { Exit } from '../../src/core/model.ts';
import { createFakeClock } from './fake-clock.ts';

/** What a fake child does: an Exit in parts, `hang` until its time limit or an abort, or a function of the call. */
export type ChildScript =
  | ExitParts
  | 'hang'
  | ((command: Command, signal?: AbortSignal) => ExitParts | Promise<ExitParts>);

/** An Exit with what is left out filled in: empty output, no time taken. */
export type ExitParts = Exit extends infer E
  ? E extends Exit
    ? Omit<E, 'stdout' | 'stderr' | 'durationMs'> & Partial<Pick<E, 'stdout' | 'stderr' | 'durationMs'>>
    : never
  : never;

export interface FakeRunner extends ProcessRunner {
  /** `argv` joined by blanks, or its first word alone. Several scripts are used up one a call, the last one stays. */
  script(argv: string, ...scripts: [ChildScript, ...ChildScript[]]): void;
  readonly calls: readonly Command[];
  /** The most that ran side by side. */
  readonly mostAtOnce: number;
}

/** Children that were not scripted are programs that do not exist. A hanging one waits on `clock`. */
export function createFakeRunner(clock: Clock = createFakeClock(), journal: string[] = []): FakeRunner {
  const scripts = new Map<string, ChildScript[]>();
  const calls: Command[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const next = ({ argv }: Command): ChildScript => {
    const queue = scripts.get(argv.join(' ')) ?? scripts.get(argv[0] ?? '') ?? [];
    const script = queue.length > 1 ? queue.shift() : queue[0];
    return script ?? { kind: 'not-started', detail: `${argv[0]}: no such program` };
  };
  const hang = async (command: Command, signal?: AbortSignal): Promise<ExitParts> => {
    await clock.sleep(command.timeoutSeconds * 1000, signal);
    return signal?.aborted
      ? { kind: 'aborted' }
      : { kind: 'timed-out', afterSeconds: command.timeoutSeconds };
  };
  return {
    calls,
    get mostAtOnce() {
      return mostAtOnce;
    },
    script(argv, ...behaviours) {
      scripts.set(argv, behaviours);
    },
    async run(command, signal) {
      if (signal?.aborted) return exitOf({ kind: 'aborted' });
      calls.push(command);
      journal.push(`run ${command.argv.join(' ')}`);
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      const script = next(command);
      const does = script === 'hang' ? hang : script;
      try {
        // One turn of the event loop, so that what is started side by side overlaps.
        await new Promise((resolve) => setImmediate(resolve));
        return exitOf(typeof does === 'function' ? await does(command, signal) : does);
      } finally {
        running -= 1;
      }
    },
  };
}

export function exitOf(parts: ExitParts): Exit {
  return { stdout: '', stderr: '', durationMs: 0, ...parts };
}
