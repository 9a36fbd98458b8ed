/** One job as an operator sees it: what a probe found just now, in the light of what is remembered. Pure. */
import type { JobState, LastCommand, Silence } from '../schema/state.ts';
import { type Anomaly, anomalyKey, isToldAnomaly, toldSince } from './anomaly.ts';
import type { Decision } from './decision.ts';
import { unknownMessage } from './look.ts';
import type { Instant, Job, Observation, StatusReport } from './model.ts';
import { type NextReport, nextReport } from './next-report.ts';
import { oneLine } from './text.ts';

/** Long jobs first; then what a one-shot check came to last, and whether a write is approved. */
export type ShownState =
  | 'running'
  | 'paused'
  | 'completed'
  | 'unknown'
  | 'succeeded'
  | 'failed'
  | 'never-ran'
  | 'approved'
  | 'not-approved';

/** A command that an operator, a tick or the queue ran. */
export interface Ran {
  /** Epoch seconds; undefined where it was not kept. */
  readonly at: number | undefined;
  readonly exitCode: number | undefined;
  readonly durationMs: number | undefined;
}

/** All times are epoch seconds; undefined: not known, or there is none. */
export interface JobOverview {
  readonly job: Job;
  readonly state: ShownState;
  /** Since when it has been in this state, as far as ticks saw it. */
  readonly since: number | undefined;
  readonly status: StatusReport | undefined;
  /** Its own message, or why nothing could be seen; one line. */
  readonly message: string | undefined;
  readonly lastProgressAt: number | undefined;
  readonly lastReportAt: number | undefined;
  readonly anomaly: Anomaly | undefined;
  readonly silence: Silence | undefined;
  /** Of the anomaly that stands now. */
  readonly ack: { readonly at: number; readonly reason?: string | undefined } | undefined;
  readonly isStoppedByOperator: boolean;
  /** No tick watches it. A one-shot is never watched, and runs all the same. */
  readonly isDisabled: boolean;
  readonly nextReport: NextReport;
  readonly lastStart: Ran | undefined;
  readonly lastStop: Ran | undefined;
  readonly lastRun: Ran | undefined;
  /** An anomaly stands, and nobody has silenced or acknowledged it. */
  readonly needsPerson: boolean;
}

export interface Look {
  readonly job: Job;
  readonly remembered: JobState;
  /** Undefined for one-shots. */
  readonly observation: Observation | undefined;
  /** What a tick would make of it now; undefined where none would judge it. */
  readonly decision: Decision | undefined;
  readonly silence: Silence | undefined;
  readonly now: Instant;
}

export function jobOverview(look: Look): JobOverview {
  const { job, remembered, observation, decision, silence, now } = look;
  const sight = job.enabled ? decision?.sight : undefined;
  const anomaly = sight?.anomaly && { ...sight.anomaly, since: anomalyBegan(look, sight.anomaly) };
  const { ack } = remembered;
  const isAcknowledged = anomaly !== undefined && ack?.key === anomalyKey(anomaly);
  const hasKey = typeof decision?.next.lastProgressKey === 'string';
  return {
    job,
    state: stateOf(look),
    since: sinceOf(look),
    status: observation?.kind === 'reported' ? observation.status : undefined,
    message: decision?.sight.message ?? (observation && messageOf(observation)),
    // What was never seen before has no progress that could be dated.
    lastProgressAt: hasKey && remembered.lastSeen ? (decision.next.lastProgressAt ?? undefined) : undefined,
    lastReportAt: remembered.lastReportAt ?? undefined,
    anomaly,
    silence,
    ack: isAcknowledged ? ack : undefined,
    isDisabled: !job.enabled && job.kind === 'long_running_read',
    isStoppedByOperator: remembered.operatorStopped === true,
    nextReport: nextReport(job, decision, now, { silentUntil: silence?.until, isAcknowledged }),
    lastStart: ran(latest(remembered.lastManualStartAt, remembered.lastAutoResumeAt), remembered.lastStart),
    lastStop: ran(remembered.lastStopAt ?? undefined, remembered.lastStop),
    lastRun: ran(remembered.lastRunAt ?? undefined, remembered.lastRun),
    needsPerson: anomaly !== undefined && !isAcknowledged && silence === undefined,
  };
}

function stateOf({ job, observation, remembered }: Look): ShownState {
  switch (job.kind) {
    case 'long_running_read': {
      if (observation?.kind !== 'reported') return 'unknown';
      const { completed, running } = observation.status;
      return completed ? 'completed' : running ? 'running' : 'paused';
    }
    case 'one_shot_read': {
      const exitCode = remembered.lastRun?.exitCode;
      return typeof exitCode !== 'number' ? 'never-ran' : exitCode === 0 ? 'succeeded' : 'failed';
    }
    case 'one_shot_write':
      return !job.approval.required || job.approval.granted ? 'approved' : 'not-approved';
  }
}

/** A change that no tick has seen yet counts from now; what was never seen before, from an unknown time. */
function sinceOf({ job, decision, remembered }: Look): number | undefined {
  if (job.kind !== 'long_running_read') return remembered.lastRunAt ?? undefined;
  if (decision === undefined || remembered.lastSeen === undefined) return remembered.unknownSince;
  return decision.sight.status === undefined ? decision.next.unknownSince : decision.next.standingSince;
}

/** A pause or an alert that is not told yet began, as far as anybody knows, when it was first seen. */
function anomalyBegan({ remembered, now, decision }: Look, anomaly: Anomaly): number {
  if (isToldAnomaly(remembered, anomaly, decision?.sight.message)) return toldSince(remembered, now);
  const since = anomaly.kind === 'paused' ? decision?.next.standingSince : undefined;
  return since ?? anomaly.since;
}

function messageOf(observation: Observation): string | undefined {
  if (observation.kind !== 'reported') return unknownMessage(observation);
  const { message } = observation.status;
  return message === undefined ? undefined : oneLine(message);
}

function latest(...times: readonly (number | null | undefined)[]): number | undefined {
  const known = times.filter((time) => typeof time === 'number');
  return known.length === 0 ? undefined : Math.max(...known);
}

function ran(at: number | undefined, command: LastCommand | null | undefined): Ran | undefined {
  if (at === undefined && !command) return undefined;
  return { at, exitCode: command?.exitCode ?? undefined, durationMs: command?.durationMs ?? undefined };
}
