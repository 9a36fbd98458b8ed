import { describe, expect, it } from 'vitest';
import {
  remindedJobs,
  sectionsWithoutMemory,
  tellsWithoutMemory,
  waitingMessages,
} from '../../src/core/without-memory.ts';
import type { Importance } from '../../src/schema/state.ts';
import { entry, instant, NOW, state, TEXTS } from '../support/core-fixtures.ts';

describe('when a state that cannot be saved is told', () => {
  it.each([
    ['the first tick after the last that could', { lastTickAt: NOW - 300, meanTickGapSeconds: 300 }, true],
    ['the first one, late', { lastTickAt: NOW - 450, meanTickGapSeconds: 300 }, true],
    [
      'the second, since the first may have been lost',
      { lastTickAt: NOW - 600, meanTickGapSeconds: 300 },
      true,
    ],
    ['the second, late', { lastTickAt: NOW - 749, meanTickGapSeconds: 300 }, true],
    ['from two gaps and a half on no more', { lastTickAt: NOW - 750, meanTickGapSeconds: 300 }, false],
    ['before the hour', { lastTickAt: NOW - 3374, meanTickGapSeconds: 300 }, false],
    ['a little before the hour', { lastTickAt: NOW - 3375, meanTickGapSeconds: 300 }, true],
    ['on the hour', { lastTickAt: NOW - 3600, meanTickGapSeconds: 300 }, true],
    ['a little after the hour', { lastTickAt: NOW - 3824, meanTickGapSeconds: 300 }, true],
    ['after the hour', { lastTickAt: NOW - 3825, meanTickGapSeconds: 300 }, false],
    ['on the next hour', { lastTickAt: NOW - 7300, meanTickGapSeconds: 300 }, true],
    [
      'at each tick, where ticks are hours apart',
      { lastTickAt: NOW - 40_000, meanTickGapSeconds: 7200 },
      true,
    ],
    ['a minute is the usual gap where none is known', { lastTickAt: NOW - 150 }, false],
    ['a minute is the usual gap where none is known, first', { lastTickAt: NOW - 149 }, true],
    [
      'ticks a minute apart count on where many by hand came between',
      { lastTickAt: NOW - 89, meanTickGapSeconds: 5 },
      true,
    ],
    [
      'ticks seconds apart are not told of for longer than that',
      { lastTickAt: NOW - 90, meanTickGapSeconds: 5 },
      false,
    ],
    [
      'a clock that was set back by a day is no first tick',
      { lastTickAt: NOW + 86_000, meanTickGapSeconds: 60 },
      false,
    ],
  ])('%s', (_, parts, tells) => {
    expect(tellsWithoutMemory(state(parts), instant())).toBe(tells);
  });

  it.each([
    ['hourly since a minute', -60, 12],
    ['hourly since a day that the clock went back', 86_400, 12],
    ['each quarter of an hour, where the last state is not known', undefined, 41],
  ])('%s, over ten hours of ticks a minute apart', (_, lastTickAt, most) => {
    const saved = state(
      lastTickAt === undefined ? {} : { lastTickAt: NOW + lastTickAt, meanTickGapSeconds: 60 },
    );
    const told = Array.from({ length: 600 }, (_, minute) =>
      tellsWithoutMemory(saved, instant(NOW + minute * 60)),
    );
    const times = told.filter(Boolean).length;
    expect(times).toBeGreaterThanOrEqual(most - 2);
    expect(times).toBeLessThanOrEqual(most);
  });
});

it('tells of trouble alone, the state first', () => {
  const planned = (['alert', 'recovery', 'completion', 'reminder', 'routine'] as Importance[]).map(
    (importance) => ({
      importance,
      text: `• ${importance}`,
    }),
  );
  const sections = sectionsWithoutMemory(planned, '/state.json: no space\nleft', TEXTS);
  expect(sections.map(({ importance }) => importance)).toEqual(['alert', 'alert']);
  expect(sections[0]?.text).toMatch(
    /^• ALERT: state file cannot be written\n- error: \/state\.json: no space left\n- /,
  );
  expect(sections[1]?.text).toBe('• alert');
});

