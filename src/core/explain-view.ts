/** What the sentences about one watched job are made from, and the words for moments in them. */
import type { JobState, Silence } from '../schema/state.ts';
import type { Decision } from './decision.ts';
import type { Instant, Job, Observation } from './model.ts';
import { duration, oneLine } from './text.ts';

/** One frozen moment, and a way to others: `at` takes epoch seconds. */
export interface Times {
  readonly now: Instant;
  at(epochSeconds: number): Instant;
}

/** A long job that was asked for its status, and what a tick would decide of it. */
export interface JobView {
  readonly job: Job;
  /** As a tick would take it: without a memory of the future. */
  readonly previous: JobState;
  readonly observation: Observation;
  readonly decision: Decision;
  /** What silences it now, whether there is anything to be silent about or not. */
  readonly silence: Silence | undefined;
  /** `silence` is that of all jobs. */
  readonly isSilencedWithAll: boolean;
  readonly times: Times;
}

/** `03:12`: on the wall of the host, or of the zone, which is then named. */
export function clockText(times: Times, epochSeconds: number, timezone?: string): string {
  const { hour, minute } = times.at(epochSeconds).wallTime(timezone);
  // A damaged state may hold a number that is no time.
  if (!Number.isFinite(hour) || !Number.isFinite(minute)) return 'an unknown time';
  const text = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
  return timezone === undefined ? text : `${text} ${timezone}`;
}

/** `4m ago`, `just now`. */
export function ago(times: Times, epochSeconds: number): string {
  const seconds = times.now.epochSeconds - epochSeconds;
  return seconds < 1 ? 'just now' : `${duration(seconds)} ago`;
}

/** `at 03:12, 1h 05m ago`. */
export function atAgo(times: Times, epochSeconds: number): string {
  return `at ${clockText(times, epochSeconds)}, ${ago(times, epochSeconds)}`;
}

/** `in 12m`, or `now` where that is past. */
export function inTime(seconds: number): string {
  return seconds < 1 ? 'now' : `in ${duration(seconds)}`;
}

/** `until 03:40, in 12m`. */
export function untilIn(times: Times, epochSeconds: number, timezone?: string): string {
  const rest = epochSeconds - times.now.epochSeconds;
  return `until ${clockText(times, epochSeconds, timezone)}, ${inTime(rest)}`;
}

/** ` (quota)`, or nothing: an addition that came from a job or a person. */
export function inBrackets(text: string | null | undefined): string {
  const shown = oneLine(text ?? '');
  return shown === '' ? '' : ` (${shown})`;
}
