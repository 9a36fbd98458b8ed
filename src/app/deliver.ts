/** Sends what waits in the outbox, in order, saving after each message (SPEC section 9). */
import { splitForDelivery } from '../core/message-parts.ts';
import type { NotifySettings, SendOutcome } from '../core/model.ts';
import { afterSend, isRoutine, textOf, waitingEntries } from '../core/outbox.ts';
import { nextInLine, noteWay } from '../core/outbox-line.ts';
import { withoutSent } from '../core/silenced-outbox.ts';
import type { MonitorState, OutboxEntry } from '../schema/state.ts';
import type { Channel, ChannelSource, Clock, Notifier, StateStore, TurnLock } from './ports.ts';

export interface DeliveryPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly deliveryTurn: TurnLock;
  readonly channels: ChannelSource;
}

export interface DeliveryRequest {
  readonly target: string | undefined;
  readonly notify: NotifySettings;
  /** Told of each message that was tried, after what came of it was saved. */
  readonly onOutcome?: (entryId: string, outcome: SendOutcome) => void;
}

/** What went wrong, for stderr. A message that arrived says nothing. */
export type DeliveryProblem =
  | { readonly kind: 'no-target'; readonly tried: string; readonly unreadable?: readonly string[] }
  | {
      readonly kind: 'send';
      readonly outcome: Exclude<SendOutcome, { kind: 'sent' }>;
      /** Of an unknown outcome: what must not be lost is sent once more. */
      readonly isSentAgain?: boolean;
    }
  | { readonly kind: 'moved'; readonly from: string; readonly to: string };

export interface DeliveryResult {
  /** Messages that still wait after this. 0 where another delivery is at work: it sees to them. */
  readonly waiting: number;
  /** Why the first of them waits, where a send of it has failed. */
  readonly lastError?: string | undefined;
  /** From now to its next try. */
  readonly nextTryInSeconds?: number | undefined;
  readonly problems: readonly DeliveryProblem[];
}

/** What one delivery keeps in mind from turn to turn. */
interface Round {
  readonly request: DeliveryRequest;
  readonly problems: DeliveryProblem[];
  /** Messages that were tried: each is tried once. */
  readonly passed: Set<string>;
  /** Targets whose messages have to wait. */
  readonly halted: Set<string | undefined>;
  channel: Channel | undefined;
}

/**
 * Throws StateFailure: then the message in hand may be out and not struck, and is sent again by a later tick. `signal`
 * ends the send that is under way; a turn that is lost does not, since its outcome would be unknown.
 */
export async function deliver(
  ports: DeliveryPorts,
  request: DeliveryRequest,
  signal?: AbortSignal,
): Promise<DeliveryResult> {
  const round: Round = { request, problems: [], passed: new Set(), halted: new Set(), channel: undefined };
  // After each turn one more look: who found it taken has left its message to us, perhaps after our last look.
  for (;;) {
    const state = await ports.store.read();
    if (signal?.aborted || next(ports, state, round) === undefined) return resultOf(ports, state, round);
    const held = await ports.deliveryTurn.tryHold((lost) => deliverInTurn(ports, round, lost, signal));
    if (held.kind === 'busy' && round.problems.length === 0) return { waiting: 0, problems: [] };
    if (held.kind === 'busy' || held.value === 'lost')
      return resultOf(ports, await ports.store.read(), round);
  }
}

function resultOf({ clock }: DeliveryPorts, state: MonitorState, { problems }: Round): DeliveryResult {
  const [first, ...others] = waitingEntries(state);
  if (first === undefined) return { waiting: 0, problems };
  const waiting = 1 + others.length;
  if (first.lastError === undefined) return { waiting, problems };
  const nextTryInSeconds = first.nextAttemptAt - clock.now().epochSeconds;
  return { waiting, lastError: first.lastError, nextTryInSeconds, problems };
}

function next({ clock }: DeliveryPorts, state: MonitorState, round: Round): OutboxEntry | undefined {
  return nextInLine(state, clock.now().epochSeconds, round.passed, round.halted);
}

