/** The troubles that the state knows of: what was told and still stands, and what the operator has silenced. */
import type { JobState, MonitorState } from '../schema/state.ts';
import { anomalyOfKey, hasToldAnomaly, toldSince } from './anomaly.ts';
import type { Finding } from './check.ts';
import { jobState } from './job-state.ts';
import type { Instant, Job, JobId } from './model.ts';
import { EVERY_JOB, silenceOf } from './silence.ts';
import { duration, oneLine } from './text.ts';

export interface Troubles {
  readonly standing: readonly Finding[];
  readonly muted: readonly Finding[];
}

/** Of the jobs that ticks watch. What the operator wants to hear nothing of is no alarm, and is not forgotten either. */
export function troublesOf(state: MonitorState, watched: readonly Job[], now: Instant): Troubles {
  const standing: Finding[] = [];
  const muted: Finding[] = [];
  for (const { id } of watched) {
    const memory = jobState(state, id);
    // While quiet hours hold back the news that it is over, it stands no more.
    if (!hasToldAnomaly(memory) || memory.anomalyEndedAt !== undefined) continue;
    const hushed = hushedBy(state, id, memory, now);
    const text = `${id}: ${troubleOf(memory)} for ${duration(now.epochSeconds - toldSince(memory, now))}`;
    if (hushed === undefined) standing.push({ level: 'critical', text, jobId: id });
    else muted.push({ level: 'warning', text: `${text} (${hushed})`, jobId: id });
  }
  const named = new Set(muted.map(({ jobId }) => jobId));
  const held = heldBySilences(state, watched, now).filter(({ jobId }) => !jobId || !named.has(jobId));
  return { standing, muted: [...muted, ...held] };
}

function hushedBy(state: MonitorState, id: JobId, { ack, lastAnomalyKey }: JobState, now: Instant) {
  const silence = silenceOf(state, id, now.epochSeconds);
  if (silence !== undefined) return `silenced for ${duration(silence.until - now.epochSeconds)}`;
  return ack !== undefined && ack.key === lastAnomalyKey ? 'acknowledged' : undefined;
}

const WORDS = { stalled: 'stalled', paused: 'paused', unknown: 'status unknown', alert: 'alert' } as const;

function troubleOf({ lastAnomalyKey }: JobState): string {
  const anomaly = anomalyOfKey(lastAnomalyKey ?? '');
  if (anomaly === undefined) return 'in trouble';
  const reason = oneLine(anomaly.stopReason ?? '', 60);
  return reason === '' ? WORDS[anomaly.kind] : `${WORDS[anomaly.kind]} (${reason})`;
}

function heldBySilences(state: MonitorState, watched: readonly Job[], now: Instant): readonly Finding[] {
  const known = new Set([EVERY_JOB, ...watched.map(({ id }) => id)]);
  return Object.entries(state.silences ?? {}).flatMap(([id, { since, until, held }]): Finding[] => {
    const isOn = since <= now.epochSeconds && now.epochSeconds < until;
    if (!isOn || held === 0 || !known.has(id)) return [];
    const alerts = `${held} ${held === 1 ? 'alert' : 'alerts'} held by a silence`;
    return id === EVERY_JOB
      ? [{ level: 'warning', text: `all jobs: ${alerts}` }]
      : [{ level: 'warning', text: `${id}: ${alerts}`, jobId: id }];
  });
}
