import { expect, it } from 'vitest';
import { wordsOf } from '../../src/cli/event-words.ts';
import { milliseconds } from '../../src/cli/when.ts';
import { type JournalEvent, parseEventLine } from '../../src/schema/event.ts';

/** 2026-03-01 12:00:00 UTC. */
const NOON = 1_772_366_400;
const HOUR = 3600;
const message = { report: 'r42', jobs: ['scan'] };

it.each<[object, string]>([
  [{ event: 'changed', to: 'running' }, 'first seen: running'],
  [{ event: 'changed', from: 'running', to: 'paused' }, 'paused (was running)'],
  [{ event: 'progress' }, 'progress'],
  [{ event: 'progress', done: 3 }, 'progress: 3'],
  [{ event: 'progress', done: 3, total: 9 }, 'progress: 3 of 9'],
  [
    { event: 'raised', kind: 'stalled', since: NOON - HOUR, why: 'silenced' },
    'silenced: stalled since 11:00 (1h 00m)',
  ],
  [{ event: 'raised', kind: 'paused', since: NOON, why: 'returned' }, 'again: paused'],
  [
    { event: 'told', what: 'trouble', kind: 'stalled', since: NOON - 3900, report: 'r42' },
    'told: stalled since 10:55 (1h 05m) [r42]',
  ],
  [
    { event: 'told', what: 'trouble', kind: 'paused', stopReason: 'quota', since: NOON - 59 },
    'told: paused, quota',
  ],
  [{ event: 'told', what: 'trouble' }, 'told: trouble'],
  [{ event: 'told', what: 'completion' }, 'told: completed'],
  [{ event: 'told', what: 'routine', report: 'r1' }, 'told: how it is getting on [r1]'],
  [{ event: 'told', what: 'queue' }, 'told: what the queue came to'],
  [
    { event: 'reminded', kind: 'unknown', since: NOON - 86_400 },
    'reminded: unknown since 2026-02-28 12:00 (1d 0h)',
  ],
  [{ event: 'recovered', since: NOON - 7800, report: 'r4' }, 'recovered after 2h 10m [r4]'],
  [{ event: 'recovered' }, 'recovered'],
  [{ event: 'recovered', since: NOON - 60, held: true }, 'recovered after 1m, not told yet'],
  [{ event: 'recovered', since: NOON - 60, untold: true }, 'recovered after 1m, never told'],
  [
    { event: 'recovered', since: NOON - 7200, endedAt: NOON - 3600, report: 'r4' },
    'told: recovered at 11:00 after 1h 00m [r4]',
  ],
  [{ event: 'started', by: 'operator' }, 'started by the operator'],
  [{ event: 'started', by: 'auto-resume' }, 'started by auto-resume'],
  [{ event: 'start-ended', exit: 0, ms: 1234 }, 'start ended: exit 0 in 1.2s'],
  [{ event: 'start-ended', error: 'interrupted' }, 'start ended: interrupted'],
  [{ event: 'stopped' }, 'stopped by the operator'],
  [
    { event: 'stop-ended', exit: 124, ms: 60_000, error: 'timed out' },
    'stop ended: exit 124, timed out in 1m',
  ],
  [{ event: 'run', exit: 1, ms: 5 }, 'run: exit 1 in 5ms'],
  [{ event: 'run' }, 'run: ended'],
  [
    { event: 'queued', item: 'q1.1', reason: 'after:scan:success', notBefore: NOON },
    'queued q1.1 (after:scan:success)',
  ],
  [{ event: 'queued', item: 'q1.1', notBefore: NOON + 60 }, 'queued q1.1, not before 12:01'],
  [{ event: 'queue-ended', item: 'q1.1', status: 'done', exit: 0, ms: 2000 }, 'queue item q1.1 done in 2.0s'],
  [{ event: 'queue-ended', item: 'q1.1', status: 'done' }, 'queue item q1.1 done'],
  [{ event: 'queue-ended', item: 'q1.1', status: 'failed', exit: 2 }, 'queue item q1.1 failed: exit 2'],
  [
    { event: 'queue-ended', item: 'q1.1', status: 'blocked', error: 'unknown jobId' },
    'queue item q1.1 blocked: unknown jobId',
  ],
  [{ event: 'queue-ended', item: 'q1.1', status: 'dropped' }, 'queue item q1.1 dropped'],
  [{ event: 'sent', ...message, via: 'telegram' }, 'sent r42 by telegram'],
  [{ event: 'sent', ...message, jobs: ['scan', 'sync'], parts: 2 }, 'sent r42 in 2 parts: scan, sync'],
  [
    { event: 'failed', ...message, outcome: 'failed', error: 'no route', nextAt: NOON + 120 },
    'send failed: no route, next try in 2m (r42)',
  ],
  [
    { event: 'failed', ...message, outcome: 'failed', nextAt: NOON },
    'send failed, next try with the next tick (r42)',
  ],
  [{ event: 'failed', ...message, outcome: 'unknown' }, 'send may have failed, not tried again (r42)'],
  [
    { event: 'failed', ...message, outcome: 'refused', error: 'chat not found', nextAt: NOON + HOUR },
    'send refused: chat not found, next try in 1h 00m (r42)',
  ],
  [{ event: 'dropped', ...message }, 'r42 dropped unsent'],
  [{ event: 'dropped', ...message, for: 'r43' }, 'r42 gave way to r43'],
  [{ event: 'silenced', until: NOON + HOUR, reason: 'moving' }, 'silenced until 13:00: moving'],
  [{ event: 'silenced', until: NOON + 86_400 }, 'silenced until 2026-03-02 12:00'],
  [{ event: 'unsilenced', held: 2, expired: true }, 'silence over, held back 2'],
  [{ event: 'unsilenced', held: 0, expired: false }, 'silence lifted, held back 0'],
  [{ event: 'acked', kind: 'paused', reason: 'I know' }, 'acknowledged: paused: I know'],
  [{ event: 'config-error', again: false, report: 'r1' }, 'invalid [r1]'],
  [{ event: 'config-error', again: true }, 'still invalid'],
  [{ event: 'config-mended', since: NOON - HOUR }, 'valid again after 1h 00m'],
  [{ event: 'state-set-aside', files: ['a', 'b'] }, 'unreadable, begun anew; kept as a, b'],
  [{ event: 'run', error: 'a\u001b[31m\nb' }, 'run: a b'],
])('%j', (parts, words) => {
  const line = JSON.stringify({ v: 1, at: NOON, job: 'scan', ...parts });
  const event = parseEventLine(line);
  expect(event).toBeDefined();
  expect(wordsOf(event as JournalEvent)).toBe(words);
});

it.each([
  [0, '0ms'],
  [999, '999ms'],
  [1000, '1.0s'],
  [59_900, '59.9s'],
  [60_000, '1m'],
])('%i ms', (ms, text) => {
  expect(milliseconds(ms)).toBe(text);
});
