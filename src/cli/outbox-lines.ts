/** What `outbox` prints, for people and for programs. */
import type { DeliveryProblem } from '../app/deliver.ts';
import type { OutboxReading, Retried } from '../app/outbox-desk.ts';
import type { JobId } from '../core/model.ts';
import { isHeld, textOf } from '../core/outbox.ts';
import { importanceOf } from '../core/outbox-desk.ts';
import { duration, headline, oneLine } from '../core/text.ts';
import type { Importance, OutboxEntry } from '../schema/state.ts';

const MOST_SECTIONS = 3;
const LONGEST_LINE = 120;

export function renderOutbox({ entries, at }: OutboxReading): readonly string[] {
  if (entries.length === 0) return ['the outbox is empty'];
  return entries.flatMap((entry) => [`- ${oneLine(entry.id)}: ${standing(entry, at)}`, ...firstLines(entry)]);
}

/** `5m old, to the owner, alert, attempts 2, next try in 3m, parts sent 1, last error: no network`. */
function standing(entry: OutboxEntry, at: number): string {
  const { createdAt, attempts, partsSent, lastError } = entry;
  const known = [
    `${duration(at - createdAt)} old`,
    `to ${recipientOf(entry)}`,
    importanceOf(entry),
    `attempts ${attempts}`,
    nextTry(entry, at),
    partsSent > 0 && `parts sent ${partsSent}`,
    lastError && `last error: ${headline(lastError)}`,
  ];
  return known.filter(Boolean).join(', ');
}

function recipientOf({ via, target }: OutboxEntry): string {
  if (via === 'print') return 'stdout';
  return target === undefined ? 'the owner' : oneLine(target);
}

function nextTry({ via, nextAttemptAt, silencedJob }: OutboxEntry, at: number): string {
  if (silencedJob !== undefined) {
    const rest = nextAttemptAt > at ? `for ${duration(nextAttemptAt - at)} yet` : 'until the next tick';
    return `held by the silence of ${oneLine(silencedJob)} ${rest}`;
  }
  if (via === 'print') return 'printed by the next tick --print-only';
  return nextAttemptAt > at ? `next try in ${duration(nextAttemptAt - at)}` : 'due now';
}

function firstLines({ sections }: OutboxEntry): readonly string[] {
  const lines = sections.slice(0, MOST_SECTIONS).map(({ text }) => `    ${firstLine(text)}`);
  const more = sections.length - MOST_SECTIONS;
  return more > 0 ? [...lines, `    … and ${more} more`] : lines;
}

function firstLine(text: string): string {
  return oneLine(text.split('\n').find((line) => oneLine(line) !== '') ?? '', LONGEST_LINE);
}

/** What an entry is about, in one line. */
export function subjectOf(entry: OutboxEntry): string {
  return firstLine(entry.sections[0]?.text ?? entry.header);
}

export function outboxJson({ entries }: OutboxReading): Readonly<Record<string, unknown>> {
  return { version: 1, entries: entries.map((entry) => ({ ...entryJson(entry), text: textOf(entry) })) };
}

/** Times are epoch seconds; what is not known, or does not apply, is null. */
export interface OutboxEntryJson {
  readonly id: string;
  readonly createdAt: number;
  readonly via: OutboxEntry['via'];
  readonly target: string | null;
  /** The gravest of what it says. */
  readonly importance: Importance;
  readonly jobs: readonly JobId[];
  readonly attempts: number;
  /** Of what a silence keeps back: when that ends. */
  readonly nextTryAt: number | null;
  readonly partsSent: number;
  readonly refused: boolean;
  /** A silence keeps it back. */
  readonly held: boolean;
  readonly lastError: string | null;
}

export function entryJson(entry: OutboxEntry): OutboxEntryJson {
  const { id, createdAt, via, target, sections, attempts, nextAttemptAt, partsSent } = entry;
  return {
    id,
    createdAt,
    via,
    target: target ?? null,
    importance: importanceOf(entry),
    jobs: [...new Set(sections.flatMap(({ jobId }) => jobId ?? []))],
    attempts,
    nextTryAt: via === 'print' ? null : nextAttemptAt,
    partsSent,
    refused: entry.isRefused === true,
    held: isHeld(entry),
    lastError: entry.lastError ?? null,
  };
}

export function renderRetried(retried: Retried): readonly string[] {
  const { delivered, mayHaveArrived, waiting, at } = retried;
  if (delivered.length + mayHaveArrived.length + waiting.length === 0) return ['nothing waits to be sent'];
  return [
    ...delivered.map((id) => `delivered: ${oneLine(id)}`),
    ...mayHaveArrived.map((id) => `may have arrived: ${oneLine(id)} (routine news, not sent again)`),
    ...waiting.map(
      (entry) => `still waits: ${oneLine(entry.id)} (${subjectOf(entry)}), ${nextTry(entry, at)}`,
    ),
  ];
}

export function retriedJson(retried: Retried): Readonly<Record<string, unknown>> {
  const { delivered, mayHaveArrived, waiting, problems, isLeftToAnother } = retried;
  return {
    version: 1,
    delivered,
    mayHaveArrived,
    waiting: waiting.map(entryJson),
    leftToAnother: isLeftToAnother,
    problems: problems.map(problemJson),
  };
}

function problemJson(problem: DeliveryProblem): Readonly<Record<string, unknown>> {
  return problem.kind === 'send' ? { ...problem.outcome } : { ...problem };
}
