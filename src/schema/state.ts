/**
 * The door of the state file (SPEC section 10). The keys of the original stay as they are, ours stand beside them,
 * and keys that nobody knows are kept.
 */
import * as z from 'zod/mini';

const epochSeconds = z.number();

/** How a command of a job ended, as `start`, `stop`, `run` and the queue remember it. */
const LastCommandSchema = z.looseObject({
  /** A signal is its negative number, as the original wrote it; a time limit is 124, a program that cannot start 127. */
  exitCode: z.optional(z.nullable(z.number())),
  durationMs: z.optional(z.number()),
  stdoutTail: z.optional(z.string()),
  stderrTail: z.optional(z.string()),
});

const LastSeenSchema = z.looseObject({
  running: z.boolean(),
  completed: z.boolean(),
  progressKey: z.optional(z.nullable(z.string())),
  stopReason: z.optional(z.nullable(z.string())),
});

const JobStateSchema = z.looseObject({
  lastSeen: z.optional(LastSeenSchema),
  lastProgressKey: z.optional(z.nullable(z.string())),
  lastProgressAt: z.optional(z.nullable(epochSeconds)),
  lastReportAt: z.optional(z.nullable(epochSeconds)),
  reportedCompleted: z.optional(z.nullable(z.boolean())),
  /** Which anomaly was told last. JSON text: ours holds `kind` and `stopReason`, the original's what was seen. */
  lastAnomalyKey: z.optional(z.nullable(z.string())),
  lastAnomalyReportAt: z.optional(z.nullable(epochSeconds)),
  lastAutoResumeAt: z.optional(z.nullable(epochSeconds)),
  lastManualStartAt: z.optional(z.nullable(epochSeconds)),
  lastStart: z.optional(z.nullable(LastCommandSchema)),
  lastStopAt: z.optional(z.nullable(epochSeconds)),
  lastStop: z.optional(z.nullable(LastCommandSchema)),
  lastRunAt: z.optional(z.nullable(epochSeconds)),
  lastRun: z.optional(z.nullable(LastCommandSchema)),

  /** Since when the anomaly of `lastAnomalyKey` has stood. */
  anomalySince: z.optional(epochSeconds),
  /** When the told anomaly ended, while quiet hours hold back the news of it. */
  anomalyEndedAt: z.optional(epochSeconds),
  /** `stop JOB` was the operator's last word. */
  operatorStopped: z.optional(z.boolean()),
  /** How many probes in a row left the status unknown, and since when. */
  unknownCount: z.optional(z.number()),
  unknownSince: z.optional(epochSeconds),
  lastLevel: z.optional(z.string()),
  /** A stall was held back by one tick because the host seems to have slept. */
  stallHeld: z.optional(z.boolean()),
  /** «blocked (risk != read_only)» was told in this pause. */
  resumeBlockedTold: z.optional(z.boolean()),
  /** What follows a failure was queued in this pause. */
  failureFollowed: z.optional(z.boolean()),
});

const QueueItemSchema = z.looseObject({
  id: z.string(),
  jobId: z.string(),
  status: z.optional(z.enum(['pending', 'running', 'done', 'failed', 'blocked'])),
  createdAt: z.optional(z.nullable(epochSeconds)),
  notBefore: z.optional(z.nullable(epochSeconds)),
  reason: z.optional(z.nullable(z.string())),
  attempt: z.optional(z.number()),
  timeoutSeconds: z.optional(z.nullable(z.number())),
  /** How many links of an `after` chain led here. */
  depth: z.optional(z.number()),
  /** Whose turn it is to run this item; absent unless `running`. */
  lease: z.optional(z.looseObject({ pid: z.number(), claimedAt: epochSeconds, until: epochSeconds })),
  startedAt: z.optional(z.nullable(epochSeconds)),
  finishedAt: z.optional(z.nullable(epochSeconds)),
  exitCode: z.optional(z.nullable(z.number())),
  lastError: z.optional(z.nullable(z.string())),
});

const OutboxSectionSchema = z.looseObject({
  /** The job it is about; absent for what concerns the whole (config, state). */
  jobId: z.optional(z.string()),
  /** `routine` and `reminder` may be replaced by newer news of the same job while they wait; the others never are. */
  importance: z.enum(['alert', 'recovery', 'completion', 'reminder', 'routine']),
  text: z.string(),
});

