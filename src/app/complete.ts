/** The words that may come next on a command line, those included that stand in the job file and in the state. */
import type { Candidate, Expectation, Source } from '../core/completion.ts';
import { oneLine, withoutControls } from '../core/text.ts';
import type { MonitorState } from '../schema/state.ts';
import { type ConfigSource, StateFailure, type StateStore } from './ports.ts';

export interface CompletionPorts {
  readonly config: ConfigSource;
  readonly store: Pick<StateStore, 'read'>;
}

/** Reads no more than is asked for, and changes nothing. What cannot be read has no words. */
export async function complete(
  ports: CompletionPorts,
  { candidates, sources, prefix }: Expectation,
): Promise<readonly Candidate[]> {
  const found = await Promise.all(sources.map((source) => wordsOf(ports, source)));
  return [...candidates, ...found.flat()]
    .filter(({ value }) => isTypeable(value))
    .map(({ value, description }) => ({
      value: prefix + value,
      description: oneLine(description, LONGEST_DESCRIPTION),
    }));
}

const LONGEST_DESCRIPTION = 100;

/** A line break or a control character in an id would be a different word to the shell, or a command to the terminal. */
function isTypeable(value: string): boolean {
  return value !== '' && withoutControls(value) === value && !/[\t\n]|\p{Surrogate}/u.test(value);
}

async function wordsOf(ports: CompletionPorts, source: Source): Promise<readonly Candidate[]> {
  switch (source) {
    case 'jobs':
      return jobs(ports);
    case 'queue':
      return (await readState(ports))?.queue.map(queueItem) ?? [];
    case 'outbox':
      return (await readState(ports))?.outbox.map(outboxEntry) ?? [];
    case 'files':
      // The shell knows them better.
      return [];
  }
}

async function jobs({ config }: CompletionPorts): Promise<readonly Candidate[]> {
  const loaded = await config.load();
  return loaded.config.jobs.map(({ id, name, kind }) => ({
    value: id,
    description: name === id ? kind : `${name}, ${kind}`,
  }));
}

function queueItem({ id, jobId, status }: MonitorState['queue'][number]): Candidate {
  return { value: id, description: `${jobId}, ${status ?? 'pending'}` };
}

function outboxEntry({ id, header, sections }: MonitorState['outbox'][number]): Candidate {
  const [first = ''] = sections[0]?.text.split('\n') ?? [];
  return { value: id, description: `${header} ${first}` };
}

async function readState({ store }: CompletionPorts): Promise<MonitorState | undefined> {
  try {
    return await store.read();
  } catch (error) {
    if (error instanceof StateFailure) return undefined;
    throw error;
  }
}