it.each([
  ['none', 0, false],
  ['one', 1, true],
])('says how many older messages wait: %s', (_, leftOut, isSaid) => {
  const said = sectionsWithoutMemory([], 'no space left', TEXTS, { leftOut, jobIds: new Set() });
  expect(said[0]?.text.includes(TEXTS.olderWaiting(leftOut))).toBe(isSaid);
});

it('tells of an end only where it tells of the trouble before', () => {
  const planned = ['scan', 'other'].flatMap((jobId) => [
    { jobId, importance: 'recovery' as const, text: `• ${jobId} runs` },
    { jobId, importance: 'reminder' as const, text: `• ${jobId} again` },
  ]);
  const waiting = { leftOut: 0, jobIds: new Set(['scan']) };
  const sections = sectionsWithoutMemory(planned, 'no space left', TEXTS, waiting);
  expect(sections.slice(1).map(({ text }) => text)).toEqual(['• scan runs']);
});

it('tells of a reminder only where one waits, whose place it takes', () => {
  const planned = ['scan', 'other'].map((jobId) => ({
    jobId,
    importance: 'reminder' as const,
    text: `• ${jobId}`,
  }));
  const waits = (jobId: string, importance: Importance) =>
    entry({ sections: [{ jobId, importance, text: 'x' }] });
  const reminded = remindedJobs([waits('scan', 'reminder'), waits('other', 'alert')]);
  const sections = sectionsWithoutMemory(planned, 'no space left', TEXTS, undefined, reminded);
  expect(sections.slice(1).map(({ text }) => text)).toEqual(['• scan']);
});

describe('the messages that wait while nothing can be saved', () => {
  const due = { unknowns: 1, nextAttemptAt: NOW };
  const later = { unknowns: 1, nextAttemptAt: NOW + 1 };

  it.each([
    ['one that waits', {}, 1],
    ['one that may be out, due', due, 1],
    ['one that may be out, before its time', later, 0],
    ['routine news', { sections: [{ importance: 'routine' as const, text: '• scan' }] }, 0],
    [
      'routine news that is half out',
      { partsSent: 1, sections: [{ importance: 'routine' as const, text: '• scan' }] },
      0,
    ],
  ])('%s', (_, parts, times) => {
    expect(waitingMessages([entry(parts)], instant()).messages).toHaveLength(times);
  });

  const alertAndRoutine = [
    { jobId: 'scan', importance: 'alert' as const, text: '• scan' },
    { jobId: 'sync', importance: 'routine' as const, text: '• sync' },
  ];

  it.each([
    ['without the routine news among them', { sections: alertAndRoutine }, 'Ops\n\n• scan'],
    [
      'as they were cut, where a part is out',
      { sections: alertAndRoutine, partsSent: 1 },
      'Ops\n\n• scan\n\n• sync',
    ],
  ])('%s', (_, parts, text) => {
    expect(waitingMessages([entry(parts)], instant()).messages).toEqual([[text]]);
  });

  it('are the newest ten', () => {
    const entries = Array.from({ length: 11 }, (_, i) => entry({ id: `r${i}`, header: `Ops ${i}` }));
    expect(waitingMessages(entries.slice(1), instant()).leftOut).toBe(0);
    const { messages, leftOut, jobIds } = waitingMessages(entries, instant());
    expect([messages.length, messages[0], leftOut, [...jobIds]]).toEqual([
      10,
      ['Ops 1\n\n• scan'],
      1,
      ['scan'],
    ]);
  });

  it('have at least their last part, where an older version has cut them into more', () => {
    expect(waitingMessages([entry({ partsSent: 3 })], instant()).messages).toEqual([['Ops\n\n• scan']]);
  });
});
