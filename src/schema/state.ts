/**
 * The door of the state file (SPEC section 10). The keys of the original stay as they are, ours stand beside them,
 * and keys that nobody knows are kept.
 */
import * as z from 'zod/mini';
import { drop, outermost, present, reservedKeys, without } from './value-paths.ts';

export { freshState } from './fresh-state.ts';

// Each sort once: making a schema takes zod longer than checking a small state with it.
const text = z.string();
const number = z.number();
/** What is counted. Below none, and where one more is the same number, there is nothing that could go on from it. */
const count = z.int().check(z.minimum(0), z.maximum(1e9));
const flag = z.boolean();
const epochSeconds = number;
const maybeText = z.optional(text);
const maybeNumber = z.optional(number);
const maybeCount = z.optional(count);
const maybeFlag = z.optional(flag);
const maybeTime = maybeNumber;
// As the original has it: what is not known is absent or null.
const textOrNull = z.optional(z.nullable(text));
const numberOrNull = z.optional(z.nullable(number));
const flagOrNull = z.optional(z.nullable(flag));
const timeOrNull = numberOrNull;

/** How a command of a job ended, as `start`, `stop`, `run` and the queue remember it. */
const LastCommandSchema = z.looseObject({
  /** A signal is its negative number, as the original wrote it; a time limit is 124, a program that cannot start 127. */
  exitCode: numberOrNull,
  durationMs: numberOrNull,
  stdoutTail: textOrNull,
  stderrTail: textOrNull,
});

const lastCommand = z.optional(z.nullable(LastCommandSchema));

/** Whose turn it is to run something, and until when at most. */
const leaseShape = { pid: number, claimedAt: epochSeconds, until: epochSeconds };

const LastSeenSchema = z.looseObject({
  running: flag,
  completed: flag,
  progressKey: textOrNull,
  stopReason: textOrNull,
});

const JobStateSchema = z.looseObject({
  lastSeen: z.optional(LastSeenSchema),
  lastProgressKey: textOrNull,
  lastProgressAt: timeOrNull,
  lastReportAt: timeOrNull,
  reportedCompleted: flagOrNull,
  /** Which anomaly was told last. JSON text: ours holds `kind` and `stopReason`, the original's what was seen. */
  lastAnomalyKey: textOrNull,
  lastAnomalyReportAt: timeOrNull,
  lastAutoResumeAt: timeOrNull,
  lastManualStartAt: timeOrNull,
  lastStart: lastCommand,
  lastStopAt: timeOrNull,
  lastStop: lastCommand,
  lastRunAt: timeOrNull,
  lastRun: lastCommand,

  /** Since when the anomaly of `lastAnomalyKey` has stood. */
  anomalySince: maybeTime,
  /** When the told anomaly ended, while quiet hours hold back the news of it. */
  anomalyEndedAt: maybeTime,
  /** A completion that quiet hours hold back, so that the job's next start does not hide it. */
  completionHeld: maybeFlag,
  /** `stop JOB` was the operator's last word. */
  operatorStopped: maybeFlag,
  /** How many probes in a row left the status unknown, and since when. */
  unknownCount: maybeCount,
  unknownSince: maybeTime,
  lastLevel: maybeText,
  /** The number in its progress, for the chart of `history`. */
  lastAmount: z.optional(z.looseObject({ done: number, total: maybeNumber })),
  /** A stall was held back by one tick because the host seems to have slept. */
  stallHeld: maybeFlag,
  /** An auto-resume was claimed, and its outcome is not saved yet: left behind where a tick was killed in between. */
  resumeClaimed: maybeFlag,
  /** Who starts it, or started it last: until that ends, at most until `until`, and when it ended afterwards. */
  startLease: z.optional(z.looseObject({ ...leaseShape, byHand: maybeFlag })),
  /** «blocked (risk != read_only)» was told in this pause. */
  resumeBlockedTold: maybeFlag,
  /** What follows a failure was queued in this pause. */
  failureFollowed: maybeFlag,
  /** Since when it has been running, paused or completed, as far as ticks saw it. */
  standingSince: maybeTime,
  /** The anomaly whose news a silence holds back: which, as in lastAnomalyKey, and since when it has stood. */
  heldAnomalyKey: maybeText,
  heldAnomalySince: maybeTime,
  /** A silence held back that the told anomaly ended: one that comes after it is another, also where it looks the same. */
  endHeld: maybeFlag,
  /** `ack JOB`: this anomaly is known to the operator, and no reminder of it is wanted. `key`: as in lastAnomalyKey. */
  ack: z.optional(z.looseObject({ key: text, at: epochSeconds, reason: maybeText })),
});

const SilenceSchema = z.looseObject({
  since: epochSeconds,
  until: epochSeconds,
  reason: maybeText,
  /** How many alerts were held back so far, each anomaly once. */
  held: z._default(count, 0),
});

