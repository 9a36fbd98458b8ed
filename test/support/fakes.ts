/**
 * In-memory stand-ins for the ports, for tests of the use cases. Each passes the contract suite of its port
 * (`*-contract.ts` beside this file), as the real adapter does. Every fake can write what happens to it into one shared
 * `journal`, so that a test can assert the order of saving and acting.
 */
import {
  type Held,
  type Message,
  type Notifier,
  type ProcessTable,
  StateFailure,
  type StateStore,
  type TurnLock,
} from '../../src/app/ports.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import { freshState, type MonitorState, parseState } from '../../src/schema/state.ts';

export { createFakeClock, NOON } from './fake-clock.ts';
export {
  type ChildScript,
  createFakeRunner,
  type ExitParts,
  exitOf,
} from './fake-runner.ts';

export interface FakeStateStore extends StateStore {
  /** What is on «disk» now. */
  readonly saved: MonitorState;
  /** Every state that was written, the oldest first. */
  readonly writes: readonly MonitorState[];
  /** The next transaction, or all until `mend`, throws this. */
  failWith(kind: StateFailure['kind'], message?: string): void;
  mend(): void;
  /** Before the next write another program changes the state so: the change under way is applied again. */
  interfere(change: (state: MonitorState) => MonitorState): void;
}

/** Keeps the state as the JSON text that a file would hold, so nothing survives that a file would lose. */
export function createFakeStateStore(
  initial: Partial<MonitorState> = {},
  journal: string[] = [],
): FakeStateStore {
  let text = JSON.stringify({ ...freshState(), ...initial });
  let failure: StateFailure | undefined;
  let interference: ((state: MonitorState) => MonitorState) | undefined;
  const writes: MonitorState[] = [];
  const load = () => {
    const parsed = parseState(JSON.parse(text));
    return parsed.kind === 'state' ? parsed.state : freshState();
  };
  return {
    get saved() {
      return load();
    },
    writes,
    failWith(kind, message = '/state/ops-monitor.json: no space left on device') {
      failure = new StateFailure(kind, message);
    },
    mend() {
      failure = undefined;
    },
    interfere(change) {
      interference = change;
    },
    read: async () => load(),
    async transact(change) {
      if (failure) throw failure;
      for (;;) {
        const before = load();
        const { state, result } = change(before);
        if (state === before) return result;
        if (interference) {
          text = JSON.stringify({ ...interference(before), revision: before.revision + 1 });
          interference = undefined;
          continue;
        }
        text = JSON.stringify({ ...state, revision: before.revision + 1 });
        writes.push(load());
        journal.push('save');
        return result;
      }
    },
  };
}

export interface FakeTurnLock extends TurnLock {
  /** Somebody else has the turn now. */
  takeBy(owner: string | undefined): void;
  giveBack(): void;
  /** Whoever holds the turn loses it: the signal of its work aborts. */
  lose(): void;
}

export function createFakeTurnLock(name = 'turn', journal: string[] = []): FakeTurnLock {
  let other: { owner: string | undefined } | undefined;
  let holder: AbortController | undefined;
  return {
    takeBy(owner) {
      other = { owner };
    },
    giveBack() {
      other = undefined;
    },
    lose() {
      holder?.abort();
    },
    async tryHold<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Held<T>> {
      if (other) return { kind: 'busy', owner: other.owner };
      if (holder) return { kind: 'busy', owner: 'pid 1 (test, since 12:00:00)' };
      holder = new AbortController();
      journal.push(`hold ${name}`);
      try {
        return { kind: 'held', value: await work(holder.signal) };
      } finally {
        holder = undefined;
        journal.push(`release ${name}`);
      }
    },
  };
}

export interface FakeNotifier extends Notifier {
  /** What the next sends come to, one each; after them every send is `sent`. */
  answer(...outcomes: (SendOutcome | ((message: Message) => SendOutcome | Promise<SendOutcome>))[]): void;
  /** All that was handed to `send`. */
  readonly asked: readonly Message[];
  /** What came to `sent`. */
  readonly sent: readonly Message[];
}

export function createFakeNotifier(journal: string[] = []): FakeNotifier {
  const answers: (SendOutcome | ((message: Message) => SendOutcome | Promise<SendOutcome>))[] = [];
  const asked: Message[] = [];
  const sent: Message[] = [];
  return {
    asked,
    sent,
    answer(...outcomes) {
      answers.push(...outcomes);
    },
    async send(message, signal) {
      if (signal?.aborted) return { kind: 'failed', detail: 'stopped before it was sent' };
      asked.push(message);
      const answer = answers.shift() ?? { kind: 'sent', via: 'fake' };
      const outcome = typeof answer === 'function' ? await answer(message) : answer;
      journal.push(`send ${outcome.kind}`);
      if (outcome.kind === 'sent') sent.push(message);
      return outcome;
    },
  };
}

export interface FakeProcessTable extends ProcessTable {
  /** These are alive from now on. */
  add(...pids: number[]): void;
  /** A SIGTERM does not end this one, and is answered `failed`: it is somebody else's. */
  protect(pid: number): void;
  readonly terminated: readonly number[];
}

/** Our own pid is 4000, our parent's 3000. */
export function createFakeProcessTable(journal: string[] = []): FakeProcessTable {
  const alive = new Set([1, 3000, 4000]);
  const foreign = new Set<number>();
  const terminated: number[] = [];
  const mayTerminate = (pid: number) => Number.isSafeInteger(pid) && pid > 1 && pid !== 3000 && pid !== 4000;
  return {
    terminated,
    mayTerminate,
    add(...pids) {
      for (const pid of pids) alive.add(pid);
    },
    protect(pid) {
      alive.add(pid);
      foreign.add(pid);
    },
    isAlive: (pid) => alive.has(pid),
    terminate(pid) {
      if (!mayTerminate(pid)) return 'refused';
      if (foreign.has(pid) || !alive.delete(pid)) return 'failed';
      terminated.push(pid);
      journal.push(`terminate ${pid}`);
      return 'sent';
    },
  };
}
