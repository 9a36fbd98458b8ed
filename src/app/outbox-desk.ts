/** The operator's hand in the outbox: to see what waits, to have it tried now, and to throw it away. */
import { withoutFuture } from '../core/clock-set-back.ts';
import type { SendOutcome } from '../core/model.ts';
import { waitingEntries } from '../core/outbox.ts';
import { makeDue, withoutEntries } from '../core/outbox-desk.ts';
import { createRedact } from '../core/telegram-redact.ts';
import { parseTarget, refuseTarget } from '../core/telegram-target.ts';
import type { MonitorState, OutboxEntry } from '../schema/state.ts';
import { type DeliveryPorts, type DeliveryProblem, deliver } from './deliver.ts';
import { done, failed, type Outcome } from './failure.ts';
import type { LoadedConfig } from './ports.ts';

export interface OutboxReading {
  readonly entries: readonly OutboxEntry[];
  /** Epoch seconds. */
  readonly at: number;
}

type DeskPorts = Pick<DeliveryPorts, 'store' | 'clock' | 'deliveryTurn'>;

/** All that waits, in the order of sending. Throws StateFailure. */
export async function readOutbox({ store, clock }: DeskPorts): Promise<OutboxReading> {
  const now = clock.now();
  return { entries: withoutFuture(await store.read(), now).outbox, at: now.epochSeconds };
}

/** The entries of these ids, or all. Throws StateFailure. */
export async function findEntries(
  ports: DeskPorts,
  ids: readonly string[] | 'all',
): Promise<Outcome<readonly OutboxEntry[]>> {
  const { entries } = await readOutbox(ports);
  if (ids === 'all') return done(entries);
  const missing = ids.find((id) => entries.every((entry) => entry.id !== id));
  if (missing !== undefined) return failed(notThere(missing, entries));
  return done(entries.filter(({ id }) => ids.includes(id)));
}

function notThere(id: string, entries: readonly OutboxEntry[]) {
  return {
    kind: 'not-waiting' as const,
    what: 'outbox entry' as const,
    id,
    known: entries.map((entry) => entry.id),
  };
}

export interface RetryRequest {
  /** Undefined: all that is to be sent. */
  readonly id: string | undefined;
  /** Who is to get it from now on. */
  readonly target: string | undefined;
}

export interface Retried {
  readonly delivered: readonly string[];
  /** Routine news whose outcome is unknown is not kept for another try. */
  readonly mayHaveArrived: readonly string[];
  readonly waiting: readonly OutboxEntry[];
  readonly problems: readonly DeliveryProblem[];
  /** Another delivery is at work, and sees to what is due. */
  readonly isLeftToAnother: boolean;
  readonly at: number;
}

/** Makes entries due and delivers at once, as a tick does, with whatever else is due. Throws StateFailure. */
export async function retryOutbox(
  ports: DeliveryPorts,
  loaded: LoadedConfig,
  request: RetryRequest,
  signal: AbortSignal,
): Promise<Outcome<Retried>> {
  const { target } = request;
  if (target !== undefined && parseTarget(target) === undefined) {
    const { detail, mend } = refuseTarget(target);
    // Somebody may have typed the token where the chat belongs.
    return failed({ kind: 'wrong-target', detail: createRedact([])(detail), mend });
  }
  const wanted = await ports.store.transact<Outcome<ReadonlySet<string>>>((state) => {
    const chosen = choose(state, request.id);
    if (!chosen.ok) return { state, result: chosen };
    return {
      state: makeDue(state, chosen.value, ports.clock.now().epochSeconds, target?.trim()),
      result: chosen,
    };
  });
  if (!wanted.ok) return wanted;
  const outcomes = new Map<string, SendOutcome['kind']>();
  const onOutcome = (id: string, { kind }: SendOutcome) => void outcomes.set(id, kind);
  const { problems } = await deliver(
    ports,
    { target: undefined, notify: loaded.config.notify, onOutcome },
    signal,
  );
  const { entries, at } = await readOutbox(ports);
  const waiting = entries.filter(({ id }) => wanted.value.has(id));
  const gone = [...wanted.value].filter((id) => waiting.every((entry) => entry.id !== id));
  return done({
    // What another process has sent meanwhile is not known to have been in doubt.
    delivered: gone.filter((id) => outcomes.get(id) !== 'unknown'),
    mayHaveArrived: gone.filter((id) => outcomes.get(id) === 'unknown'),
    waiting,
    problems,
    isLeftToAnother: waiting.length > 0 && outcomes.size === 0 && problems.length === 0 && !signal.aborted,
    at,
  });
}

/** What a silence keeps back is not sent before that ends, whoever asks. */
function choose(state: MonitorState, id: string | undefined): Outcome<ReadonlySet<string>> {
  const sendable = waitingEntries(state);
  if (id === undefined) return done(new Set(sendable.map((entry) => entry.id)));
  if (sendable.some((entry) => entry.id === id)) return done(new Set([id]));
  const other = state.outbox.find((entry) => entry.id === id);
  if (other === undefined) return failed(notThere(id, state.outbox));
  const { silencedJob: jobId } = other;
  return failed(jobId === undefined ? { kind: 'entry-printed', id } : { kind: 'entry-held', id, jobId });
}

export interface Dropped {
  /** Those that were still there. */
  readonly ids: readonly string[];
  /** A delivery is under way: what it is sending may still go out. */
  readonly underWay: { readonly owner: string | undefined } | undefined;
}

/** Throws entries away, between deliveries where that is possible. Throws StateFailure. */
export async function dropFromOutbox(
  { store, deliveryTurn }: DeskPorts,
  ids: ReadonlySet<string>,
): Promise<Dropped> {
  const drop = () =>
    store.transact((state) => ({
      state: withoutEntries(state, ids),
      result: state.outbox.flatMap(({ id }) => (ids.has(id) ? [id] : [])),
    }));
  const held = await deliveryTurn.tryHold(drop);
  if (held.kind === 'held') return { ids: held.value, underWay: undefined };
  return { ids: await drop(), underWay: { owner: held.owner } };
}