const OutboxEntrySchema = z.looseObject({
  id: z.string(),
  createdAt: epochSeconds,
  /** `print`: made by `--print-only`, and printed by such a tick alone. */
  via: z.enum(['channel', 'print']),
  /** Given by --target; absent: whoever is the owner when it is sent. */
  target: z.optional(z.string()),
  header: z.string(),
  sections: z.array(OutboxSectionSchema),
  /** How often a send did not succeed. */
  attempts: z.number(),
  /** Not before this. */
  nextAttemptAt: epochSeconds,
  /** Parts of a long message that are out already. */
  partsSent: z.number(),
  /** How often the outcome was unknown. */
  unknowns: z.optional(z.number()),
  lastError: z.optional(z.string()),
});

const MonitorStateSchema = z.looseObject({
  version: z._default(z.union([z.number(), z.string()]), 1),
  /** Counts the writes; a transaction checks it before it replaces the file. */
  revision: z._default(z.number(), 0),
  jobs: z._default(z.record(z.string(), JobStateSchema), {}),
  queue: z._default(z.array(QueueItemSchema), []),
  outbox: z._default(z.array(OutboxEntrySchema), []),
  lastConfigErrorAt: z.optional(z.nullable(epochSeconds)),
  /** The config error that was told, while it lasts. `key` changes with the errors. */
  configError: z.optional(z.looseObject({ key: z.string(), since: epochSeconds, toldAt: epochSeconds })),
  /** ISO 8601, UTC: when the last tick wrote. */
  updatedAt: z.optional(z.nullable(z.string())),
  lastTickAt: z.optional(epochSeconds),
  /** Smoothed mean of the time between ticks. */
  meanTickGapSeconds: z.optional(epochSeconds),
  /** State files that could not be read and were set aside, until the next tick tells it. */
  quarantined: z.optional(z.array(z.string())),
  /** Chats that became supergroups: old id → new id. */
  movedChats: z.optional(z.record(z.string(), z.string())),
});

export type LastCommand = z.infer<typeof LastCommandSchema>;
export type JobState = z.infer<typeof JobStateSchema>;
export type QueueItem = z.infer<typeof QueueItemSchema>;
export type OutboxSection = z.infer<typeof OutboxSectionSchema>;
export type Importance = OutboxSection['importance'];
export type OutboxEntry = z.infer<typeof OutboxEntrySchema>;
export type MonitorState = z.infer<typeof MonitorStateSchema>;

export type ParsedState =
  /** `dropped`: paths of values of a wrong type that had to be left out; the rest is whole. */
  | { readonly kind: 'state'; readonly state: MonitorState; readonly dropped: readonly string[] }
  | { readonly kind: 'unusable'; readonly detail: string };

export function freshState(): MonitorState {
  return z.parse(MonitorStateSchema, {});
}

/** Checks a parsed state file. What has a wrong type is dropped and named; all else is kept, unknown keys too. */
export function parseState(raw: unknown): ParsedState {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    return { kind: 'unusable', detail: 'not a JSON object' };
  }
  const dropped: string[] = [];
  for (let candidate: unknown = raw; ; ) {
    const outcome = z.safeParse(MonitorStateSchema, candidate);
    if (outcome.success) return { kind: 'state', state: outcome.data, dropped };
    const remains = structuredClone(candidate);
    for (const path of outermost(outcome.error.issues.map((issue) => present(remains, issue.path)))) {
      dropped.push(path.join('.'));
      drop(remains, path);
    }
    candidate = remains;
  }
}

type Path = readonly PropertyKey[];

/** The path itself, or where nothing is there (a required key is missing) that of the object which lacks it. */
function present(root: unknown, path: Path): Path {
  let holder = root;
  for (const [depth, key] of path.entries()) {
    if (holder === null || typeof holder !== 'object' || !Object.hasOwn(holder, key))
      return path.slice(0, depth);
    holder = (holder as Record<PropertyKey, unknown>)[key];
  }
  return path;
}

/** Each path once, none inside another, the last first, so that dropping a list element moves no other one. */
function outermost(paths: readonly Path[]): Path[] {
  const byText = new Map(paths.map((path) => [JSON.stringify(path.map(String)), path]));
  const unique = [...byText.values()];
  const isInside = (path: Path, other: Path) =>
    other.length < path.length && other.every((key, i) => key === path[i]);
  return unique.filter((path) => !unique.some((other) => isInside(path, other))).reverse();
}

function drop(root: unknown, path: Path): void {
  let holder = root as Record<PropertyKey, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<PropertyKey, unknown>;
  const last = path.at(-1);
  if (last === undefined) return;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
}
