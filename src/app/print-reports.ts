import { isHeld, textOf } from '../core/outbox.ts';
import type { DeliveryResult } from './deliver.ts';
import type { Notifier, StateStore } from './ports.ts';

/**
 * Prints what `--print-only` made, this tick or one that died before it could print. Each is struck from the outbox
 * only after it was printed, so that a reader who has gone away loses nothing. Throws StateFailure.
 */
export async function printReports(
  store: StateStore,
  printer: Notifier,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const entries = (await store.read()).outbox.filter((entry) => entry.via === 'print' && !isHeld(entry));
  for (const [index, entry] of entries.entries()) {
    const text = index === 0 ? textOf(entry) : `\n${textOf(entry)}`;
    const outcome = await printer.send({ text, target: 'stdout', silent: false }, signal);
    if (outcome.kind !== 'sent') {
      return { waiting: entries.length - index, problems: [{ kind: 'send', outcome }] };
    }
    await store.transact((state) => {
      const left = state.outbox.filter(({ id }) => id !== entry.id);
      const sent = { entryId: entry.id, parts: 1, outcome };
      return { state: { ...state, outbox: left }, result: undefined, sent };
    });
  }
  return { waiting: 0, problems: [] };
}