async function deliverInTurn(
  ports: DeliveryPorts,
  round: Round,
  lost: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<'done' | 'lost'> {
  while (!signal?.aborted) {
    if (lost.aborted) return 'lost';
    const state = await ports.store.read();
    const entry = next(ports, state, round);
    if (entry === undefined) break;
    round.passed.add(entry.id);
    round.channel ??= await ports.channels.open({ ...round.request, movedChats: state.movedChats });
    await attempt(ports, round, round.channel, entry, signal);
  }
  return 'done';
}

async function attempt(
  ports: DeliveryPorts,
  { request, problems, halted }: Round,
  channel: Channel,
  entry: OutboxEntry,
  signal: AbortSignal | undefined,
): Promise<void> {
  const target = entry.target ?? channel.target;
  if (target === undefined) {
    problems.push(noTarget(channel));
    halted.add(entry.target);
    return;
  }
  const silent = request.notify.silentRoutine && isRoutine(entry);
  const outcome = await sendEntry(ports, channel.notifier, entry, { target, silent }, signal);
  request.onOutcome?.(entry.id, outcome);
  if (outcome.kind === 'unknown') problems.push({ kind: 'send', outcome, isSentAgain: !isRoutine(entry) });
  else if (outcome.kind !== 'sent') problems.push({ kind: 'send', outcome });
  else if (outcome.movedTo !== undefined) problems.push({ kind: 'moved', from: target, to: outcome.movedTo });
  // Nothing overtakes a message that may get through soon; one that is refused holds nobody up.
  if (outcome.kind === 'failed') halted.add(entry.target);
}

export function noTarget({ source, unreadable }: Channel): Extract<DeliveryProblem, { kind: 'no-target' }> {
  return { kind: 'no-target', tried: source, ...(unreadable && { unreadable }) };
}

/** All parts of one message that are not out yet. The first part that is not sent ends it. */
async function sendEntry(
  ports: DeliveryPorts,
  notifier: Notifier,
  entry: OutboxEntry,
  to: { readonly target: string; readonly silent: boolean },
  signal: AbortSignal | undefined,
): Promise<SendOutcome> {
  const parts = splitForDelivery(textOf(entry));
  // At least the last one, also where an older version has cut the text into more of them: only a send strikes it.
  for (let index = Math.min(entry.partsSent, parts.length - 1); ; index++) {
    const outcome = await notifier.send({ text: parts[index] ?? '', ...to }, signal);
    // An attempt that our own end cut short is none. Had it gone out, or might it have, that is to be remembered.
    if (signal?.aborted && outcome.kind === 'failed') return outcome;
    const sent = { part: index + 1, parts: parts.length, outcome, at: ports.clock.now().epochSeconds };
    await ports.store.transact((state) => ({
      state: remember(state, entry, to.target, sent),
      result: undefined,
      sent: { entryId: entry.id, ...sent },
    }));
    if (outcome.kind !== 'sent' || sent.part === sent.parts) return outcome;
  }
}

function remember(
  state: MonitorState,
  entry: OutboxEntry,
  target: string,
  sent: Parameters<typeof afterSend>[2],
): MonitorState {
  const { outcome } = sent;
  const isHalfOut = outcome.kind === 'sent' && sent.part < sent.parts;
  const isOut = outcome.kind === 'sent' && !isHalfOut;
  const before = isHalfOut ? withSectionsOf(entry, state) : isOut ? withoutSent(state, entry) : state;
  const after = noteWay(afterSend(before, entry.id, sent), entry.id, outcome);
  if (outcome.kind !== 'sent' || outcome.movedTo === undefined) return after;
  return { ...after, movedChats: { ...after.movedChats, [target]: outcome.movedTo } };
}

/** Newer news may have taken sections away while the first part was under way; its other parts would not fit then. */
function withSectionsOf(sent: OutboxEntry, state: MonitorState): MonitorState {
  const { id, sections } = sent;
  if (state.outbox.every((entry) => entry.id !== id)) return state;
  const outbox = state.outbox.map((entry) => (entry.id === id ? { ...entry, sections } : entry));
  return withoutSent({ ...state, outbox }, sent);
}
