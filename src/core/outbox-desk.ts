/** What the operator may do with messages that wait: have them tried now, sent to another, or thrown away. */
import type { Importance, MonitorState, OutboxEntry } from '../schema/state.ts';

const BY_WEIGHT: readonly Importance[] = ['alert', 'recovery', 'completion', 'reminder', 'routine'];

/** That of its weightiest section. */
export function importanceOf({ sections }: OutboxEntry): Importance {
  const present = new Set(sections.map(({ importance }) => importance));
  return BY_WEIGHT.find((importance) => present.has(importance)) ?? 'routine';
}

/**
 * Makes entries due at `at`, how often they were tried stays. `target`: who is to get them from now on, as a whole:
 * parts that went to another chat are of no use there.
 */
export function makeDue(
  state: MonitorState,
  ids: ReadonlySet<string>,
  at: number,
  target?: string,
): MonitorState {
  const outbox = state.outbox.map((entry) => {
    if (!ids.has(entry.id)) return entry;
    const due = { ...entry, nextAttemptAt: Math.min(entry.nextAttemptAt, at) };
    return target === undefined || target === entry.target ? due : readdressed(due, target);
  });
  return { ...state, outbox };
}

function readdressed(entry: OutboxEntry, target: string): OutboxEntry {
  const { waitsForWay: _, ...rest } = entry;
  return { ...rest, target, partsSent: 0 };
}

/** A delivery that is sending one of them finds it gone, and leaves it so. */
export function withoutEntries(state: MonitorState, ids: ReadonlySet<string>): MonitorState {
  const outbox = state.outbox.filter(({ id }) => !ids.has(id));
  return outbox.length === state.outbox.length ? state : { ...state, outbox };
}
