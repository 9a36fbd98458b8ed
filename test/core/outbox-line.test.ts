import { expect, it } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import { noteWay } from '../../src/core/outbox-line.ts';
import { entry, state } from '../support/core-fixtures.ts';

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
