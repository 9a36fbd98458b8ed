/** What ticks saw of one job, and what they told of it. */
import type { JournalEvent } from '../schema/event.ts';
import type { Importance, JobState } from '../schema/state.ts';
import type { AnomalyKind } from './anomaly.ts';
import { type Change, made, short } from './event-parts.ts';

export type Standing = 'running' | 'paused' | 'completed' | 'unknown';

/** So often is progress written down, however often it is made. */
const PROGRESS_SECONDS = 600;

export function watchEvents(change: Change, job: string, was: JobState, is: JobState): JournalEvent[] {
  return [...seen(change.at, job, was, is), ...told(change, job, was, is)];
}

function seen(at: number, job: string, was: JobState, is: JobState): JournalEvent[] {
  const events: JournalEvent[] = [];
  const [from, to] = [standing(was), standing(is)];
  if (to !== undefined && to !== from) events.push(made(at, 'changed', { job, ...(from && { from }), to }));
  if (madeProgress(was, is)) {
    const { done, total } = is.lastAmount ?? {};
    events.push(made(at, 'progress', { job, done, total }));
  }
  return events;
}

/** As far as the state tells it: a probe that failed once makes it unknown here, though it may not be told yet. */
function standing({ lastSeen, unknownSince }: JobState): Standing | undefined {
  if (unknownSince !== undefined) return 'unknown';
  if (lastSeen === undefined) return undefined;
  if (lastSeen.completed) return 'completed';
  return lastSeen.running ? 'running' : 'paused';
}

function madeProgress(was: JobState, is: JobState): boolean {
  const { lastProgressAt: from, lastProgressKey: key } = was;
  const to = is.lastProgressAt;
  if (typeof to !== 'number' || key === is.lastProgressKey) return false;
  return (
    typeof from !== 'number' || Math.floor(from / PROGRESS_SECONDS) !== Math.floor(to / PROGRESS_SECONDS)
  );
}

function told({ at, report }: Change, job: string, was: JobState, is: JobState): JournalEvent[] {
  const events: JournalEvent[] = [];
  const own = report.entries.flatMap(({ id, sections }) =>
    sections.flatMap(({ jobId, importance }) => (jobId === job ? [{ id, importance }] : [])),
  );
  // The watch tells a job once, behind whatever the queue tells of it.
  const isWatchTold = typeof is.lastReportAt === 'number' && is.lastReportAt !== was.lastReportAt;
  const watch = isWatchTold ? own.pop() : undefined;
  for (const { id } of own) events.push(made(at, 'told', { job, what: 'queue', report: id }));
  const ended = endEvent(at, job, was, is, watch?.id);
  const news = watch && newsEvent(at, job, is, watch);
  if (ended) events.push(ended);
  if (news && !(ended && watch?.importance === 'recovery')) events.push(news);
  if (watch === undefined) events.push(...untold(at, job, was, is));
  return events;
}

/** What a silence holds (`heldAnomalyKey`), and what is back while quiet hours still hold the news of its end. */
function untold(at: number, job: string, was: JobState, is: JobState): JournalEvent[] {
  const isHeld = is.heldAnomalyKey !== was.heldAnomalyKey;
  if (isHeld && typeof is.heldAnomalyKey === 'string')
    return [made(at, 'raised', { job, ...heldParts(is), why: 'silenced' })];
  if (isHeld && !hasAnomaly(was)) return [made(at, 'recovered', { job, ...heldParts(was), untold: true })];
  const isBack = typeof was.anomalyEndedAt === 'number' && is.anomalyEndedAt === undefined && hasAnomaly(is);
  return isBack ? [made(at, 'raised', { job, ...anomalyParts(is), since: at, why: 'returned' })] : [];
}

function newsEvent(
  at: number,
  job: string,
  is: JobState,
  { id, importance }: { readonly id: string; readonly importance: Importance },
): JournalEvent {
  const parts = { job, report: id };
  switch (importance) {
    case 'alert':
      return made(at, 'told', { ...parts, what: 'trouble', ...anomalyParts(is) });
    case 'reminder':
      return made(at, 'reminded', { ...parts, ...anomalyParts(is) });
    case 'recovery':
    case 'routine':
      return made(at, 'told', { ...parts, what: 'routine' });
    case 'completion':
      return made(at, 'told', { ...parts, what: 'completion' });
  }
}

/** The end of what was told: when it is told itself, and before that when quiet hours hold the news of it. */
function endEvent(
  at: number,
  job: string,
  was: JobState,
  is: JobState,
  report: string | undefined,
): JournalEvent | undefined {
  if (!hasAnomaly(was)) return undefined;
  const parts = { job, ...anomalyParts(was) };
  if (!hasAnomaly(is)) return made(at, 'recovered', { ...parts, report, endedAt: was.anomalyEndedAt });
  const isHeld = typeof is.anomalyEndedAt === 'number' && was.anomalyEndedAt === undefined;
  return isHeld ? made(at, 'recovered', { ...parts, held: true }) : undefined;
}

function hasAnomaly(job: JobState): boolean {
  return typeof job.lastAnomalyKey === 'string';
}

/** Of the anomaly that was told. */
function anomalyParts(job: JobState) {
  const { kind = kindStanding(job), stopReason } = partsOfKey(job.lastAnomalyKey);
  return { kind, stopReason, since: job.anomalySince ?? job.lastAnomalyReportAt ?? undefined };
}

function heldParts({ heldAnomalyKey, heldAnomalySince }: JobState) {
  return { ...partsOfKey(heldAnomalyKey), since: numberOrNone(heldAnomalySince) };
}

function numberOrNone(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** For keys of the original, which are what was seen: by how the job stands. */
function kindStanding(job: JobState): AnomalyKind | undefined {
  switch (standing(job)) {
    case 'unknown':
      return 'unknown';
    case 'paused':
      return 'paused';
    case 'running':
      return 'stalled';
    default:
      return undefined;
  }
}

const KINDS: readonly AnomalyKind[] = ['unknown', 'stalled', 'paused', 'alert'];

/** What an anomaly's key says of it (core/anomaly.ts). */
export function partsOfKey(key: unknown): { kind: AnomalyKind | undefined; stopReason: string | undefined } {
  const { kind, stopReason } = parsed(key);
  return { kind: KINDS.find((known) => known === kind), stopReason: short(stopReason) };
}

function parsed(key: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(key));
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
