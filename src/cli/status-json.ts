/** `status --json`: its shape is a promise to programs. Times are epoch seconds; what is not known is null, never left out. */
import type { LoadedConfig } from '../app/ports.ts';
import type { StatusReading } from '../app/status.ts';
import type { AnomalyKind } from '../core/anomaly.ts';
import type { JobOverview, Ran, ShownState } from '../core/job-overview.ts';
import type { JobId, JobKind, JobRisk } from '../core/model.ts';
import type { NextReport } from '../core/next-report.ts';
import type { Concern } from '../core/overview.ts';
import { oneLine } from '../core/text.ts';
import { jsonText } from './print.ts';
import { type JobDetailsJson, jobDetailsJson } from './status-json-details.ts';

type Time = number | null;

export interface StatusJson {
  readonly version: 1;
  /** When the probes began. */
  readonly at: Time;
  /** Whether `concerns` holds anything. */
  readonly needsPerson: boolean;
  readonly concerns: readonly ConcernJson[];
  readonly jobs: readonly JobJson[];
  readonly queue: { readonly waiting: number; readonly running: number };
  readonly outbox: {
    readonly waiting: number;
    /** By silences. */
    readonly held: number;
    readonly oldestAt: Time;
    readonly lastError: string | null;
  };
  readonly lastTickAt: Time;
  /** Of the job file. `line` and `column` are 1-based. */
  readonly problems: readonly {
    readonly path: string;
    readonly message: string;
    readonly line: number | null;
    readonly column: number | null;
  }[];
  /** Why the state could not be read: then what it remembers is missing above. */
  readonly stateError: string | null;
}

export interface ConcernJson {
  readonly what: Concern['what'] | 'job-file' | 'state';
  readonly job: JobId | null;
  /** Of the outbox: since when its oldest message waits. Without a tick: since the last one. */
  readonly since: Time;
}

export interface JobJson {
  readonly id: string;
  readonly name: string;
  readonly kind: JobKind;
  readonly risk: JobRisk;
  readonly enabled: boolean;
  readonly state: ShownState;
  readonly since: Time;
  readonly pid: number | null;
  readonly message: string | null;
  readonly stopReason: string | null;
  /** As the job gave it. */
  readonly progress: Readonly<Record<string, unknown>> | null;
  readonly lastProgressAt: Time;
  readonly lastReportAt: Time;
  readonly anomaly: {
    readonly kind: AnomalyKind;
    readonly since: Time;
    readonly stopReason: string | null;
  } | null;
  readonly silence: {
    readonly since: Time;
    readonly until: Time;
    readonly reason: string | null;
    readonly held: number;
  } | null;
  readonly ack: { readonly at: Time; readonly reason: string | null } | null;
  readonly stoppedByOperator: boolean;
  readonly needsPerson: boolean;
  readonly nextReport: {
    readonly what: NextReport['what'];
    readonly at: Time;
    readonly heldBy: 'quiet-hours' | 'silence' | null;
    /** Why there is none. */
    readonly because: string | null;
  };
  readonly lastStart: RanJson | null;
  readonly lastStop: RanJson | null;
  readonly lastRun: RanJson | null;
  /** With `status JOB` alone. */
  readonly details?: JobDetailsJson;
}

export interface RanJson {
  readonly at: Time;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
}

/** JSON text of one object. `isOneJob`: with all that is known of it. */
export function renderStatusJson(loaded: LoadedConfig, reading: StatusReading, isOneJob: boolean): string {
  return jsonText(statusJson(loaded, reading, isOneJob));
}

function statusJson(loaded: LoadedConfig, reading: StatusReading, isOneJob: boolean): StatusJson {
  const { now, jobs, queue, outbox, lastTickAt } = reading.overview;
  const concerns = concernsOf(loaded, reading);
  return {
    version: 1,
    at: timeOf(now.epochSeconds),
    needsPerson: concerns.length > 0,
    concerns,
    jobs: jobs.map((view) =>
      isOneJob ? { ...jobJson(view), details: jobDetailsJson(view.job, reading.state) } : jobJson(view),
    ),
    queue,
    outbox: { ...outbox, oldestAt: timeOf(outbox.oldestAt), lastError: textOf(outbox.lastError) },
    lastTickAt: timeOf(lastTickAt),
    problems: loaded.problems.map(({ path, message, line, column }) => {
      return { path, message, line: line ?? null, column: column ?? null };
    }),
    stateError: reading.stateFailure?.message ?? null,
  };
}

/** With what the exit code says whether or not it was asked for. */
function concernsOf({ problems }: LoadedConfig, { stateFailure, overview }: StatusReading): ConcernJson[] {
  const about = (what: ConcernJson['what']): ConcernJson => ({ what, job: null, since: null });
  return [
    ...(problems.length > 0 ? [about('job-file')] : []),
    ...(stateFailure === undefined ? [] : [about('state')]),
    ...overview.concerns.map(concernJson),
  ];
}

function concernJson(concern: Concern): ConcernJson {
  switch (concern.what) {
    case 'anomaly':
      return { what: concern.what, job: concern.jobId, since: timeOf(concern.since) };
    case 'outbox':
      return { what: concern.what, job: null, since: timeOf(concern.waitingSince) };
    case 'no-tick':
      return { what: concern.what, job: null, since: timeOf(concern.lastTickAt) };
  }
}

function jobJson(view: JobOverview): JobJson {
  const { job, status, anomaly, silence, ack } = view;
  return {
    id: job.id,
    name: job.name,
    kind: job.kind,
    risk: job.risk,
    enabled: job.enabled,
    state: view.state,
    since: timeOf(view.since),
    pid: status?.pid ?? null,
    message: view.message ?? null,
    stopReason: textOf(status?.stopReason),
    progress: status?.progress ?? null,
    lastProgressAt: timeOf(view.lastProgressAt),
    lastReportAt: timeOf(view.lastReportAt),
    anomaly: anomaly
      ? { kind: anomaly.kind, since: timeOf(anomaly.since), stopReason: textOf(anomaly.stopReason) }
      : null,
    silence: silence
      ? {
          since: timeOf(silence.since),
          until: timeOf(silence.until),
          reason: textOf(silence.reason),
          held: silence.held,
        }
      : null,
    ack: ack ? { at: timeOf(ack.at), reason: textOf(ack.reason) } : null,
    stoppedByOperator: view.isStoppedByOperator,
    needsPerson: view.needsPerson,
    nextReport: nextReportJson(view.nextReport),
    lastStart: ranJson(view.lastStart),
    lastStop: ranJson(view.lastStop),
    lastRun: ranJson(view.lastRun),
  };
}

function nextReportJson(next: NextReport): JobJson['nextReport'] {
  return next.what === 'none'
    ? { what: next.what, at: null, heldBy: null, because: next.because }
    : { what: next.what, at: timeOf(next.at), heldBy: next.heldBy ?? null, because: null };
}

function ranJson(ran: Ran | undefined): RanJson | null {
  if (ran === undefined) return null;
  return { at: timeOf(ran.at), exitCode: ran.exitCode ?? null, durationMs: ran.durationMs ?? null };
}

function timeOf(at: number | undefined): Time {
  return at ?? null;
}

function textOf(text: string | null | undefined): string | null {
  return typeof text === 'string' ? oneLine(text) : null;
}
