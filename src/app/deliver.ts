/** Sends what waits in the outbox, in order, saving after each message (SPEC section 9). */
import { splitMessage } from '../core/message-parts.ts';
import type { NotifySettings, SendOutcome } from '../core/model.ts';
import { afterSend, isRoutine, nextDue, textOf, waitingCount } from '../core/outbox.ts';
import type { OutboxEntry } from '../schema/state.ts';
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
}

/** What went wrong, for stderr. A message that arrived says nothing. */
export type DeliveryProblem =
  | { readonly kind: 'no-target'; readonly tried: string }
  | { readonly kind: 'send'; readonly outcome: Exclude<SendOutcome, { kind: 'sent' }> }
  | { readonly kind: 'moved'; readonly from: string; readonly to: string };

export interface DeliveryResult {
  /** Messages that still wait after this. 0 where another delivery is at work: it sees to them. */
  readonly waiting: number;
  readonly problems: readonly DeliveryProblem[];
}

const NOTHING_TO_DO: DeliveryResult = { waiting: 0, problems: [] };

export async function deliver(
  ports: DeliveryPorts,
  request: DeliveryRequest,
  signal?: AbortSignal,
): Promise<DeliveryResult> {
  const before = await ports.store.read();
  if (waitingCount(before) === 0) return NOTHING_TO_DO;
  const held = await ports.deliveryTurn.tryHold((lost) => deliverAll(ports, request, anyOf(lost, signal)));
  return held.kind === 'busy' ? NOTHING_TO_DO : held.value;
}

async function deliverAll(
  ports: DeliveryPorts,
  request: DeliveryRequest,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const problems: DeliveryProblem[] = [];
  const passed = new Set<string>();
  const halted = new Set<string | undefined>();
  let channel: Channel | undefined;
  while (!signal.aborted) {
    const state = await ports.store.read();
    const entry = nextDue(state, ports.clock.now().epochSeconds, passed, halted);
    if (entry === undefined) return { waiting: waitingCount(state), problems };
    passed.add(entry.id);
    channel ??= await ports.channels.open({ ...request, movedChats: state.movedChats });
    const target = entry.target ?? channel.target;
    if (target === undefined) {
      problems.push({ kind: 'no-target', tried: channel.source });
      halted.add(entry.target);
      continue;
    }
    const silent = request.notify.silentRoutine && isRoutine(entry);
    const outcome = await sendEntry(ports, channel.notifier, entry, { target, silent }, signal);
    if (outcome.kind === 'sent') {
      if (outcome.movedTo !== undefined) problems.push({ kind: 'moved', from: target, to: outcome.movedTo });
      continue;
    }
    problems.push({ kind: 'send', outcome });
    // Nothing overtakes a message that may get through soon; one that is refused holds nobody up.
    if (outcome.kind === 'failed') halted.add(entry.target);
  }
  return { waiting: waitingCount(await ports.store.read()), problems };
}

/** All parts of one message that are not out yet. The first part that is not sent ends it. */
async function sendEntry(
  ports: DeliveryPorts,
  notifier: Notifier,
  entry: OutboxEntry,
  to: { readonly target: string; readonly silent: boolean },
  signal: AbortSignal,
): Promise<SendOutcome> {
  const parts = splitMessage(textOf(entry));
  let outcome: SendOutcome = { kind: 'sent', via: 'nothing left to send' };
  for (const [index, text] of parts.entries()) {
    if (index < entry.partsSent) continue;
    outcome = await notifier.send({ text, ...to }, signal);
    if (signal.aborted && outcome.kind !== 'sent') return outcome;
    const sent = { part: index + 1, parts: parts.length, outcome, at: ports.clock.now().epochSeconds };
    await ports.store.transact((state) => {
      const after = afterSend(state, entry.id, sent);
      return {
        state: outcome.kind === 'sent' ? rememberMove(after, to.target, outcome.movedTo) : after,
        result: undefined,
      };
    });
    if (outcome.kind !== 'sent') return outcome;
  }
  return outcome;
}

function rememberMove<S extends { movedChats?: Record<string, string> | undefined }>(
  state: S,
  from: string,
  to: string | undefined,
): S {
  return to === undefined ? state : { ...state, movedChats: { ...state.movedChats, [from]: to } };
}

function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
