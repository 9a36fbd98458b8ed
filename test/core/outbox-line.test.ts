import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import { nextInLine, noteWay } from '../../src/core/outbox-line.ts';
import type { OutboxEntry } from '../../src/schema/state.ts';
import { entry, NOW, state } from '../support/core-fixtures.ts';

it.each<[SendOutcome, { waitsForWay: boolean; isRefused: boolean }]>([
  [
    { kind: 'failed', detail: 'no network' },
    { waitsForWay: true, isRefused: false },
  ],
  [
    { kind: 'failed', detail: 'slow down', retryAfterSeconds: 9 },
    { waitsForWay: false, isRefused: false },
  ],
  [
    { kind: 'unknown', detail: 'no answer' },
    { waitsForWay: false, isRefused: false },
  ],
  [
    { kind: 'refused', detail: 'chat not found', mend: 'say hello to the bot' },
    { waitsForWay: false, isRefused: true },
  ],
  [
    { kind: 'sent', via: 'telegram' },
    { waitsForWay: false, isRefused: false },
  ],
])('what is remembered of the way after %j', (outcome, marks) => {
  const before = state({ outbox: [entry({ isRefused: true }), entry({ id: 'other' })] });
  expect(noteWay(before, 'r1', outcome).outbox).toEqual([entry(marks), entry({ id: 'other' })]);
});

it('of an entry that is gone: nothing', () => {
  const before = state({ outbox: [entry()] });
  expect(noteWay(before, 'gone', { kind: 'sent', via: 'telegram' })).toBe(before);
});

describe('whose turn it is', () => {
  /** Its way was closed: not to be tried before a quarter of an hour is over. */
  const waits = (id: string, parts: Partial<OutboxEntry> = {}) =>
    entry({ id, nextAttemptAt: NOW + 900, waitsForWay: true, ...parts });
  /** Refused so many seconds ago. */
  const refused = (id: string, secondsAgo = 600, parts: Partial<OutboxEntry> = {}) =>
    entry({ id, nextAttemptAt: NOW + 3600 - secondsAgo, isRefused: true, ...parts });
  const due = entry({ id: 'due' });

  it.each<[string, OutboxEntry[], string | undefined]>([
    ['nobody, where nothing is due', [waits('a'), refused('b')], undefined],
    ['the first that is due', [entry({ id: 'a' }), due], 'a'],
    ['before it what waits for its way', [waits('a'), waits('b'), due], 'a'],
    ['not what has a time of its own', [waits('a', { waitsForWay: false }), due], 'due'],
    ['not what is newer', [due, waits('a')], 'due'],
    ['not what goes to another target', [waits('a', { target: '2' }), due], 'due'],
    ['not what is to be printed', [waits('a', { via: 'print' }), due], 'due'],
    ['not what a silence keeps back', [waits('a', { silencedJob: 'scan' }), due], 'due'],
    ['before it what was refused', [refused('a'), refused('b'), due], 'a'],
    ['what was refused a minute ago', [refused('a', 60), due], 'a'],
    ['not what was refused less than a minute ago', [refused('a', 59), due], 'due'],
    ['not what was refused, for one that was refused too', [refused('a'), refused('b', 3600)], 'b'],
    ['what waits for its way, for one that was refused', [waits('a'), refused('b', 3600)], 'a'],
  ])('%s', (_, outbox, id) => {
    expect(nextInLine(state({ outbox }), NOW, new Set(), new Set())?.id).toBe(id);
  });

  it.each<[string, OutboxEntry[], string]>([
    ['not what waits for its way', [waits('passed'), due], 'due'],
    ['but what was refused, where the one tried was not', [waits('passed'), refused('b'), due], 'b'],
    ['refused once more, it speaks for all that were', [refused('passed'), refused('b'), due], 'due'],
    ['but not for what waits for its way', [refused('passed'), waits('b'), due], 'b'],
  ])('of those that were tried in this delivery: %s', (_, outbox, id) => {
    expect(nextInLine(state({ outbox }), NOW, new Set(['passed']), new Set())?.id).toBe(id);
  });

  it('nobody whose target has to wait', () => {
    const outbox = [waits('a'), due, entry({ id: 'other', target: '2' })];
    expect(nextInLine(state({ outbox }), NOW, new Set(), new Set([undefined]))?.id).toBe('other');
  });
});
