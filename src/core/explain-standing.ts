/** How a job stands, in a sentence: what its probe came to, and how far it is from a stall. */
import { ago, atAgo, inBrackets, inTime, type JobView } from './explain-view.ts';
import { unchangedSince, unknownMessage } from './look.ts';
import type { Observation, StatusReport } from './model.ts';
import { duration, oneLine } from './text.ts';
import { unreachable } from './unreachable.ts';

export function explainStanding(view: JobView): readonly string[] {
  const { observation } = view;
  if (observation.kind !== 'reported') return [`unknown: ${whyUnknown(observation)}${failures(view)}`];
  const { message, level } = observation.status;
  const words = standing(view, observation.status);
  return [
    level === undefined || level === 'ok' ? words : `${words}; its level is ${level}`,
    ...(message === undefined ? [] : [`it says: ${oneLine(message)}`]),
  ];
}

function whyUnknown(seen: Exclude<Observation, { kind: 'reported' }>): string {
  const message = unknownMessage(seen);
  switch (seen.kind) {
    case 'unreadable':
      return `its status command printed what is no status (${message})`;
    case 'exited':
      return `its status command exited with ${seen.exitCode} (${message})`;
    case 'killed':
      return `its status command was killed by ${seen.signal} (${message})`;
    case 'timed-out':
      return `its status command took longer than ${duration(seen.afterSeconds)}`;
    case 'not-started':
      return `its status command could not start (${message})`;
    default:
      return unreachable(seen);
  }
}

function failures({ decision, times }: JobView): string {
  const { unknownCount = 1, unknownSince } = decision.sight.marks;
  if (unknownCount < 2 || unknownSince === undefined) return '';
  return `; ${unknownCount} failed probes in a row, the first ${atAgo(times, unknownSince)}`;
}

function standing(view: JobView, status: StatusReport): string {
  const { previous, times } = view;
  if (status.completed) return `completed${lasting(view)}`;
  if (status.running) {
    const pid = status.pid === undefined ? '' : ` (pid ${status.pid})`;
    return `running${pid}${lasting(view)}, ${progress(view)}; ${stall(view)}`;
  }
  const reason = inBrackets(status.stopReason);
  if (previous.operatorStopped !== true) return `paused${reason}${lasting(view)}`;
  const when = typeof previous.lastStopAt === 'number' ? ` ${ago(times, previous.lastStopAt)}` : '';
  return `paused${reason}: you stopped it${when}`;
}

/** ` for 2h 10m`: nothing where this tick would be the first to see it so. */
function lasting({ decision, times }: JobView): string {
  const since = decision.next.standingSince;
  const seconds = since === undefined ? 0 : times.now.epochSeconds - since;
  return seconds < 1 ? '' : ` for ${duration(seconds)}`;
}

function progress({ decision, previous, times }: JobView): string {
  const { progressKey, hasProgressed, marks } = decision.sight;
  if (progressKey === null) return 'its status gives no progress';
  if (hasProgressed)
    return previous.lastSeen === undefined ? 'first seen now' : 'progress since the last tick';
  const at = marks.lastProgressAt;
  if (typeof at !== 'number' || at >= times.now.epochSeconds) return 'no progress yet in this run';
  return `progress ${ago(times, at)}`;
}

function stall({ job, decision, previous, times }: JobView): string {
  const { stallSeconds } = job.policy;
  const { progressKey, marks, isStallHeld, anomaly } = decision.sight;
  if (stallSeconds === 0) return 'stalls are not looked for (stallSeconds is 0)';
  if (progressKey === null) return 'so no stall can be seen';
  const since = unchangedSince(previous, marks.lastProgressAt ?? times.now.epochSeconds);
  const unchanged = times.now.epochSeconds - since;
  if (isStallHeld) {
    return `unchanged for ${duration(unchanged)}, but no tick came for unusually long, as when the host slept: the next one tells a stall`;
  }
  if (anomaly?.kind === 'stalled') {
    return `a stall: unchanged for ${duration(unchanged)}, and stallSeconds is ${duration(stallSeconds)}`;
  }
  return `stall after ${duration(stallSeconds)} (${inTime(stallSeconds - unchanged)})`;
}
