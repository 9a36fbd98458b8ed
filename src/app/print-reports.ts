import { isHeld, textOf } from '../core/outbox.ts';
import { withoutEntries } from '../core/outbox-desk.ts';
import { withoutSent } from '../core/silenced-outbox.ts';
import type { MonitorState, OutboxEntry } from '../schema/state.ts';
import type { DeliveryResult } from './deliver.ts';
import type { Clock, Notifier, StateStore, TurnLock } from './ports.ts';

export interface PrintPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly printTurn: TurnLock;
  readonly printer: Notifier;
}

const LOOK_EVERY_MS = 250;
/** A tick whose reader takes longer keeps no other in the dark: what it has in hand is printed twice then. */
const PATIENCE_MS = 60_000;
const NEVER_LOST = new AbortController().signal;
const NOTHING: DeliveryResult = { waiting: 0, problems: [] };

/**
 * Prints what `--print-only` made, this tick or one that died before it could print. Each is struck from the outbox
 * only after it was printed, so that a reader who has gone away loses nothing; ticks take turns, so that no two of them
 * print the same. Throws StateFailure.
 */
export async function printReports(ports: PrintPorts, signal: AbortSignal): Promise<DeliveryResult> {
  const round = { printed: 0 };
  const print = (lost: AbortSignal) => printInTurn(ports, round, lost, signal);
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    // Most ticks have nothing to print. Who had to wait may find that all is printed by now.
    if (toBePrinted(await ports.store.read()).length === 0) return NOTHING;
    const isPatient = waitedMs < PATIENCE_MS && !signal.aborted;
    const held = isPatient
      ? await ports.printTurn.tryHold(print)
      : { kind: 'held' as const, value: await print(NEVER_LOST) };
    if (held.kind === 'held' && held.value !== 'lost') return held.value;
    await ports.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** One after the other, until nothing waits. `lost`: another tick has taken the turn, and sees to what is left. */
async function printInTurn(
  { store, printer }: PrintPorts,
  round: { printed: number },
  lost: AbortSignal,
  signal: AbortSignal,
): Promise<DeliveryResult | 'lost'> {
  while (!lost.aborted) {
    const waiting = toBePrinted(await store.read());
    const [entry] = waiting;
    if (entry === undefined) return NOTHING;
    const text = round.printed === 0 ? textOf(entry) : `\n${textOf(entry)}`;
    const outcome = await printer.send({ text, target: 'stdout', silent: false }, signal);
    if (outcome.kind !== 'sent') return { waiting: waiting.length, problems: [{ kind: 'send', outcome }] };
    round.printed += 1;
    await store.transact((state) => ({
      // A silence may have taken a part of it out while it was being printed.
      state: withoutSent(withoutEntries(state, new Set([entry.id])), entry),
      result: undefined,
      sent: { entryId: entry.id, parts: 1, outcome },
    }));
  }
  return 'lost';
}

function toBePrinted({ outbox }: MonitorState): readonly OutboxEntry[] {
  return outbox.filter((entry) => entry.via === 'print' && !isHeld(entry));
}
