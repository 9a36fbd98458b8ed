/** The operator's hand in the queue: to see what is in it, to put a check there, and to take an item out. */

import { enqueue } from '../core/after.ts';
import { withoutFuture } from '../core/clock-set-back.ts';
import { isBeingRun, mayBeQueued } from '../core/queue.ts';
import type { MonitorState, QueueItem } from '../schema/state.ts';
import { done, type Failure, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { Clock, LoadedConfig, ProcessTable, StateStore } from './ports.ts';

export interface QueueDeskPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly processes: Pick<ProcessTable, 'isAlive'>;
}

export interface QueueReading {
  readonly items: readonly {
    readonly item: QueueItem;
    /** A tick that still lives runs it; one that says `running` without that is taken up by the next tick. */
    readonly isBeingRun: boolean;
  }[];
  /** Epoch seconds. */
  readonly at: number;
}

/** What waits or runs, in the order of the queue; `all`: what has ended too. Throws StateFailure. */
export async function readQueue(ports: QueueDeskPorts, all: boolean): Promise<QueueReading> {
  const now = ports.clock.now();
  const at = now.epochSeconds;
  const { queue } = withoutFuture(await ports.store.read(), now);
  const items = queue
    .filter((item) => all || isOpen(item))
    .map((item) => ({ item, isBeingRun: isBeingRun(item, at, (pid) => ports.processes.isAlive(pid)) }));
  return { items, at };
}

function isOpen({ status }: QueueItem): boolean {
  return ['pending', 'running'].includes(status ?? 'pending');
}

/** Queues a check as an `after` rule would. Whether the job is enabled does not matter to the queue (SPEC section 7). */
export async function addToQueue(
  { store, clock }: QueueDeskPorts,
  loaded: LoadedConfig,
  request: { readonly id: string; readonly delaySeconds: number },
): Promise<Outcome<{ readonly item: QueueItem; readonly at: number }>> {
  const found = findJob(loaded, request.id);
  if (!found.ok) return found;
  const { id, kind, risk } = found.value;
  if (!mayBeQueued(found.value)) return failed({ kind: 'queue-blocked', id, jobKind: kind, risk });
  return store.transact((before) => {
    // Asked here, after the wait for the lock, or a tick that came meanwhile would be one of the future.
    const now = clock.now();
    const at = now.epochSeconds;
    // Before the item is there, which is no part of what moves back with the clock.
    const { state, item } = enqueue(withoutFuture(before, now), id, request.delaySeconds, at);
    return { state, result: done({ item, at }) };
  });
}

/** The item that a drop would take out, or why it cannot. Throws StateFailure. */
export async function findDroppable(ports: QueueDeskPorts, id: string): Promise<Outcome<QueueItem>> {
  return droppable(ports, withoutFuture(await ports.store.read(), ports.clock.now()), id);
}

/** Takes an item out; decided anew, as a tick may have claimed it meanwhile. Throws StateFailure. */
export function dropFromQueue(ports: QueueDeskPorts, id: string): Promise<Outcome<QueueItem>> {
  return ports.store.transact<Outcome<QueueItem>>((state) => {
    const found = droppable(ports, state, id);
    if (!found.ok) return { state, result: found };
    const queue = state.queue.filter((item) => item !== found.value);
    return { state: { ...state, queue }, result: found };
  });
}

/** Ids that others gave may be there twice: what waits goes before what has ended. */
function droppable(
  { clock, processes }: QueueDeskPorts,
  state: MonitorState,
  id: string,
): Outcome<QueueItem> {
  const at = clock.now().epochSeconds;
  const namesakes = state.queue.filter((item) => item.id === id);
  const isRun = (item: QueueItem) => isBeingRun(item, at, (pid) => processes.isAlive(pid));
  const free = namesakes.find((item) => isOpen(item) && !isRun(item));
  return free === undefined ? failed(whyNot(state, id, namesakes.find(isRun) ?? namesakes[0])) : done(free);
}

function whyNot(state: MonitorState, id: string, item: QueueItem | undefined): Failure {
  if (item === undefined) {
    const known = state.queue.filter(isOpen).map((open) => open.id);
    return { kind: 'not-waiting', what: 'queue item', id, known };
  }
  return item.status === 'running'
    ? { kind: 'item-running', id, pid: item.lease?.pid }
    : { kind: 'item-ended', id, status: item.status ?? 'pending' };
}
