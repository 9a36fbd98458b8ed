import { acknowledge } from '../core/acknowledge.ts';
import { type AnomalyName, nameOfKey } from '../core/anomaly.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { Clock, LoadedConfig, StateStore } from './ports.ts';

export interface AckRequest {
  readonly id: string;
  readonly reason: string | undefined;
}

export interface Acked {
  readonly anomaly: AnomalyName;
  /** Since when it stands, epoch seconds, where that is known. */
  readonly since: number | undefined;
  readonly at: number;
  readonly reason: string | undefined;
  /** It was acknowledged before. */
  readonly isAgain: boolean;
}

/** Takes the trouble of a long job as known, as far as ticks have seen it: nothing is probed. Throws StateFailure. */
export async function ack(
  { store, clock }: { readonly store: StateStore; readonly clock: Clock },
  loaded: LoadedConfig,
  { id, reason }: AckRequest,
): Promise<Outcome<Acked>> {
  const found = findJob(loaded, id);
  if (!found.ok) return found;
  const { kind } = found.value;
  if (kind !== 'long_running_read') {
    return failed({ kind: 'wrong-kind', id, wanted: 'long_running_read', actual: kind });
  }
  return store.transact((before): { state: typeof before; result: Outcome<Acked> } => {
    // Not before the state is read: what others have written while this one waited for its turn is no future.
    const now = clock.now();
    const given = acknowledge(before, id, reason, now);
    if (given.kind === 'untroubled') {
      return { state: before, result: failed({ kind: 'no-trouble', id, stands: given.stands }) };
    }
    const { state, key, since, isAgain } = given;
    const acked = { anomaly: nameOfKey(key), since, at: now.epochSeconds, reason, isAgain };
    return { state, result: done(acked) };
  });
}
