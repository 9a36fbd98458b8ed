import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import { afterSend } from '../../src/core/outbox.ts';
import type { Importance, OutboxEntry } from '../../src/schema/state.ts';
import { entry, NOW, state } from '../support/core-fixtures.ts';

const sentOk: SendOutcome = { kind: 'sent', via: 'telegram' };
const failed: SendOutcome = { kind: 'failed', detail: 'no network' };
const unknown: SendOutcome = { kind: 'unknown', detail: 'no answer' };
const refused: SendOutcome = { kind: 'refused', detail: 'chat not found', mend: 'say hello to the bot' };

/** The entry after one part of it was handed to the channel at NOW; undefined: it is out of the outbox. */
function leftOf(before: OutboxEntry, outcome: SendOutcome, part = 1, parts = 1): OutboxEntry | undefined {
  const next = afterSend(state({ outbox: [before] }), before.id, { part, parts, outcome, at: NOW });
  return next.outbox[0];
}

const withSections = (...importances: Importance[]) =>
  entry({ sections: importances.map((importance) => ({ importance, text: `• ${importance}` })) });

describe('sent', () => {
  it.each([
    ['the only part', 1, 1, undefined],
    ['the last part', 3, 3, undefined],
    ['the first of two', 1, 2, 1],
    ['the second of three', 2, 3, 2],
  ])('%s', (_, part, parts, partsSent) => {
    expect(leftOf(entry({ partsSent: part - 1, attempts: 2 }), sentOk, part, parts)).toEqual(
      partsSent && entry({ partsSent, attempts: 2 }),
    );
  });
});

describe('failed: the next tick, then after 1, 2, 5, 10 min', () => {
  it.each([
    [0, 0],
    [1, 60],
    [2, 120],
    [3, 300],
    [4, 600],
    [5, 600],
    [99, 600],
  ])('after %i attempts: %i s', (attempts, delay) => {
    expect(leftOf(entry({ attempts }), failed)).toEqual(
      entry({ attempts: attempts + 1, nextAttemptAt: NOW + delay, lastError: 'no network' }),
    );
  });

  it.each([
    ['a longer time that the channel asks for', 0, 45, 45],
    ['a shorter one', 2, 45, 120],
  ])('%s', (_, attempts, retryAfterSeconds, delay) => {
    const next = leftOf(entry({ attempts }), { ...failed, retryAfterSeconds });
    expect(next?.nextAttemptAt).toBe(NOW + delay);
  });

  it('never gives up, whatever it holds', () => {
    for (const importance of ['alert', 'recovery', 'completion', 'reminder', 'routine'] as const) {
      expect(leftOf(withSections(importance), failed)?.sections).toEqual(withSections(importance).sections);
    }
  });
});

it('refused: tried again in an hour, and its mend is kept as long', () => {
  expect(leftOf(entry({ attempts: 3 }), refused)).toEqual(
    entry({
      attempts: 4,
      nextAttemptAt: NOW + 3600,
      lastError: 'chat not found. To mend it: say hello to the bot',
    }),
  );
  expect(leftOf(withSections('routine'), refused)).toBeDefined();
});

describe('unknown: it may have arrived', () => {
  it.each<[string, Importance[], Importance[] | undefined]>([
    ['routine news do not go again', ['routine', 'routine'], undefined],
    ['an alert does', ['alert'], ['alert']],
    ['a recovery does', ['recovery'], ['recovery']],
    ['a completion does', ['completion'], ['completion']],
    ['a reminder does', ['reminder'], ['reminder']],
    [
      'not the routine news beside it',
      ['routine', 'alert', 'routine', 'completion'],
      ['alert', 'completion'],
    ],
  ])('%s', (_, importances, left) => {
    const next = leftOf(withSections(...importances), unknown);
    expect(next?.sections.map(({ importance }) => importance)).toEqual(left);
  });

  it.each([
    [undefined, 600],
    [0, 600],
    [1, 3600],
    [2, 21_600],
    [3, 86_400],
    [9, 86_400],
  ])('again, ever more rarely: after %s times in %i s', (unknowns, delay) => {
    const before = entry(unknowns === undefined ? {} : { unknowns });
    expect(leftOf(before, unknown)).toEqual(
      entry({
        attempts: 1,
        nextAttemptAt: NOW + delay,
        lastError: 'no answer',
        unknowns: (unknowns ?? 0) + 1,
      }),
    );
  });

  it('a message that is half out stays whole: its parts must fit together', () => {
    const before = { ...withSections('routine', 'alert'), partsSent: 1 };
    expect(leftOf(before, unknown, 2, 3)).toMatchObject({ partsSent: 1, sections: before.sections });
  });
});

describe('whatever comes of it', () => {
  it.each([sentOk, failed, unknown, refused])('%j: other entries stay as they are', (outcome) => {
    const [first, last] = [entry({ id: 'first' }), entry({ id: 'last' })];
    const before = state({ outbox: [first, entry(), last], queue: [{ id: 'q', jobId: 'check' }] });
    const next = afterSend(before, 'r1', { part: 1, parts: 2, outcome, at: NOW });
    expect(next.outbox.map(({ id }) => id)).toEqual(['first', 'r1', 'last']);
    expect({ ...next, outbox: [next.outbox[0], next.outbox[2]] }).toEqual({
      ...before,
      outbox: [first, last],
    });
  });

  it('an entry that is gone changes nothing', () => {
    const before = state({ outbox: [entry()] });
    expect(afterSend(before, 'r9', { part: 1, parts: 1, outcome: failed, at: NOW })).toBe(before);
  });
});
