/**
 * The door of the journal: one line, one event, as core/events.ts makes them. A line that does not keep a shape (torn by a
 * crash, or of a newer version) is no event, and is passed over.
 */
import * as z from 'zod/mini';

const text = z.string();
const number = z.number();
const maybeText = z.optional(text);
const maybeNumber = z.optional(number);
const maybeFlag = z.optional(z.boolean());

const standing = z.enum(['running', 'paused', 'completed', 'unknown']);
const anomalyKind = z.optional(z.enum(['unknown', 'stalled', 'paused', 'alert']));

/** What every event has: its version, and when it was written down (epoch seconds). */
const common = { v: z.literal(1), at: number };
const job = { job: text };
/** Absent where it is about all of them. */
const maybeJob = { job: maybeText };
const anomaly = { kind: anomalyKind, stopReason: maybeText, since: maybeNumber };
/** The message that tells it, by its id in the outbox. */
const report = { report: maybeText };
const command = { exit: maybeNumber, ms: maybeNumber, error: maybeText };
const message = { report: text, jobs: z.array(text) };

const EventSchema = z.discriminatedUnion('event', [
  z.object({ ...common, event: z.literal('changed'), ...job, from: z.optional(standing), to: standing }),
  /** At most one per job and ten minutes. `done` of `total`, in the job's own unit. */
  z.object({ ...common, event: z.literal('progress'), ...job, done: maybeNumber, total: maybeNumber }),
  /** An anomaly that is not told now: a silence holds it, or it is back before its end was told. */
  z.object({
    ...common,
    event: z.literal('raised'),
    ...job,
    ...anomaly,
    why: z.enum(['silenced', 'returned']),
  }),
  z.object({
    ...common,
    event: z.literal('told'),
    ...job,
    what: z.enum(['trouble', 'completion', 'routine', 'queue']),
    ...anomaly,
    ...report,
  }),
  z.object({ ...common, event: z.literal('reminded'), ...job, ...anomaly, ...report }),
  /**
   * `held`: it is not told now, in quiet hours or a silence; it comes once more, with `endedAt`, when it is. `untold`: the
   * anomaly itself was never told, and so its end is not either.
   */
  z.object({
    ...common,
    event: z.literal('recovered'),
    ...job,
    ...anomaly,
    ...report,
    endedAt: maybeNumber,
    held: maybeFlag,
    untold: maybeFlag,
  }),
  z.object({ ...common, event: z.literal('started'), ...job, by: z.enum(['operator', 'auto-resume']) }),
  z.object({ ...common, event: z.literal('start-ended'), ...job, ...command }),
  z.object({ ...common, event: z.literal('stopped'), ...job }),
  z.object({ ...common, event: z.literal('stop-ended'), ...job, ...command }),
  z.object({ ...common, event: z.literal('run'), ...job, ...command }),
  z.object({
    ...common,
    event: z.literal('queued'),
    ...job,
    item: text,
    reason: maybeText,
    notBefore: maybeNumber,
  }),
  z.object({
    ...common,
    event: z.literal('queue-ended'),
    ...job,
    item: text,
    status: z.enum(['done', 'failed', 'blocked', 'dropped']),
    ...command,
  }),
  z.object({ ...common, event: z.literal('sent'), ...message, via: maybeText, parts: maybeNumber }),
  /** A send that did not succeed. `nextAt`: when it is tried again; absent: never. */
  z.object({
    ...common,
    event: z.literal('failed'),
    ...message,
    outcome: z.enum(['failed', 'unknown', 'refused']),
    error: maybeText,
    nextAt: maybeNumber,
  }),
  /** A message that left the outbox unsent. `for`: the newer one that took its place. */
  z.object({ ...common, event: z.literal('dropped'), ...message, for: maybeText }),
  z.object({ ...common, event: z.literal('silenced'), ...maybeJob, until: number, reason: maybeText }),
  /** `held`: how many alerts the silence kept from being told. */
  z.object({ ...common, event: z.literal('unsilenced'), ...maybeJob, held: number, expired: z.boolean() }),
  z.object({ ...common, event: z.literal('acked'), ...job, kind: anomalyKind, reason: maybeText }),
  z.object({ ...common, event: z.literal('config-error'), again: z.boolean(), ...report }),
  z.object({ ...common, event: z.literal('config-mended'), since: number, ...report }),
  /** State files that could not be read, by the names they are kept under. */
  z.object({ ...common, event: z.literal('state-set-aside'), files: z.array(text), ...report }),
]);

export type JournalEvent = z.infer<typeof EventSchema>;

/** Undefined where the line is no event of ours. */
export function parseEventLine(line: string): JournalEvent | undefined {
  try {
    const parsed = z.safeParse(EventSchema, JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
