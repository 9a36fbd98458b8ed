/** Each event of the journal as a few words. */
import { duration, oneLine } from '../core/text.ts';
import { unreachable } from '../core/unreachable.ts';
import type { JournalEvent } from '../schema/event.ts';
import { localMinute } from './local-time.ts';
import { milliseconds } from './when.ts';

type Event<E extends JournalEvent['event']> = Extract<JournalEvent, { event: E }>;

export function wordsOf(event: JournalEvent): string {
  switch (event.event) {
    case 'changed':
      return event.from === undefined ? `first seen: ${event.to}` : `${event.to} (was ${event.from})`;
    case 'progress':
      return `progress${amount(event)}`;
    case 'raised':
      return event.why === 'silenced' ? `silenced: ${trouble(event)}` : `again: ${trouble(event)}`;
    case 'told':
      return `told: ${toldWhat(event)}${by(event)}`;
    case 'reminded':
      return `reminded: ${trouble(event)}${by(event)}`;
    case 'recovered':
      return recovered(event);
    case 'started':
      return event.by === 'operator' ? 'started by the operator' : 'started by auto-resume';
    case 'start-ended':
      return `start ended: ${ending(event)}`;
    case 'stopped':
      return 'stopped by the operator';
    case 'stop-ended':
      return `stop ended: ${ending(event)}`;
    case 'run':
      return `run: ${ending(event)}`;
    case 'queued':
      return queued(event);
    case 'queue-ended':
      return `queue item ${oneLine(event.item)} ${queueEnd(event)}`;
    case 'acked':
      return `acknowledged: ${event.kind ?? 'trouble'}${because(event.reason)}`;
    default:
      return wordsOfOthers(event);
  }
}

function wordsOfOthers(
  event: Exclude<JournalEvent, { job: string }> | Event<'silenced' | 'unsilenced'>,
): string {
  switch (event.event) {
    case 'sent':
      return `sent ${oneLine(event.report)}${via(event)}${parts(event)}${severalJobs(event)}`;
    case 'failed':
      return `${FAILURES[event.outcome]}${because(event.error)}${nextTry(event)} (${oneLine(event.report)})`;
    case 'dropped':
      return event.for === undefined
        ? `${oneLine(event.report)} dropped unsent`
        : `${oneLine(event.report)} gave way to ${oneLine(event.for)}`;
    case 'silenced':
      return `silenced until ${localMinute(event.until, event.at)}${because(event.reason)}`;
    case 'unsilenced':
      return `silence ${event.expired ? 'over' : 'lifted'}, held back ${event.held}`;
    case 'config-error':
      return `${event.again ? 'still invalid' : 'invalid'}${by(event)}`;
    case 'config-mended':
      return `valid again after ${duration(event.at - event.since)}${by(event)}`;
    case 'state-set-aside':
      return `unreadable, begun anew; kept as ${event.files.map((file) => oneLine(file)).join(', ')}${by(event)}`;
    default:
      return unreachable(event);
  }
}

const FAILURES: Readonly<Record<Event<'failed'>['outcome'], string>> = {
  failed: 'send failed',
  unknown: 'send may have failed',
  refused: 'send refused',
};

function toldWhat(event: Event<'told'>): string {
  switch (event.what) {
    case 'trouble':
      return trouble(event);
    case 'completion':
      return 'completed';
    case 'routine':
      return 'how it is getting on';
    case 'queue':
      return 'what the queue came to';
  }
}

/** `stalled since 02:07 (1h 05m)`; a trouble that is new needs no beginning. */
function trouble({ kind, stopReason, since, at }: Event<'told' | 'reminded' | 'raised'>): string {
  const what = `${kind ?? 'trouble'}${stopReason === undefined ? '' : `, ${oneLine(stopReason)}`}`;
  if (since === undefined || at - since < 60) return what;
  return `${what} since ${localMinute(since, at)} (${duration(at - since)})`;
}

function recovered(event: Event<'recovered'>): string {
  const { at, since, endedAt, held, untold } = event;
  const lasted = since === undefined ? '' : ` after ${duration((endedAt ?? at) - since)}`;
  if (endedAt !== undefined) return `told: recovered at ${localMinute(endedAt, at)}${lasted}${by(event)}`;
  if (untold === true) return `recovered${lasted}, never told`;
  return `recovered${lasted}${held === true ? ', not told yet' : by(event)}`;
}

function queued({ item, reason, notBefore, at }: Event<'queued'>): string {
  const wait =
    notBefore !== undefined && notBefore - at >= 1 ? `, not before ${localMinute(notBefore, at)}` : '';
  return `queued ${oneLine(item)}${reason === undefined ? '' : ` (${oneLine(reason)})`}${wait}`;
}

function queueEnd(event: Event<'queue-ended'>): string {
  if (event.status === 'dropped') return 'dropped';
  if (event.status === 'done') return event.ms === undefined ? 'done' : `done in ${milliseconds(event.ms)}`;
  return `${event.status}: ${ending(event)}`;
}

function ending({ exit, ms, error }: Pick<Event<'run'>, 'exit' | 'ms' | 'error'>): string {
  const said = [
    exit === undefined ? undefined : `exit ${exit}`,
    error === undefined ? undefined : oneLine(error),
  ].filter((part) => part !== undefined);
  const took = ms === undefined ? '' : ` in ${milliseconds(ms)}`;
  return `${said.join(', ') || 'ended'}${took}`;
}

function amount({ done, total }: Event<'progress'>): string {
  if (done === undefined) return '';
  return total === undefined ? `: ${done}` : `: ${done} of ${total}`;
}

function by({ report }: { readonly report?: string | undefined }): string {
  return report === undefined ? '' : ` [${oneLine(report)}]`;
}

function via({ via: way }: Event<'sent'>): string {
  return way === undefined ? '' : ` by ${oneLine(way)}`;
}

function parts({ parts: count }: Event<'sent'>): string {
  return count === undefined ? '' : ` in ${count} parts`;
}

function severalJobs({ jobs }: Event<'sent'>): string {
  return jobs.length > 1 ? `: ${jobs.map((job) => oneLine(job)).join(', ')}` : '';
}

function because(text: string | undefined): string {
  return text === undefined ? '' : `: ${oneLine(text)}`;
}

function nextTry({ nextAt, at }: Event<'failed'>): string {
  if (nextAt === undefined) return ', not tried again';
  return nextAt - at < 1 ? ', next try with the next tick' : `, next try in ${duration(nextAt - at)}`;
}
