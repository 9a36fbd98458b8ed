/**
 * Whether all is well, for a monitoring system that asks every few minutes: from what the ticks have left in the state
 * and the age of the last one. No job is asked. Levels are those of Nagios and Icinga plugins.
 */
import type { MonitorState } from '../schema/state.ts';
import { troublesOf } from './check-troubles.ts';
import { formatProblem } from './config-problem.ts';
import type { Config, ConfigProblem, Instant, JobId } from './model.ts';
import { isLate, waitingEntries } from './outbox.ts';
import { createRedact } from './telegram-redact.ts';
import { duration, oneLine } from './text.ts';

/** The gravest first: what is known to be wrong goes before what is not known. */
const LEVELS = ['critical', 'warning', 'unknown'] as const;

export type Health = (typeof LEVELS)[number] | 'ok';

export interface Finding {
  readonly level: (typeof LEVELS)[number];
  /** One line, without control characters. */
  readonly text: string;
  readonly jobId?: JobId;
}

export interface CheckFacts {
  readonly now: Instant;
  /** As read; undefined: it could not be, and `unreadable` says why. */
  readonly state: MonitorState | undefined;
  readonly unreadable: string | undefined;
  readonly configPath: string;
  readonly config: Config;
  readonly configProblems: readonly ConfigProblem[];
  /** The job file as a whole could not be used. */
  readonly isConfigUnusable: boolean;
  /** No tick for longer than this is critical. */
  readonly maxAgeSeconds: number;
}

export interface CheckResult {
  readonly health: Health;
  /** The gravest first. */
  readonly findings: readonly Finding[];
  /** Jobs that ticks watch. */
  readonly jobs: number;
  /** Undefined: the state could not be read. */
  readonly counts: Counts | undefined;
  /** Undefined: there was no tick. */
  readonly tickAge: TickAge | undefined;
}

export interface Counts {
  /** Told, standing, and neither silenced nor acknowledged. */
  readonly anomalies: number;
  /** Silenced or acknowledged. */
  readonly muted: number;
  /** Messages in the outbox, without those that a silence keeps back. */
  readonly waiting: number;
  /** Items that wait or run. */
  readonly queue: number;
}

export interface TickAge {
  readonly seconds: number;
  readonly warningSeconds: number;
  readonly criticalSeconds: number;
}

export function check(facts: CheckFacts): CheckResult {
  const { state, unreadable, config, now } = facts;
  const watched = config.jobs.filter((job) => job.enabled && job.kind === 'long_running_read');
  const tickAge = state && tickAgeOf(state, facts);
  const troubles = state ? troublesOf(state, watched, now) : { standing: [], muted: [] };
  const found = [
    ...jobFile(facts),
    ...(state ? ticks(state, tickAge, now) : [unknown(`the state cannot be read: ${unreadable}`)]),
    ...troubles.standing,
    ...troubles.muted,
    ...(state ? outbox(state, now) : []),
  ];
  const findings = LEVELS.flatMap((level) => found.filter((finding) => finding.level === level)).map(shown);
  return {
    health: findings[0]?.level ?? 'ok',
    findings,
    jobs: watched.length,
    counts: state && {
      anomalies: troubles.standing.length,
      muted: troubles.muted.length,
      waiting: waitingEntries(state).length,
      queue: state.queue.filter(({ status }) => ['pending', 'running'].includes(status ?? 'pending')).length,
    },
    tickAge,
  };
}

function shown(finding: Finding): Finding {
  return { ...finding, text: oneLine(createRedact([])(finding.text)) };
}

function jobFile({ configPath, configProblems, isConfigUnusable }: CheckFacts): readonly Finding[] {
  const [first] = configProblems;
  if (first === undefined) return [];
  const problem = formatProblem(configPath, first);
  if (isConfigUnusable) return [{ level: 'critical', text: `job file unusable: ${problem}` }];
  const count = configProblems.length === 1 ? '1 error' : `${configProblems.length} errors, the first`;
  return [{ level: 'warning', text: `job file: ${count}: ${problem}` }];
}

function unknown(text: string): Finding {
  return { level: 'unknown', text };
}

/** Of the limit. */
const WARNING_SHARE = 0.3;
/** So many usual gaps are no reason for a warning. */
const USUAL_GAPS = 2;

function tickAgeOf(state: MonitorState, { now, maxAgeSeconds }: CheckFacts): TickAge | undefined {
  if (state.lastTickAt === undefined) return undefined;
  const early = Math.max(WARNING_SHARE * maxAgeSeconds, USUAL_GAPS * (state.meanTickGapSeconds ?? 0));
  return {
    seconds: Math.max(0, Math.round(now.epochSeconds - state.lastTickAt)),
    warningSeconds: Math.round(Math.min(early, maxAgeSeconds)),
    criticalSeconds: maxAgeSeconds,
  };
}

const DOCTOR = 'ops-monitor doctor says whether one is scheduled';
/** Clocks that are set by a network go back by less. */
const MOST_AHEAD_SECONDS = 120;

function ticks(state: MonitorState, age: TickAge | undefined, now: Instant): readonly Finding[] {
  if (age === undefined) return [unknown(`the state knows of no tick yet: ${DOCTOR}`)];
  const ahead = (state.lastTickAt ?? 0) - now.epochSeconds;
  if (ahead > MOST_AHEAD_SECONDS) {
    const text = `the last tick is dated ${duration(ahead)} ahead: the clock was set back, and no tick came since`;
    return [{ level: 'warning', text }];
  }
  if (age.seconds > age.criticalSeconds)
    return [{ level: 'critical', text: `no tick for ${duration(age.seconds)}: ${DOCTOR}` }];
  if (age.seconds > age.warningSeconds)
    return [{ level: 'warning', text: `no tick for ${duration(age.seconds)}` }];
  return [];
}

function outbox(state: MonitorState, now: Instant): readonly Finding[] {
  const waiting = waitingEntries(state);
  const refused = waiting.filter((entry) => entry.isRefused === true);
  const late = waiting.filter((entry) => entry.isRefused !== true && isLate(entry, now.epochSeconds));
  const findings: Finding[] = [];
  if (refused.length > 0) {
    findings.push({ level: 'critical', text: `${counted(refused.length)} refused${lastError(refused)}` });
  }
  if (late.length > 0) {
    const oldest = Math.min(...late.map(({ createdAt }) => createdAt));
    const text = `${counted(late.length)} not delivered for ${duration(now.epochSeconds - oldest)}${lastError(late)}`;
    findings.push({ level: 'warning', text });
  }
  return findings;
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'message' : 'messages'}`;
}

function lastError(entries: readonly { readonly lastError?: string | undefined }[]): string {
  const last = entries.findLast((entry) => entry.lastError !== undefined)?.lastError;
  return last === undefined ? '' : `: ${last}`;
}
