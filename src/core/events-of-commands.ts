/** What was done with one job: starts, stops and runs, by the operator and by auto-resume, and acknowledgements. */
import type { JournalEvent } from '../schema/event.ts';
import type { JobState } from '../schema/state.ts';
import { type Change, commandParts, isNewTime, made, short } from './event-parts.ts';
import { partsOfKey } from './events-of-watch.ts';

export function commandEvents(change: Change, job: string, was: JobState, is: JobState): JournalEvent[] {
  const { at, after } = change;
  const events: JournalEvent[] = [];
  if (isNewTime(was.lastManualStartAt, is.lastManualStartAt, after))
    events.push(made(at, 'started', { job, by: 'operator' }));
  // After a damaged state every job gets a time of its last resume, and no claim.
  if (is.resumeClaimed === true && isNewTime(was.lastAutoResumeAt, is.lastAutoResumeAt, after))
    events.push(made(at, 'started', { job, by: 'auto-resume' }));
  if (isNew(was.lastStart, is.lastStart))
    events.push(made(at, 'start-ended', { job, ...commandParts(is.lastStart) }));
  else if (was.resumeClaimed === true && is.resumeClaimed !== true)
    events.push(made(at, 'start-ended', { job, error: 'interrupted: how it went is not known' }));
  if (isNewTime(was.lastStopAt, is.lastStopAt, after)) events.push(made(at, 'stopped', { job }));
  if (isNew(was.lastStop, is.lastStop))
    events.push(made(at, 'stop-ended', { job, ...commandParts(is.lastStop) }));
  // A run by the queue is told as the end of its item.
  if (isNew(was.lastRun, is.lastRun) && !endsAnItem(change, job))
    events.push(made(at, 'run', { job, ...commandParts(is.lastRun) }));
  const { ack } = is;
  if (ack !== undefined && (ack.at !== was.ack?.at || ack.key !== was.ack.key))
    events.push(made(at, 'acked', { job, kind: partsOfKey(ack.key).kind, reason: short(ack.reason) }));
  return events;
}

/** Two runs may have ended alike, to the millisecond: the object tells them apart. */
function isNew(was: JobState['lastRun'], is: JobState['lastRun']): boolean {
  return is !== was && is !== null && is !== undefined;
}

function endsAnItem({ before, after }: Change, job: string): boolean {
  if (before.queue === after.queue) return false;
  const running = before.queue.filter((item) => item.jobId === job && item.status === 'running');
  return running.some(({ id }) => !after.queue.some((item) => item.id === id && item.status === 'running'));
}
