/**
 * SPEC section 6 once more, the slow way: nothing is remembered but a log of all that happened, and every question is
 * answered by reading it from the end. It shares no code with src/core, only the shapes of jobs and observations.
 */
import type { Job, Observation, StatusReport } from '../../../src/core/model.ts';
import {
  type Act,
  endOf,
  failuresInARow,
  hasHeldCompletion,
  heldSince,
  isAcknowledged,
  isCompletionTold,
  isKnown,
  isStopped,
  type Log,
  lastReported,
  lastTell,
  overTrouble,
  pauseSoFar,
  type Rule,
  reportedStretch,
  type Sight,
  type Standing,
  seenIn,
  type Trouble,
  toldTrouble,
  type Verdict,
} from './reference-log.ts';

export interface Moment {
  readonly at: number;
  readonly isQuiet: boolean;
  /** The operator wants to hear nothing of it now. */
  readonly isSilent: boolean;
  /** The gap before this tick was unusually long. */
  readonly hasSlept: boolean;
  /** A start was tried in this very tick (or would have been, in a dry run), or by one that died over it. */
  readonly wasTried: boolean;
}

export function see(log: Log, job: Job, observation: Observation, moment: Moment): Sight {
  const { at, isSilent } = moment;
  const common = { what: 'seen', at, isSilent, isStallHeld: false, isBlocked: false } as const;
  if (observation.kind !== 'reported') {
    const failures = failuresInARow(log);
    const isSure = failures.length + 1 >= job.policy.failuresBeforeAlert;
    const trouble = { kind: 'unknown', stopReason: null, since: failures[0]?.at ?? at } as const;
    return {
      ...common,
      standing: isSure ? 'unknown' : 'unsure',
      status: undefined,
      key: null,
      trouble: isSure ? trouble : undefined,
    };
  }
  const { status } = observation;
  const standing = status.completed ? 'completed' : status.running ? 'running' : 'paused';
  const key = status.progressKey ?? (status.progress ? canonical(status.progress) : null);
  const sight = { ...common, standing, status, key, trouble: undefined } as const;
  const stall = stallOf([...log, { ...sight, verdict: SILENT }], job, at);
  const isOld = stall !== undefined && (isKnown(log, stall) || heldSince(log, stall) !== undefined);
  const isStallHeld =
    stall !== undefined && moment.hasSlept && !isOld && lastReported(log)?.isStallHeld !== true;
  const isBlocked =
    standing === 'paused' && job.policy.autoResume && !isStopped(log) && job.risk !== 'read_only';
  const trouble = stall !== undefined && !isStallHeld ? stall : otherTrouble(log, status, standing, at);
  const since = trouble && heldSince(log, trouble);
  const fromItsBeginning = since === undefined ? trouble : trouble && { ...trouble, since };
  return { ...sight, trouble: fromItsBeginning, isStallHeld, isBlocked };
}

/** Unknown goes first, then a stall, a pause, an alert. */
function otherTrouble(
  log: Log,
  status: StatusReport,
  standing: Standing,
  since: number,
): Trouble | undefined {
  const stopReason = status.stopReason ?? null;
  if (standing === 'paused') return isStopped(log) ? undefined : { kind: 'paused', stopReason, since };
  return status.level === 'alert' ? { kind: 'alert', stopReason, since } : undefined;
}

/** `log` ends with what is seen now. */
function stallOf(log: Log, job: Job, now: number): Trouble | undefined {
  const stretch = reportedStretch(log, 'running');
  const newest = stretch.at(-1);
  if (newest === undefined || newest.key === null || job.policy.stallSeconds === 0) return undefined;
  const changes = stretch.filter((seen, i) => i === 0 || seen.key !== stretch[i - 1]?.key);
  const startedByHand = log.findLast(({ what }) => what === 'start')?.at ?? 0;
  const since = Math.max(changes.at(-1)?.at ?? now, startedByHand);
  const stopReason = newest.status?.stopReason ?? null;
  return now - since >= job.policy.stallSeconds ? { kind: 'stalled', stopReason, since } : undefined;
}

