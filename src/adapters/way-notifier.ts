import type { Clock, Message, Notifier } from '../app/ports.ts';
import type { SendOutcome } from '../core/model.ts';
import { demote, stepAfter, type Way, withContext } from '../core/openclaw-ways.ts';
import { formatTarget, movedTarget, movesByChat, parseTarget } from '../core/telegram-target.ts';

export interface Ways {
  /** Asked once, with the first message: finding it out may take a connection. */
  order(signal?: AbortSignal): Promise<readonly Way[]>;
  readonly notifiers: Readonly<Record<Way, Notifier>>;
  /** What sending comes to where there is no way at all. */
  readonly none: SendOutcome;
  /** Why a way could not be gone; told with every failure. */
  readonly lacks: readonly string[];
  /** Chats that became supergroups: old id → new id. */
  readonly movedChats: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/**
 * Asks the ways in their order. The next is asked only when one certainly did not send; the ways that had trouble come
 * last for the messages that follow.
 */
export function createWayNotifier(ways: Ways): Notifier {
  let order: readonly Way[] | undefined;
  let moved = movesByChat(ways.movedChats);
  return {
    async send(message, signal) {
      if (signal?.aborted) return { kind: 'failed', detail: 'stopped before it was sent' };
      order ??= await ways.order(signal);
      const tried = await tryInTurn(order, ways, redirected(message, moved), signal);
      order = tried.order;
      moved = withMove(moved, message, tried.outcome);
      return tried.outcome;
    },
  };
}

async function tryInTurn(
  order: readonly Way[],
  { notifiers, clock, none, lacks }: Ways,
  message: Message,
  signal: AbortSignal | undefined,
): Promise<{ readonly outcome: SendOutcome; readonly order: readonly Way[] }> {
  const earlier: string[] = [];
  let outcome = none;
  let after = order;
  for (const [index, way] of order.entries()) {
    outcome = await notifiers[way].send(message, signal);
    after = demote(after, way, outcome);
    const step = stepAfter(outcome);
    const isLast = index === order.length - 1;
    if (isLast || outcome.kind !== 'failed' || step.kind === 'done' || signal?.aborted) break;
    earlier.push(outcome.detail);
    if (step.afterSeconds > 0) await clock.sleep(step.afterSeconds * 1000, signal);
  }
  return { outcome: withContext(outcome, earlier, order.length > 0 ? lacks : []), order: after };
}

function redirected(message: Message, moved: Readonly<Record<string, string>>): Message {
  const target = parseTarget(message.target);
  const now = target && movedTarget(target, moved);
  return now && now.chat !== target.chat ? { ...message, target: formatTarget(now) } : message;
}

function withMove(
  moved: Readonly<Record<string, string>>,
  message: Message,
  outcome: SendOutcome,
): Readonly<Record<string, string>> {
  const target = parseTarget(message.target);
  if (outcome.kind !== 'sent' || outcome.movedTo === undefined || !target) return moved;
  return { ...moved, [movedTarget(target, moved).chat]: outcome.movedTo };
}
