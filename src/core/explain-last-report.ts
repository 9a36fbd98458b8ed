/** What the last report of a job was about, as far as the state still knows. */
import type { JobState } from '../schema/state.ts';
import { anomalyOfKey } from './anomaly.ts';
import { nounOf } from './explain-news.ts';
import { atAgo, type JobView } from './explain-view.ts';
import { unreachable } from './unreachable.ts';

export interface LastReport {
  /** Epoch seconds. */
  readonly at: number;
  readonly about: 'trouble' | 'auto-resume' | 'completion' | 'change' | 'other';
}

/** A report leaves its time beside that of what it told of: where both are the same, it was about that. */
export function lastReportOf(previous: JobState): LastReport | undefined {
  const at = previous.lastReportAt ?? previous.lastAnomalyReportAt;
  if (typeof at !== 'number') return undefined;
  if (typeof previous.lastAnomalyKey === 'string' && (previous.lastAnomalyReportAt ?? 0) >= at)
    return { at, about: 'trouble' };
  if (previous.lastAutoResumeAt === at) return { at, about: 'auto-resume' };
  if (previous.reportedCompleted === true) return { at, about: 'completion' };
  return { at, about: previous.standingSince === at ? 'change' : 'other' };
}

export function explainLastReport({ previous, times }: Pick<JobView, 'previous' | 'times'>): string {
  const last = lastReportOf(previous);
  if (last === undefined) return 'no report so far';
  return `last report ${atAgo(times, last.at)}: ${aboutWhat(previous, last)}`;
}

function aboutWhat(previous: JobState, { at, about }: LastReport): string {
  switch (about) {
    case 'trouble': {
      const resumed = previous.lastAutoResumeAt === at ? ', and that it was started (auto-resume)' : '';
      return `${nounOf(anomalyOfKey(previous.lastAnomalyKey ?? ''))}${resumed}`;
    }
    case 'auto-resume':
      return 'that it was started (auto-resume)';
    case 'completion':
      return 'that it completed';
    case 'change':
      return `that it was seen ${previous.lastSeen?.running ? 'running' : 'not running'}, which was new`;
    case 'other':
      return 'routine news, a warning, or that a trouble was over';
    default:
      return unreachable(about);
  }
}
