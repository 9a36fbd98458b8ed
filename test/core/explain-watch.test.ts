import { expect, it } from 'vitest';
import { explainWatch, type WatchFacts } from '../../src/core/explain-watch.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import { entry, NOW, state } from '../support/core-fixtures.ts';
import { EIGHT } from '../support/explain-scene.ts';

const problem = { path: 'jobs[0].kind', message: 'missing', line: 3, column: 7 };
const ticked = { lastTickAt: NOW - 34, meanTickGapSeconds: 60 };

function sentences(parts: Partial<MonitorState>, more: Partial<WatchFacts> = {}): readonly string[] {
  return explainWatch({
    state: state(parts),
    configPath: '/jobs.json',
    configProblems: [],
    times: EIGHT,
    ...more,
  });
}

it.each<[string, Partial<MonitorState>, ...string[]]>([
  [
    'a silence keeps the only message back',
    { ...ticked, outbox: [entry({ silencedJob: 'scan', nextAttemptAt: NOW + 600 })] },
    'last tick 34s ago, usually one every 1m',
    '1 message in the outbox held by a silence',
  ],
  ['all is well', ticked, 'last tick 34s ago, usually one every 1m', 'the outbox is empty'],
  [
    'no tick yet',
    {},
    'no tick has run yet: ops-monitor doctor says whether one is scheduled',
    'the outbox is empty',
  ],
  ['the first tick alone', { lastTickAt: NOW - 600 }, 'last tick 10m ago', 'the outbox is empty'],
  [
    'the first tick long ago',
    { lastTickAt: NOW - 601 },
    'last tick 10m ago: that is long; ops-monitor doctor says whether one is scheduled',
    'the outbox is empty',
  ],
  [
    'no tick for long',
    { lastTickAt: NOW - 7200, meanTickGapSeconds: 60 },
    'last tick 2h 00m ago, usually one every 1m: that is long; ops-monitor doctor says whether one is scheduled',
    'no tick came for unusually long, as when the host slept: a new stall takes one tick more',
    'the outbox is empty',
  ],
  [
    'a slow scheduler is no late one',
    { lastTickAt: NOW - 3000, meanTickGapSeconds: 1800 },
    'last tick 50m ago, usually one every 30m',
    'the outbox is empty',
  ],
  [
    'a damaged state',
    { ...ticked, quarantined: ['/s.corrupt-1'] },
    'last tick 34s ago, usually one every 1m',
    'a damaged state file was kept as /s.corrupt-1: that would be told',
    'the outbox is empty',
  ],
  [
    'all are silenced',
    { ...ticked, silences: { '*': { since: NOW - 60, until: NOW + 600, reason: 'moving', held: 2 } } },
    'last tick 34s ago, usually one every 1m',
    'all jobs are silenced until 08:10, in 10m (moving), 2 held so far',
    'the outbox is empty',
  ],
  [
    'a silence that is over',
    { ...ticked, silences: { '*': { since: NOW - 60, until: NOW, held: 0 } } },
    'last tick 34s ago, usually one every 1m',
    'the outbox is empty',
  ],
  [
    'messages wait',
    {
      ...ticked,
      outbox: [
        entry({ createdAt: NOW - 300 }),
        entry({ id: 'r2', createdAt: NOW - 60, sections: [{ importance: 'alert', text: '' }] }),
        entry({ id: 'r3', via: 'print', createdAt: 0 }),
      ],
    },
    'last tick 34s ago, usually one every 1m',
    '2 messages wait in the outbox, the oldest made 5m ago',
    'in the outbox: r2 (alert), made 1m ago, not tried yet; next try now',
  ],
])('%s', (_, parts, ...expected) => {
  expect(sentences(parts)).toEqual(expected);
});

it.each<[string, Partial<MonitorState>, readonly (typeof problem)[], string | undefined]>([
  [
    'an error that is new',
    {},
    [problem],
    'the job file has an error: /jobs.json:3:7: jobs[0].kind: missing; that would be told',
  ],
  [
    'errors that are new',
    {},
    [problem, problem],
    'the job file has 2 errors, the first: /jobs.json:3:7: jobs[0].kind: missing; that would be told',
  ],
  [
    'it was mended',
    { configError: { key: 'k', since: NOW - 60, toldAt: NOW - 60 } },
    [],
    'the job file is valid again: that would be told',
  ],
  ['it is valid', {}, [], undefined],
])('the job file: %s', (_, parts, configProblems, sentence) => {
  expect(sentences(parts, { configProblems })[1]).toBe(sentence ?? 'the outbox is empty');
});

it('an error that was told is told again after an hour', () => {
  // What the original remembered: the time alone.
  const parts = { lastConfigErrorAt: NOW - 720 };
  expect(sentences(parts, { configProblems: [problem] })[1]).toBe(
    'the job file has an error: /jobs.json:3:7: jobs[0].kind: missing; told 12m ago, again in 48m',
  );
});