const QueueItemSchema = z.looseObject({
  id: text,
  jobId: text,
  /** pending (also where absent), running, done, failed, blocked. Any other is somebody's own: such an item is left alone. */
  status: textOrNull,
  createdAt: timeOrNull,
  notBefore: timeOrNull,
  reason: textOrNull,
  attempt: z.optional(z.nullable(count)),
  timeoutSeconds: numberOrNull,
  /** How many links of an `after` chain led here. */
  depth: maybeCount,
  /** Whose turn it is to run this item; absent unless `running`. */
  lease: z.optional(z.looseObject(leaseShape)),
  startedAt: timeOrNull,
  finishedAt: timeOrNull,
  exitCode: numberOrNull,
  lastError: textOrNull,
});

const OutboxSectionSchema = z.looseObject({
  /** The job it is about; absent for what concerns the whole (config, state). */
  jobId: maybeText,
  /** `routine` and `reminder` may be replaced by newer news of the same job while they wait; the others never are. */
  importance: z._default(z.enum(['alert', 'recovery', 'completion', 'reminder', 'routine']), 'alert'),
  text: text,
});

/** With defaults, so that no message is lost for a number beside it that has become unreadable. */
const OutboxEntrySchema = z.looseObject({
  id: text,
  createdAt: z._default(epochSeconds, 0),
  /** `print`: made by `--print-only`, and printed by such a tick alone. */
  via: z._default(z.enum(['channel', 'print']), 'channel'),
  /** Given by --target; absent: whoever is the owner when it is sent. */
  target: maybeText,
  header: z._default(text, ''),
  sections: z.array(OutboxSectionSchema),
  /** How often a send did not succeed. */
  attempts: z._default(count, 0),
  /** Not before this. */
  nextAttemptAt: z._default(epochSeconds, 0),
  /** Parts of a long message that are out already. */
  partsSent: z._default(count, 0),
  /** How often the outcome was unknown. */
  unknowns: maybeCount,
  lastError: maybeText,
  /** The last send failed because no way was open: a newer message to the same target takes this one along. */
  waitsForWay: maybeFlag,
  /** The last send was refused: it can never succeed as things are. */
  isRefused: maybeFlag,
  /** All of it is about this job, and waits for the end of its silence. */
  silencedJob: maybeText,
  /** A silence took it out of the message of this id, which may have been under way: what that one tells is told. */
  takenFrom: maybeText,
});

/** Exported for its JSON Schema, state.schema.json. */
export const MonitorStateSchema = z.looseObject({
  version: z._default(z.union([number, text]), 1),
  /** Counts the writes; a transaction checks it before it replaces the file. */
  revision: z._default(number, 0),
  jobs: z._default(z.record(text, JobStateSchema), {}),
  queue: z._default(z.array(QueueItemSchema), []),
  outbox: z._default(z.array(OutboxEntrySchema), []),
  lastConfigErrorAt: timeOrNull,
  /** The config error that was told, while it lasts. `key` changes with the errors. */
  configError: z.optional(z.looseObject({ key: text, since: epochSeconds, toldAt: epochSeconds })),
  /** ISO 8601, UTC: when the last tick wrote. */
  updatedAt: textOrNull,
  lastTickAt: maybeTime,
  /** Smoothed mean of the time between ticks. */
  meanTickGapSeconds: maybeTime,
  /** State files that could not be read and were set aside, until the next tick tells it. */
  quarantined: z.optional(z.array(text)),
  /** By job id; `*` is all of them. One whose end has passed counts no more. */
  silences: z.optional(z.record(text, SilenceSchema)),
  /** As the job file last said, for reports made while it cannot be read: absent where it says nothing. */
  locale: maybeText,
  hostLabel: maybeText,
  /** Chats that became supergroups: old id → new id. */
  movedChats: z.optional(z.record(text, text)),
});

export type LastCommand = z.infer<typeof LastCommandSchema>;
export type JobState = z.infer<typeof JobStateSchema>;
export type Silence = z.infer<typeof SilenceSchema>;
export type QueueItem = z.infer<typeof QueueItemSchema>;
export type OutboxSection = z.infer<typeof OutboxSectionSchema>;
export type Importance = OutboxSection['importance'];
export type OutboxEntry = z.infer<typeof OutboxEntrySchema>;
export type MonitorState = z.infer<typeof MonitorStateSchema>;

/** How deep the shapes above reach: `outbox.0.sections.0`. */
const DEEPEST = 4;

export type ParsedState =
  /** `dropped`: paths of values of a wrong type that had to be left out; the rest is whole. */
  | { readonly kind: 'state'; readonly state: MonitorState; readonly dropped: readonly string[] }
  | { readonly kind: 'unusable'; readonly detail: string };

/** Checks a parsed state file. What has a wrong type is dropped and named; all else is kept, unknown keys too. */
export function parseState(raw: unknown): ParsedState {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    return { kind: 'unusable', detail: 'not a JSON object' };
  }
  const reserved = reservedKeys(raw, DEEPEST);
  const dropped = reserved.map((path) => path.join('.'));
  for (let candidate: unknown = without(raw, reserved); ; ) {
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
