import { type History, type HistoryQuery, historyOf, isInJournal } from '../core/history.ts';
import { done, type Outcome } from './failure.ts';
import { findJob } from './find-job.ts';
import type { Clock, ConfigSource, EventReader, JournalReading } from './ports.ts';

export interface HistoryPorts {
  readonly clock: Clock;
  readonly config: ConfigSource;
  readonly journal: EventReader;
}

export interface HistoryRequest extends Pick<HistoryQuery, 'job' | 'limit' | 'withProgress'> {
  readonly sinceSeconds: number;
}

export interface HistoryAnswer {
  readonly history: History;
  readonly reading: JournalReading;
}

/** What the journal tells. A job that the job file does not have, or has no more, is shown where the journal has it. */
export async function history(
  { clock, config, journal }: HistoryPorts,
  { sinceSeconds, ...asked }: HistoryRequest,
): Promise<Outcome<HistoryAnswer>> {
  const reading = await journal.read();
  if (asked.job !== undefined && !isInJournal(reading.events, asked.job)) {
    const found = findJob(await config.load(), asked.job);
    if (!found.ok) return found;
  }
  const to = clock.now().epochSeconds;
  const query = { ...asked, from: to - sinceSeconds, to };
  return done({ history: historyOf(reading.events, query), reading });
}
