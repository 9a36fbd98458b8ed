import type { SendOutcome } from '../core/model.ts';
import { textOf } from '../core/outbox.ts';
import type { Notifier, StateStore } from './ports.ts';

/**
 * Prints what `--print-only` made, this tick or one that died before it could print. Each is struck from the outbox
 * only after it was printed, so that a reader who has gone away loses nothing. Undefined: all is printed.
 */
export async function printReports(
  store: StateStore,
  printer: Notifier,
): Promise<Exclude<SendOutcome, { kind: 'sent' }> | undefined> {
  const { outbox } = await store.read();
  for (const [index, entry] of outbox.filter(({ via }) => via === 'print').entries()) {
    const text = index === 0 ? textOf(entry) : `\n${textOf(entry)}`;
    const outcome = await printer.send({ text, target: 'stdout', silent: false });
    if (outcome.kind !== 'sent') return outcome;
    await store.transact((state) => {
      const left = state.outbox.filter(({ id }) => id !== entry.id);
      return { state: { ...state, outbox: left }, result: undefined };
    });
  }
  return undefined;
}
