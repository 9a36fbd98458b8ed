/** Small builders for tests of the core: a table names what matters to its row, and these fill in the rest. */
import { decide } from '../../src/core/decide.ts';
import type { AutorunOutcome, Decision } from '../../src/core/decision.ts';
import type { Instant, Job, JobId, Observation, Policy, StatusReport } from '../../src/core/model.ts';
import type { TickFacts } from '../../src/core/plan-tick.ts';
import { REPORT_TEXTS } from '../../src/core/report-texts.ts';
import { type StartLease, startLease } from '../../src/core/start-lease.ts';
import {
  freshState,
  type JobState,
  type MonitorState,
  type OutboxEntry,
  type Silence,
} from '../../src/schema/state.ts';

/** The language of most tests. */
export const TEXTS = REPORT_TEXTS['zh-CN'];

/** The moment of most tests, in epoch seconds. */
export const NOW = 1_800_000_000;

/** Nothing is quiet, nothing resumes; progress every half hour, a stall after an hour. */
const POLICY: Policy = {
  reportEverySeconds: 1800,
  stallSeconds: 3600,
  autoResume: false,
  autoResumeBackoffSeconds: 900,
  quietHours: { start: '00:00', end: '00:00' },
  reportWhileRunning: true,
  onlyOnChange: false,
  statusTimeoutSeconds: 30,
  failuresBeforeAlert: 1,
};

/** A frozen moment. `clock` is what hangs on the wall then, HH:MM or HH:MM:SS, in every zone that `zones` does not name. */
export function instant(
  epochSeconds = NOW,
  clock = '12:00',
  zones: Readonly<Record<string, string>> = {},
): Instant {
  return {
    epochSeconds,
    iso: new Date(epochSeconds * 1000).toISOString(),
    wallTime(timezone) {
      const text = (timezone === undefined ? undefined : zones[timezone]) ?? clock;
      const [hour = 0, minute = 0, second = 0] = text.split(':').map(Number);
      return { hour, minute, second };
    },
  };
}

/** That of a tick which starts one job: until 90 s later. */
export function leaseAt(claimedAt = NOW): StartLease {
  return startLease({ pid: 7, claimedAt, timeoutSeconds: 60 });
}

export interface JobParts extends Partial<Omit<Job, 'policy'>> {
  readonly policy?: Partial<Policy>;
}

/** A long read-only job named `scan`, watched, under POLICY. */
export function job({ policy, ...parts }: JobParts = {}): Job {
  return {
    id: 'scan',
    name: parts.id ?? 'scan',
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    cwd: undefined,
    commands: { start: ['start-scan'], status: ['scan-status'] },
    approval: { required: true, granted: false },
    after: [],
    ...parts,
    policy: { ...POLICY, ...policy },
  };
}

/** A one-shot check that the queue may run. */
export function check(parts: JobParts = {}): Job {
  return job({ id: 'check', kind: 'one_shot_read', commands: { run: ['check-it'] }, ...parts });
}

/** A readable status of a running job; `parts` override. */
export function report(parts: Partial<StatusReport> = {}): Observation {
  return { kind: 'reported', status: { running: true, completed: false, ...parts } };
}

export function running(progressKey: string | undefined = 'k1', parts: Partial<StatusReport> = {}) {
  return report({ progressKey, ...parts });
}

export function paused(stopReason?: string, parts: Partial<StatusReport> = {}) {
  return report({ running: false, stopReason, ...parts });
}

export function completed(parts: Partial<StatusReport> = {}) {
  return report({ running: false, completed: true, ...parts });
}

export function failing(detail = 'status output is not JSON'): Observation {
  return { kind: 'unreadable', detail };
}

/** What is remembered of a job that ran a minute ago with progress `k1`, and was reported then. */
export function ranBefore(parts: Partial<JobState> = {}, at = NOW - 60): JobState {
  return {
    lastSeen: { running: true, completed: false, progressKey: 'k1', stopReason: null },
    lastProgressKey: 'k1',
    lastProgressAt: at,
    lastReportAt: at,
    ...parts,
  };
}