/** Whether this tick starts it. */
export function mayStart(log: Log, job: Job, sight: Sight): boolean {
  if (sight.standing !== 'paused' || !job.policy.autoResume || job.risk !== 'read_only') return false;
  if (!job.enabled || job.kind !== 'long_running_read' || isStopped(log)) return false;
  const backoff = job.policy.autoResumeBackoffSeconds;
  const acts = log.filter((entry): entry is Act => entry.what === 'start' || entry.what === 'attempt');
  // Of what was started earlier it is not remembered how long that took.
  const newest = acts.at(-1);
  if (newest?.until !== undefined && newest.until > sight.at) return false;
  const attempt = acts.findLast(({ what }) => what === 'attempt');
  if (attempt && sight.at - attempt.at < backoff) return false;
  const start = acts.findLast(({ what }) => what === 'start');
  const endedAt = start && (start === newest ? Math.max(start.at, start.until ?? 0) : start.at);
  return endedAt === undefined || sight.at - endedAt >= Math.min(120, backoff);
}

export function judge(log: Log, job: Job, sight: Sight, moment: Moment): Verdict {
  const rule = ruleOf(log, job, sight, moment);
  const isHeld = moment.isQuiet && !['new-anomaly', 'reminder', 'auto-resume', undefined].includes(rule);
  const tells = rule !== undefined && !isHeld && !moment.isSilent;
  const over = overTrouble(log, sight);
  return {
    tells,
    rule,
    importance: importanceOf(log, rule, sight),
    lastedSeconds: over && endOf(log, sight) - over.since,
    saysCompletedEarlier: sight.standing !== 'completed' && hasHeldCompletion(log, sight),
    saysBlocked: isBlockNews(log, sight),
    follows: followsOf(log, sight, rule),
  };
}

function ruleOf(log: Log, job: Job, sight: Sight, moment: Moment): Rule | undefined {
  const { policy } = job;
  const { trouble, standing, status, at } = sight;
  if (standing === 'unsure') return undefined;
  const told = toldTrouble(log);
  if (trouble && !isKnown(log, trouble)) return 'new-anomaly';
  const pace = Math.max(900, policy.reportEverySeconds);
  const isReminded = trouble && standing !== 'completed' && !isAcknowledged(log, trouble);
  if (isReminded && told && at - told.at >= pace) return 'reminder';
  if (moment.wasTried || isBlockNews(log, sight)) return 'auto-resume';
  if (told && !trouble) return 'recovered';
  if (standing === 'completed' ? !isCompletionTold(log) : hasHeldCompletion(log, sight)) return 'completed';
  if (status && isChange(lastReported(log)?.status, status)) return 'changed';
  if (standing !== 'running' || trouble || !policy.reportWhileRunning) return undefined;
  const lastTold = lastTell(log);
  const isDue = lastTold === undefined || at - lastTold.at >= policy.reportEverySeconds;
  if (policy.reportEverySeconds > 0 && isDue) return 'interval';
  const lastRunning = seenIn(log).findLast((seen) => seen.standing === 'running');
  return policy.onlyOnChange && sight.key !== (lastRunning?.key ?? null) ? 'progress' : undefined;
}

function importanceOf(log: Log, rule: Rule | undefined, sight: Sight): Verdict['importance'] {
  const isOver = overTrouble(log, sight) !== undefined;
  if (rule === 'recovered' || (rule === 'auto-resume' && isOver)) return 'recovery';
  if (rule === 'new-anomaly' || (rule === 'auto-resume' && !toldTrouble(log))) return 'alert';
  if (rule === 'reminder' || rule === 'auto-resume') return 'reminder';
  const isCompletion = rule === 'completed' || (rule === 'changed' && sight.standing === 'completed');
  return isCompletion ? 'completion' : 'routine';
}

function isChange(before: StatusReport | undefined, now: StatusReport): boolean {
  if (before === undefined) return true;
  if (now.level === 'warn' && before.level !== 'warn') return true;
  // `completed` decides what a job is; where it is not set, `running` does.
  return now.completed ? !before.completed : before.completed || before.running !== now.running;
}

function followsOf(log: Log, sight: Sight, rule: Rule | undefined): Verdict['follows'] {
  if (sight.standing === 'completed') return lastReported(log)?.status?.completed ? undefined : 'completed';
  const isNewPause = sight.standing === 'paused' && rule === 'new-anomaly';
  const wasFollowed = pauseSoFar(log).some((seen) => seen.verdict.follows === 'pause-told');
  return isNewPause && !wasFollowed ? 'pause-told' : undefined;
}

function isBlockNews(log: Log, sight: Sight): boolean {
  return sight.isBlocked && !pauseSoFar(log).some((seen) => seen.isBlocked && seen.verdict.tells);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`).join(',')}}`;
}

const SILENT: Verdict = {
  tells: false,
  rule: undefined,
  importance: 'routine',
  lastedSeconds: undefined,
  saysCompletedEarlier: false,
  saysBlocked: false,
  follows: undefined,
};
