/** What the commands `silence` and `unsilence` make of the state. `key`: a job id, or EVERY_JOB. */
import type { MonitorState, Silence } from '../schema/state.ts';
import { withoutFuture } from './clock-set-back.ts';
import type { Instant } from './model.ts';
import { standingSilence, withoutSilences, withSilences } from './silence.ts';
import { holdSilenced } from './silenced-outbox.ts';

/** Whoever wants to hear nothing for longer than this can disable the job. */
export const LONGEST_SILENCE_SECONDS = 30 * 86_400;

export interface Silencing {
  readonly seconds: number;
  readonly reason: string | undefined;
}

/**
 * From now on nothing of it is sent, what waits in the outbox included. A silence that stands is replaced, and what it
 * has held back so far is held on.
 */
export function silence(
  before: MonitorState,
  key: string,
  { seconds, reason }: Silencing,
  now: Instant,
): { readonly state: MonitorState; readonly silence: Silence; readonly replaced: Silence | undefined } {
  const at = now.epochSeconds;
  const past = withoutFuture(before, now);
  const replaced = standingSilence(past, key, at);
  const silences = past.silences ?? {};
  // What a silence held that no tick has seen the end of is untold, and will not be counted a second time.
  const held = Object.hasOwn(silences, key) ? (silences[key]?.held ?? 0) : 0;
  const made: Silence = {
    since: replaced?.since ?? at,
    until: at + seconds,
    ...(reason !== undefined && { reason }),
    held,
  };
  const state = holdSilenced(withSilences(past, { ...silences, [key]: made }), at);
  return { state, silence: state.silences?.[key] ?? made, replaced };
}

/** Lifts that very silence, and lets go what it held in the outbox, unless another one still holds it. */
export function unsilence(
  before: MonitorState,
  key: string,
  now: Instant,
): { readonly state: MonitorState; readonly lifted: Silence | undefined } {
  if (!Object.hasOwn(before.silences ?? {}, key)) return { state: before, lifted: undefined };
  const past = withoutFuture(before, now);
  const left = withoutSilences(past, new Set([key]), now.epochSeconds);
  return { state: holdSilenced(left, now.epochSeconds), lifted: past.silences?.[key] };
}