/** What is remembered of a job whose anomaly was told at `at`, where it began. */
export function toldBefore(kind: string, stopReason: string | null = null, at = NOW - 60): JobState {
  const isRunning = kind === 'stalled' || kind === 'alert';
  return {
    lastSeen: { running: isRunning, completed: false, progressKey: 'k1', stopReason },
    lastReportAt: at,
    lastAnomalyKey: JSON.stringify({ kind, stopReason }),
    lastAnomalyReportAt: at,
    anomalySince: at,
  };
}

/** What a decision is made of, as far as it matters. */
export interface Scene {
  readonly seen: Observation;
  readonly before?: JobState;
  readonly of?: JobParts;
  readonly policy?: JobParts['policy'];
  readonly autorun?: AutorunOutcome;
  readonly now?: Instant;
  readonly slept?: boolean;
  readonly silence?: Silence;
}

export function decided(scene: Scene): Decision {
  const { seen, before = {}, of = {}, policy = {}, autorun, now = instant(), slept = false, silence } = scene;
  const asked = { job: job({ ...of, policy }), previous: before, observation: seen, now, slept, autorun };
  return decide({ ...asked, silence });
}

/** Ticks of one job, the seconds after NOW first; each remembers what the one before left. */
export type Moment = readonly [
  atSeconds: number,
  seen: Observation,
  clock?: string,
  meanwhile?: Partial<JobState>,
];

/** What each moment came to: the reason, behind `-` where nothing is told. */
export function story(parts: JobParts, moments: readonly Moment[], before: JobState = {}): string[] {
  return decisions(parts, moments, before).map(({ tells, because }) => (tells ? '' : '- ') + because.reason);
}

export function decisions(parts: JobParts, moments: readonly Moment[], before: JobState = {}): Decision[] {
  let previous = before;
  return moments.map(([atSeconds, seen, clock, meanwhile = {}]) => {
    const decision = decided({
      seen,
      before: { ...previous, ...meanwhile },
      of: parts,
      ...(parts.policy && { policy: parts.policy }),
      now: instant(NOW + atSeconds, clock),
    });
    // As a file would hold it.
    previous = JSON.parse(JSON.stringify(decision.next));
    return decision;
  });
}

export function state(parts: Partial<MonitorState> = {}): MonitorState {
  return { ...freshState(), ...parts };
}

/** An outbox entry that waits for its first send: one alert about `scan`. */
export function entry(parts: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id: 'r1',
    createdAt: NOW,
    via: 'channel',
    header: 'Ops',
    sections: [{ jobId: 'scan', importance: 'alert', text: '• scan' }],
    attempts: 0,
    nextAttemptAt: NOW,
    partsSent: 0,
    ...parts,
  };
}

/** A tick at `now` that saw what `seen` says of each job. */
export function tickFacts(
  jobs: readonly Job[],
  seen: Readonly<Record<JobId, Observation>> | ReadonlyMap<JobId, Observation>,
  parts: Partial<TickFacts> = {},
): TickFacts {
  return {
    config: {
      jobs,
      defaults: {},
      notify: {
        transport: 'auto',
        target: undefined,
        account: undefined,
        threadId: undefined,
        openclawBin: undefined,
        silentRoutine: false,
      },
      probeConcurrency: 8,
      locale: 'zh-CN',
      hostLabel: undefined,
    },
    configPath: '/ops-jobs.json',
    configProblems: [],
    observed: seen instanceof Map ? seen : new Map(Object.entries(seen)),
    started: new Map(),
    queueResults: [],
    now: instant(),
    isDryRun: false,
    isRunnerAlive: () => true,
    via: 'channel',
    target: undefined,
    ...parts,
  };
}
