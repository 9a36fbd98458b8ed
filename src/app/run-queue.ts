/** Queue items beside the watching (SPEC section 7): claimed and saved first, run, and settled as they end. */
import type { Instant } from '../core/model.ts';
import { type NewReport, post } from '../core/outbox.ts';
import { claim, judgeQueue, type QueueResult, type QueueVerdict, settle } from '../core/queue.ts';
import { renderHeader } from '../core/report.ts';
import { holdSilenced } from '../core/silenced-outbox.ts';
import { voiceOf } from '../core/voice.ts';
import { limiter } from './in-parallel.ts';
import type { Clock, LoadedConfig, ProcessRunner, ProcessTable, StateStore } from './ports.ts';

export interface QueuePorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly runner: ProcessRunner;
  readonly processes: ProcessTable;
  readonly pid: number;
}

/** How and to whom reports are told. */
export type Address = Pick<NewReport, 'via' | 'target'>;

type Runnable = Extract<QueueVerdict, { kind: 'run' }>;

/** How many queue items run side by side. */
const CONCURRENCY = 8;

/** Marks the due items as this process's, in one saved step, before any of them runs. */
export async function claimDueItems(
  ports: QueuePorts,
  loaded: LoadedConfig,
  now: Instant,
): Promise<readonly Runnable[]> {
  const at = now.epochSeconds;
  // We have claimed nothing yet: a claim under our own pid is that of a dead process which had the same one.
  const isAlive = (pid: number) => pid !== ports.pid && ports.processes.isAlive(pid);
  const runnable = (state: Parameters<typeof judgeQueue>[0]) =>
    judgeQueue(state, loaded.config, loaded.problems.length > 0, at, isAlive).filter(
      ({ kind }) => kind === 'run',
    ) as Runnable[];
  // A look without the lock first: most ticks have nothing to claim, and save one write.
  if (runnable(await ports.store.read()).length === 0) return [];
  return ports.store.transact((state) => {
    const due = runnable(state);
    return { state: claim(state, due, ports.pid, at, Math.ceil(due.length / CONCURRENCY)), result: due };
  });
}

export interface QueueRun {
  /** Resolves when all items have ended, or after `ms`. */
  patience(ms: number): Promise<void>;
  /** What has ended so far. */
  results(): readonly QueueResult[];
  /** Hands over each item that is not among `told`, when it ends; resolves when all have ended and were seen to. */
  late(told: readonly QueueResult[], seeTo: (result: QueueResult) => Promise<void>): Promise<void>;
}

/** Starts the claimed items. */
export function startQueueRun(ports: QueuePorts, items: readonly Runnable[], signal: AbortSignal): QueueRun {
  const turn = limiter(CONCURRENCY);
  const results: QueueResult[] = [];
  const runs = items.map((item) =>
    turn(async () => {
      const result = await runItem(ports, item, signal);
      results.push(result);
      return result;
    }),
  );
  return {
    patience: async (ms) => {
      if (runs.length > 0) await atMost(ports.clock, Promise.all(runs), ms);
    },
    results: () => [...results],
    async late(told, seeTo) {
      await Promise.all(
        runs.map(async (run) => {
          const result = await run;
          if (!told.includes(result)) await seeTo(result);
        }),
      );
    },
  };
}

async function runItem(ports: QueuePorts, { item, job, timeoutSeconds }: Runnable, signal: AbortSignal) {
  const exit = await ports.runner.run({ argv: job.commands.run ?? [], cwd: job.cwd, timeoutSeconds }, signal);
  return { itemId: item.id, job, exit, endedAt: ports.clock.now().epochSeconds };
}

/** An item that outlasted its tick: its outcome and the message that tells it are saved together. Throws StateFailure. */
export async function settleLate(
  { clock, store }: QueuePorts,
  address: Address,
  loaded: LoadedConfig,
  result: QueueResult,
): Promise<void> {
  await store.transact((before) => {
    const now = clock.now();
    const voice = voiceOf(before, loaded.config, loaded.problems);
    const { state, sections } = settle(before, result, voice.texts);
    const report = { ...address, header: renderHeader(now, voice), sections, at: now.epochSeconds };
    return { state: holdSilenced(post(state, report), now.epochSeconds), result: undefined };
  });
}

/** Waits for `work`, but not for longer than `ms`. */
async function atMost(clock: Clock, work: Promise<unknown[]>, ms: number): Promise<void> {
  const over = new AbortController();
  const done = work.finally(() => over.abort());
  await Promise.race([done, clock.sleep(ms, over.signal)]);
}
