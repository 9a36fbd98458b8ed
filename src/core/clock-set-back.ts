import type { JobState, MonitorState, OutboxEntry, QueueItem, Silence } from '../schema/state.ts';
import type { Instant } from './model.ts';

type Lease = NonNullable<QueueItem['lease']>;

const JOB_TIMES = [
  'lastProgressAt',
  'lastReportAt',
  'lastAnomalyReportAt',
  'lastAutoResumeAt',
  'lastManualStartAt',
  'lastStopAt',
  'lastRunAt',
  'anomalySince',
  'anomalyEndedAt',
  'unknownSince',
  'standingSince',
  'heldAnomalySince',
] as const satisfies readonly (keyof JobState)[];

/**
 * The state with no memory of the future (SPEC section 6, Clock): a remembered time later than now counts as now, and
 * is saved so, or a clock that was set back by a day would make everything wait for a day. What lies ahead on purpose
 * (a queue item's time, the next attempt of a send, the end of a silence) moves back by as much as the clock did. `clockAt`: what the clock says
 * by now; what other commands have noted since `now` was frozen is no future, and stays as it is.
 */
export function withoutFuture(state: MonitorState, now: Instant, clockAt = now.epochSeconds): MonitorState {
  const at = now.epochSeconds;
  const latest = Math.max(at, clockAt);
  const lastTickAt = state.lastTickAt ?? at;
  const setBackBy = lastTickAt > latest ? lastTickAt - at : 0;
  const jobs = Object.entries(state.jobs).map(([id, job]) => [id, pastOnly(job, at, latest)] as const);
  return {
    ...state,
    jobs: Object.fromEntries(jobs),
    ...(setBackBy > 0 && {
      queue: state.queue.map((item) => earlierItem(item, setBackBy, at)),
      outbox: state.outbox.map((entry) => earlierEntry(entry, setBackBy)),
      lastTickAt: at,
    }),
    ...(state.silences && { silences: earlierSilences(state.silences, setBackBy, at, latest) }),
    ...(state.configError && {
      configError: {
        ...state.configError,
        since: Math.min(state.configError.since, at),
        toldAt: Math.min(state.configError.toldAt, at),
      },
    }),
    ...(typeof state.lastConfigErrorAt === 'number' && {
      lastConfigErrorAt: Math.min(state.lastConfigErrorAt, at),
    }),
  };
}

function pastOnly(job: JobState, at: number, latest: number): JobState {
  const late = JOB_TIMES.filter((key) => (job[key] ?? 0) > latest);
  const past = late.length === 0 ? job : { ...job, ...Object.fromEntries(late.map((key) => [key, at])) };
  const acked = past.ack !== undefined && past.ack.at > latest ? { ...past, ack: { ...past.ack, at } } : past;
  const { startLease } = acked;
  return startLease !== undefined && startLease.claimedAt > latest
    ? { ...acked, startLease: pastLease(startLease, at) }
    : acked;
}

function earlierItem(item: QueueItem, by: number, at: number): QueueItem {
  return {
    ...item,
    ...(typeof item.notBefore === 'number' && item.notBefore > 0 && { notBefore: item.notBefore - by }),
    ...(item.lease && { lease: pastLease(item.lease, at) }),
  };
}

/** A lease that was taken since the clock was set back is right as it is: cut short, what it is for would run a second time. */
function pastLease(lease: Lease, at: number): Lease {
  const by = Math.max(0, lease.claimedAt - at);
  return { ...lease, claimedAt: lease.claimedAt - by, until: lease.until - by };
}

/** Where no tick has seen the clock before it was set back, a silence of the future begins now, and lasts as long as it did. */
function earlierSilences(
  silences: Readonly<Record<string, Silence>>,
  setBackBy: number,
  at: number,
  latest: number,
): Record<string, Silence> {
  const earlier = (silence: Silence): Silence => {
    const by = silence.since > latest ? Math.max(setBackBy, silence.since - at) : setBackBy;
    if (by === 0) return silence;
    return { ...silence, since: Math.min(silence.since - by, at), until: silence.until - by };
  };
  return Object.fromEntries(Object.entries(silences).map(([key, silence]) => [key, earlier(silence)]));
}

function earlierEntry(entry: OutboxEntry, by: number): OutboxEntry {
  return { ...entry, createdAt: entry.createdAt - by, nextAttemptAt: entry.nextAttemptAt - by };
}
