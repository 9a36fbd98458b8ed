/** What holds for all jobs: the ticks, the job file, silences, and what waits to be told. */
import type { MonitorState } from '../schema/state.ts';
import { formatProblem } from './config-problem.ts';
import { reportConfig } from './config-report.ts';
import { explainEntry, outboxOf } from './explain-outbox.ts';
import { ago, inBrackets, inTime, type Times, untilIn } from './explain-view.ts';
import type { ConfigProblem } from './model.ts';
import { heldEntries, waitingEntries } from './outbox.ts';
import { REPORT_TEXTS } from './report-texts.ts';
import { EVERY_JOB } from './silence.ts';
import { duration } from './text.ts';
import { hasSlept } from './tick-gap.ts';

export interface WatchFacts {
  readonly state: MonitorState;
  readonly configPath: string;
  readonly configProblems: readonly ConfigProblem[];
  readonly times: Times;
}

export function explainWatch(facts: WatchFacts): readonly string[] {
  const { state, times } = facts;
  return [
    ...ticks(state, times),
    ...jobFile(facts),
    ...(state.quarantined ?? []).map(
      (path) => `a damaged state file was kept as ${path}: that would be told`,
    ),
    ...silenceOfAll(state, times),
    ...outbox(state, times),
  ];
}

const DOCTOR = 'ops-monitor doctor says whether one is scheduled';
/** Schedulers come late now and then. */
const LATE_SECONDS = 600;

function ticks(state: MonitorState, times: Times): readonly string[] {
  const { lastTickAt, meanTickGapSeconds: mean } = state;
  if (lastTickAt === undefined) return [`no tick has run yet: ${DOCTOR}`];
  const isLate = times.now.epochSeconds - lastTickAt > Math.max(LATE_SECONDS, 3 * (mean ?? 0));
  const usual = mean === undefined ? '' : `, usually one every ${duration(mean)}`;
  const line = `last tick ${ago(times, lastTickAt)}${usual}${isLate ? `: that is long; ${DOCTOR}` : ''}`;
  if (!hasSlept(state, times.now)) return [line];
  return [line, 'no tick came for unusually long, as when the host slept: a new stall takes one tick more'];
}

/** Told at once, then hourly; quiet hours do not apply. */
function jobFile({ state, configPath, configProblems, times }: WatchFacts): readonly string[] {
  const [first] = configProblems;
  const wouldTell =
    reportConfig(state, configPath, configProblems, times.now, REPORT_TEXTS.en).sections.length > 0;
  if (first === undefined) return wouldTell ? ['the job file is valid again: that would be told'] : [];
  const count = configProblems.length === 1 ? 'an error' : `${configProblems.length} errors, the first`;
  const toldAt = state.configError?.toldAt ?? state.lastConfigErrorAt;
  const isTold = !wouldTell && typeof toldAt === 'number';
  const told = isTold
    ? `told ${ago(times, toldAt)}, again ${inTime(toldAt + 3600 - times.now.epochSeconds)}`
    : 'that would be told';
  return [`the job file has ${count}: ${formatProblem(configPath, first)}; ${told}`];
}

function silenceOfAll({ silences }: MonitorState, times: Times): readonly string[] {
  const silence = silences?.[EVERY_JOB];
  const at = times.now.epochSeconds;
  if (silence === undefined || silence.since > at || silence.until <= at) return [];
  const held = silence.held === 0 ? '' : `, ${silence.held} held so far`;
  return [`all jobs are silenced ${untilIn(times, silence.until)}${inBrackets(silence.reason)}${held}`];
}

function outbox(state: MonitorState, times: Times): readonly string[] {
  const waiting = waitingEntries(state);
  const held = heldEntries(state).length;
  if (waiting.length + held === 0) return ['the outbox is empty'];
  const oldest = Math.min(...waiting.map(({ createdAt }) => createdAt));
  const count = waiting.length;
  const lines = [
    count > 0 &&
      `${count} ${count === 1 ? 'message waits' : 'messages wait'} in the outbox, the oldest made ${ago(times, oldest)}`,
    held > 0 && `${held} ${held === 1 ? 'message' : 'messages'} in the outbox held by a silence`,
  ].filter((line) => line !== false);
  return [...lines, ...outboxOf(state, undefined).map((entry) => explainEntry(entry, times))];
}
