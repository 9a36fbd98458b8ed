/** What is about more than one job: silences, the job file and the state file itself. */
import type { JournalEvent } from '../schema/event.ts';
import type { Silence } from '../schema/state.ts';
import { type Change, made, short } from './event-parts.ts';
import { EVERY_JOB } from './silence.ts';

export function settingEvents(change: Change): JournalEvent[] {
  return [...fileEvents(change), ...silenceEvents(change)];
}

function fileEvents({ before, after, at, report }: Change): JournalEvent[] {
  const events: JournalEvent[] = [];
  const [was, is] = [before.configError, after.configError];
  const told = { report: report.id };
  if (is !== undefined && (is.key !== was?.key || is.toldAt > was.toldAt))
    events.push(made(at, 'config-error', { again: is.key === was?.key, ...told }));
  if (was !== undefined && is === undefined)
    events.push(made(at, 'config-mended', { since: was.since, ...told }));
  // The store sets it aside, before there is a state to change; the next tick tells it and forgets it.
  if (before.quarantined?.length && !after.quarantined?.length) {
    const files = before.quarantined.slice(0, 10).map((path) => short(path.split('/').at(-1)) ?? '');
    events.push(made(at, 'state-set-aside', { files, ...told }));
  }
  return events;
}

function silenceEvents({ before, after, at }: Change): JournalEvent[] {
  const [was = {}, is = {}] = [before.silences, after.silences];
  if (was === is) return [];
  const ids = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return ids.flatMap((id) => {
    const about = id === EVERY_JOB ? {} : { job: id };
    return silenceEvent(about, own(was, id), own(is, id), at);
  });
}

function silenceEvent(
  about: { readonly job?: string },
  was: Silence | undefined,
  is: Silence | undefined,
  at: number,
): JournalEvent[] {
  if (is !== undefined && (is.until !== was?.until || is.since !== was.since))
    return [made(at, 'silenced', { ...about, until: is.until, reason: short(is.reason) })];
  if (was === undefined || is !== undefined) return [];
  return [made(at, 'unsilenced', { ...about, held: was.held, expired: was.until <= at })];
}

function own(silences: Readonly<Record<string, Silence>>, id: string): Silence | undefined {
  return Object.hasOwn(silences, id) ? silences[id] : undefined;
}
