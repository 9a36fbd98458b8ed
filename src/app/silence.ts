import type { JobId } from '../core/model.ts';
import { EVERY_JOB, isEveryJob, standingSilence } from '../core/silence.ts';
import { type Silencing, silence as silenceIn, unsilence as unsilenceIn } from '../core/silencing.ts';
import type { MonitorState, Silence } from '../schema/state.ts';
import { done, failed, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { Clock, LoadedConfig, StateStore } from './ports.ts';

export interface SilencePorts {
  readonly store: StateStore;
  readonly clock: Clock;
}

export interface SilenceRequest extends Silencing {
  /** A job id, or `all`. */
  readonly id: string;
}

/** A silence that stands, and of what: a job id, or EVERY_JOB. */
export interface Standing {
  readonly key: JobId;
  readonly silence: Silence;
}

export interface Silenced extends Standing {
  /** What it took the place of. */
  readonly replaced: Silence | undefined;
  /** The silence of all jobs, where that lasts longer than this one. */
  readonly outlastedBy: Silence | undefined;
}

export interface Unsilenced {
  readonly key: JobId;
  /** Undefined: it was not silenced. */
  readonly lifted: Silence | undefined;
  /** What still keeps jobs silent that this was about. */
  readonly left: readonly Standing[];
}

/** From now on nothing of the job is sent. `loaded` may be absent where all jobs are meant. Throws StateFailure. */
export async function silence(
  { store, clock }: SilencePorts,
  loaded: LoadedConfig | undefined,
  { id, ...asked }: SilenceRequest,
): Promise<Outcome<Silenced>> {
  const key = keyOf(id);
  const found = loaded && key !== EVERY_JOB ? findJob(loaded, id) : undefined;
  if (found?.ok === false) return found;
  return store.transact((before) => {
    // Not before the state is read: what others have written while this one waited for its turn is no future.
    const now = clock.now();
    const { state, silence, replaced } = silenceIn(before, key, asked, now);
    const all = key === EVERY_JOB ? undefined : standingSilence(state, EVERY_JOB, now.epochSeconds);
    const outlastedBy = all !== undefined && all.until > silence.until ? all : undefined;
    return { state, result: done({ key, silence, replaced, outlastedBy }) };
  });
}

/** Needs the job file only where there is no such silence: the job may be gone from it. Throws StateFailure. */
export async function unsilence(
  { store, clock }: SilencePorts,
  loaded: LoadedConfig | undefined,
  id: string,
): Promise<Outcome<Unsilenced>> {
  const key = keyOf(id);
  const { lifted, left } = await store.transact((before) => {
    const now = clock.now();
    const { state, lifted } = unsilenceIn(before, key, now);
    return { state, result: { lifted, left: leftOf(state, key, now.epochSeconds) } };
  });
  if (lifted !== undefined || key === EVERY_JOB || loaded === undefined) return done({ key, lifted, left });
  const found = findJob(loaded, id);
  if (!found.ok) return found;
  const [all] = left;
  return all === undefined
    ? done({ key, lifted, left })
    : failed({ kind: 'silenced-with-all', id, until: all.silence.until });
}

function keyOf(id: string): string {
  return isEveryJob(id) ? EVERY_JOB : id;
}

function leftOf(state: MonitorState, key: string, at: number): Standing[] {
  const others = key === EVERY_JOB ? Object.keys(state.silences ?? {}) : [EVERY_JOB];
  return others.flatMap((other) => {
    const silence = standingSilence(state, other, at);
    return silence === undefined ? [] : [{ key: other, silence }];
  });
}
