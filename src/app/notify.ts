/** Sends a test message now, by the way that a tick takes. Touches neither the outbox nor any lock, and saves nothing. */
import { splitForDelivery } from '../core/message-parts.ts';
import type { SendOutcome } from '../core/model.ts';
import { createRedact } from '../core/telegram-redact.ts';
import {
  type Channel,
  type ChannelSource,
  type Clock,
  type LoadedConfig,
  StateFailure,
  type StateStore,
} from './ports.ts';

export interface NotifyPorts {
  readonly clock: Clock;
  readonly channels: ChannelSource;
  readonly store: Pick<StateStore, 'read'>;
}

export interface NotifyRequest {
  /** Given by --target. */
  readonly target: string | undefined;
  /** Undefined: a sentence that says from which host it comes, and when. */
  readonly text: string | undefined;
  readonly hostName: string;
}

export type Notified =
  | { readonly kind: 'no-target'; readonly tried: string; readonly unreadable?: readonly string[] }
  | {
      readonly kind: 'asked';
      readonly target: string;
      /** Where the target came from, for people. */
      readonly source: string;
      /** Of the first message that did not go out, or of the last. */
      readonly outcome: SendOutcome;
      /** A text too long for one message goes as several. */
      readonly parts: number;
      readonly sentParts: number;
      /** From the start to the last answer, finding the way included. */
      readonly seconds: number;
    };

export async function notify(
  ports: NotifyPorts,
  loaded: LoadedConfig,
  request: NotifyRequest,
  signal?: AbortSignal,
): Promise<Notified> {
  const begun = ports.clock.now();
  const channel = await ports.channels.open({
    target: request.target,
    notify: loaded.config.notify,
    movedChats: await readMovedChats(ports.store),
  });
  // Somebody may have typed the token where the chat belongs.
  const redact = createRedact([]);
  const { target, source, unreadable } = channel;
  if (target === undefined)
    return {
      kind: 'no-target',
      tried: redact(source),
      ...(unreadable && { unreadable: unreadable.map(redact) }),
    };
  const parts = splitForDelivery(request.text ?? testMessage(request.hostName, begun.wallTime()));
  const { outcome, sentParts } = await sendParts(channel, target, parts, signal);
  return {
    kind: 'asked',
    target: redact(target),
    source: redact(source),
    outcome: outcome.kind === 'sent' ? outcome : { ...outcome, detail: redact(outcome.detail) },
    parts: parts.length,
    sentParts,
    // A clock that was set back meanwhile took no time off.
    seconds: Math.max(0, ports.clock.now().epochSeconds - begun.epochSeconds),
  };
}

async function sendParts(
  { notifier }: Channel,
  target: string,
  parts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly outcome: SendOutcome; readonly sentParts: number }> {
  let outcome: SendOutcome = { kind: 'failed', detail: 'there was nothing to send' };
  let movedTo: string | undefined;
  let sentParts = 0;
  for (const text of parts) {
    outcome = await notifier.send({ text, target, silent: false }, signal);
    if (outcome.kind !== 'sent') break;
    // The first part hears of it, and the others go to the new chat without a word.
    movedTo ??= outcome.movedTo;
    sentParts += 1;
  }
  return { outcome: outcome.kind === 'sent' && movedTo ? { ...outcome, movedTo } : outcome, sentParts };
}

function testMessage(
  hostName: string,
  { hour, minute, second }: { hour: number; minute: number; second: number },
): string {
  const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
  return `ops-monitor: test message from ${hostName} at ${time}`;
}

/** A state that cannot be read keeps nobody from trying whether messages arrive. */
async function readMovedChats(store: NotifyPorts['store']): Promise<Record<string, string> | undefined> {
  try {
    return (await store.read()).movedChats;
  } catch (error) {
    if (error instanceof StateFailure) return undefined;
    throw error;
  }
}
