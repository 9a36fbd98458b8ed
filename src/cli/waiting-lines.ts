/** Below the jobs: the queue, the outbox, and when a tick was last at work. */
import type { Overview } from '../core/overview.ts';
import { duration, oneLine } from '../core/text.ts';
import type { Paint, Style } from './paint.ts';
import { wrapTo } from './text-width.ts';
import { ago, clockTime } from './when.ts';

const LABEL_COLUMNS = 11;

export type Fact = readonly [label: string, words: string, style?: Style | undefined];

export function renderWaiting(
  view: Overview,
  columns: number,
  paint: Paint,
  labelColumns = LABEL_COLUMNS,
): readonly string[] {
  return renderFacts([queueFact(view), outboxFact(view), tickFact(view)], columns, paint, labelColumns);
}

/** `label      words`, the words wrapped beside their label. */
export function renderFacts(
  facts: readonly Fact[],
  columns: number,
  paint: Paint,
  labelColumns: number,
): readonly string[] {
  return facts.flatMap(([label, words, style]) =>
    wrapTo(words, columns - labelColumns).map((line, i) => {
      const start = i === 0 ? paint('dim', label.padEnd(labelColumns)) : ' '.repeat(labelColumns);
      if (line === '') return paint('dim', label);
      return start + (style === undefined ? line : paint(style, line));
    }),
  );
}

function queueFact({ queue: { waiting, running } }: Overview): Fact {
  return ['queue', waiting + running === 0 ? 'empty' : `${waiting} waiting, ${running} running`];
}

function outboxFact({ outbox: { waiting, held, oldestAt, lastError }, concerns, now }: Overview): Fact {
  const kept = held === 0 ? '' : `${held} held by a silence`;
  if (waiting === 0 || oldestAt === undefined) return ['outbox', kept || 'empty'];
  const which = waiting === 1 ? 'message waits' : 'messages wait, the oldest';
  const error = lastError === undefined ? '' : `; last error: ${oneLine(lastError)}`;
  const words = `${waiting} ${which} for ${duration(now.epochSeconds - oldestAt)}${error}${kept && `; ${kept}`}`;
  return ['outbox', words, concerns.some(({ what }) => what === 'outbox') ? 'red' : 'yellow'];
}

function tickFact({ lastTickAt, concerns, now }: Overview): Fact {
  const at = now.epochSeconds;
  const isLate = concerns.some(({ what }) => what === 'no-tick');
  if (lastTickAt === undefined) {
    return isLate
      ? ['last tick', 'there was none yet; ops-monitor schedule status says when one comes', 'red']
      : ['last tick', 'there was none yet'];
  }
  if (!isLate) return ['last tick', ago(lastTickAt, at)];
  const words = `no tick for ${duration(at - lastTickAt)} (since ${clockTime(lastTickAt, at)}): nobody watches; ops-monitor doctor says why`;
  return ['last tick', words, 'red'];
}
