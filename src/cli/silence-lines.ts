/** What `silence`, `unsilence` and `ack` print, for people and for programs. */
import type { Acked } from '../app/ack.ts';
import type { Silenced, Standing, Unsilenced } from '../app/silence.ts';
import { commandOn } from '../core/command-on.ts';
import { EVERY_JOB } from '../core/silence.ts';
import { oneLine } from '../core/text.ts';
import type { Silence } from '../schema/state.ts';
import { localTime } from './local-time.ts';

/** `typed`: how long, as the operator wrote it. */
export function renderSilenced(
  { key, silence, replaced, outlastedBy }: Silenced,
  typed: string,
): readonly string[] {
  const first = `silenced ${nameOf(key)} until ${localTime(silence.until)} (${typed})`;
  const instead = replaced && `this replaces the silence until ${localTime(replaced.until)}`;
  const held = silence.held > 0 ? `${alerts(silence.held)} held so far` : undefined;
  const line = [first, instead, held].filter(Boolean).join('; ');
  return outlastedBy === undefined ? [line] : [line, stillSilenced({ key: EVERY_JOB, silence: outlastedBy })];
}

export function renderUnsilenced({ key, lifted, left }: Unsilenced): readonly string[] {
  const still = left.map(stillSilenced);
  if (lifted === undefined)
    return [`${nameOf(key)} ${key === EVERY_JOB ? 'are' : 'is'} not silenced`, ...still];
  const { held } = lifted;
  const what = `unsilenced ${nameOf(key)}: ${alerts(held)} ${held === 1 ? 'was' : 'were'} held`;
  // While all are silenced the next tick tells nothing of a single one.
  const isHeard = held > 0 && !left.some((standing) => standing.key === EVERY_JOB);
  return [isHeard ? `${what}; the next tick tells what still stands` : what, ...still];
}

function stillSilenced({ key, silence }: Standing): string {
  const lift = key === EVERY_JOB ? 'all' : key;
  return `still silenced: ${nameOf(key)} until ${localTime(silence.until)} (${commandOn('unsilence', lift)})`;
}

export function renderAcked(id: string, { anomaly, since, isAgain }: Acked): string {
  const { kind, stopReason } = anomaly;
  const what = stopReason === null ? kind : `${kind} (${oneLine(stopReason)})`;
  const dated = since === undefined ? what : `${what} since ${localTime(since)}`;
  return `acknowledged ${oneLine(id)}${isAgain ? ' again' : ''}: ${dated}; no reminders until it changes or ends`;
}

/** A null job is all of them, as in `history`. Times are epoch seconds; what does not apply is null. */
export function silencedJson({ key, silence, replaced }: Silenced): Readonly<Record<string, unknown>> {
  return { version: 1, job: jobOf(key), ...plain(silence), replaced: replaced ? plain(replaced) : null };
}

/** `silenced`: what still keeps jobs silent that this was about. */
export function unsilencedJson({ key, lifted, left }: Unsilenced): Readonly<Record<string, unknown>> {
  const still = left.map((standing) => ({ job: jobOf(standing.key), until: standing.silence.until }));
  return { version: 1, job: jobOf(key), lifted: lifted ? plain(lifted) : null, silenced: still };
}

export function ackedJson(
  id: string,
  { anomaly, since, at, reason, isAgain }: Acked,
): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    job: id,
    anomaly,
    since: since ?? null,
    at,
    reason: reason ?? null,
    again: isAgain,
  };
}

function plain({ since, until, held, reason }: Silence): Readonly<Record<string, unknown>> {
  return { since, until, held, reason: reason ?? null };
}

function jobOf(key: string): string | null {
  return key === EVERY_JOB ? null : key;
}

function nameOf(key: string): string {
  return key === EVERY_JOB ? 'all jobs' : oneLine(key);
}

function alerts(count: number): string {
  return count === 0 ? 'no alerts' : count === 1 ? '1 alert' : `${count} alerts`;
}
