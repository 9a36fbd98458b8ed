/** A whole tick by the reference: what is seen of each job, what is told of it, what is started. */
import type { Instant, Job, Observation } from '../../../src/core/model.ts';
import { isQuietByTable } from '../quiet/wall-clock.ts';
import { judge, type Moment, mayStart, see } from './reference.ts';
import { shiftedSilences, silentUntil } from './reference-desk.ts';
import { type Act, type Log, type Seen, wasInterrupted } from './reference-log.ts';
import { logOf, type Scene } from './scene.ts';

export interface Reference {
  readonly looks: ReadonlyMap<string, Seen>;
  readonly starts: readonly Job[];
}

/** The same tick by the reference. Nothing is remembered of the future: what is later than now counts as now. */
export function referTo(
  scene: Scene,
  observed: ReadonlyMap<string, Observation>,
  now: Instant,
  clockAt: number,
  isDryRun: boolean,
): Reference {
  const at = now.epochSeconds;
  const looks = new Map<string, Seen>();
  const starts: Job[] = [];
  const silences = shiftedSilences(scene, at, clockAt);
  for (const job of scene.jobs) {
    const observation = observed.get(job.id);
    const log = logOf(scene, job.id);
    if (observation === undefined || isStartedSince(log, at, clockAt)) continue;
    const past = withoutFuture(log, at, clockAt);
    const isQuiet = isQuietByTable(job.policy.quietHours, scene.hostZone, at);
    const isSilent = silentUntil(silences, job.id, Math.max(at, clockAt)) !== undefined;
    const moment: Moment = { at, isQuiet, isSilent, hasSlept: hasSlept(scene, at), wasTried: false };
    const sight = see(past, job, observation, moment);
    const isStart = mayStart(past, job, sight);
    if (isStart && !isDryRun) starts.push(job);
    const wasTried = isStart || wasInterrupted(past);
    looks.set(job.id, { ...sight, verdict: judge(past, job, sight, { ...moment, wasTried }) });
  }
  return { looks, starts };
}

/** Whoever was started by hand since the tick froze its clock was probed too early. */
function isStartedSince(log: Log, at: number, clockAt: number): boolean {
  const lastStart = log.findLast(({ what }) => what === 'start');
  return lastStart !== undefined && lastStart.at >= at && lastStart.at <= clockAt;
}

/** What is later than the clock counts as now; what happened since the tick froze its own is no future. */
function withoutFuture(log: Log, at: number, clockAt: number): Log {
  if (log.every((entry) => entry.at <= clockAt)) return log;
  const past = (time: number) => (time > clockAt ? at : time);
  return log.map((entry) => {
    if (entry.what !== 'seen' && entry.what !== 'ack') {
      const by = entry.at - past(entry.at);
      return { ...entry, at: past(entry.at), ...(entry.until !== undefined && { until: entry.until - by }) };
    }
    if (entry.what === 'ack')
      return {
        ...entry,
        at: past(entry.at),
        trouble: { ...entry.trouble, since: past(entry.trouble.since) },
      };
    const trouble = entry.trouble && { ...entry.trouble, since: past(entry.trouble.since) };
    return { ...entry, at: past(entry.at), trouble };
  });
}

export function settleReference(
  scene: Scene,
  { looks, starts }: Reference,
  at: number,
  clockAt: number,
): void {
  settleClock(scene, at, clockAt);
  // What a tick has seen the end of does not come back, though the clock may be set back.
  for (const [key, { until }] of scene.silences) if (until <= clockAt) scene.silences.delete(key);
  for (const id of scene.logs.keys()) {
    const look = looks.get(id);
    if (look) scene.logs.set(id, [...logOf(scene, id), look]);
  }
  for (const job of starts) logAttempt(scene, job.id, { at, until: clockAt, isInterrupted: false });
  const last = scene.lastTick ?? at;
  if (at > last) scene.gaps.push(Math.min(at - last, 3 * (usualGap(scene) ?? at)));
  scene.lastTick = at;
}

/** Whoever writes next after the clock was set back makes the past of the future, and moves what lies ahead. */
export function settleClock(scene: Scene, at: number, clockAt = at): void {
  for (const [id, log] of scene.logs) scene.logs.set(id, withoutFuture(log, at, clockAt));
  const silences = shiftedSilences(scene, at, clockAt);
  scene.silences.clear();
  for (const [key, silence] of silences) scene.silences.set(key, silence);
  const last = scene.lastTick ?? at;
  if (last <= clockAt) return;
  scene.box = scene.box.map((waiting) => ({ ...waiting, notBefore: waiting.notBefore - (last - at) }));
  scene.lastTick = at;
}

export function logAttempt(scene: Scene, id: string, attempt: Omit<Act, 'what'>): void {
  scene.logs.set(id, [...logOf(scene, id), { what: 'attempt', ...attempt }]);
}

/** The mean of the gaps so far, each new one weighing a fifth. */
function usualGap({ gaps }: Scene): number | undefined {
  return gaps.length === 0 ? undefined : gaps.reduce((mean, gap) => mean + 0.2 * (gap - mean));
}

function hasSlept(scene: Scene, at: number): boolean {
  const usual = usualGap(scene);
  return scene.lastTick !== undefined && usual !== undefined && at - scene.lastTick > 3 * usual;
}
