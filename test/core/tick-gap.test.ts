import { describe, expect, it } from 'vitest';
import { hasSlept, tickMarks } from '../../src/core/tick-gap.ts';
import { instant, NOW, state } from '../support/core-fixtures.ts';

describe('hasSlept: a gap of more than three usual ones', () => {
  it.each([
    ['the first tick ever', {}, false],
    ['no usual gap known yet', { lastTickAt: NOW - 9000 }, false],
    ['a usual gap', { lastTickAt: NOW - 60, meanTickGapSeconds: 60 }, false],
    ['three of them', { lastTickAt: NOW - 180, meanTickGapSeconds: 60 }, false],
    ['a second more', { lastTickAt: NOW - 181, meanTickGapSeconds: 60 }, true],
    ['a night', { lastTickAt: NOW - 30_000, meanTickGapSeconds: 60 }, true],
    ['a night between ticks hours apart', { lastTickAt: NOW - 30_000, meanTickGapSeconds: 10_800 }, false],
  ])('%s', (_, parts, slept) => {
    expect(hasSlept(state(parts), instant())).toBe(slept);
  });
});

describe('tickMarks', () => {
  it.each([
    ['the first tick', {}, undefined],
    ['the second: its gap is the mean', { lastTickAt: NOW - 300 }, 300],
    ['as usual', { lastTickAt: NOW - 300, meanTickGapSeconds: 300 }, 300],
    ['a longer gap weighs a fifth', { lastTickAt: NOW - 400, meanTickGapSeconds: 300 }, 320],
    ['a shorter one too', { lastTickAt: NOW - 200, meanTickGapSeconds: 300 }, 280],
    ['one of three', { lastTickAt: NOW - 900, meanTickGapSeconds: 300 }, 420],
    ['a night counts as three', { lastTickAt: NOW - 30_000, meanTickGapSeconds: 300 }, 420],
    ['none at all', { lastTickAt: NOW, meanTickGapSeconds: 300 }, undefined],
    ['a clock that went back', { lastTickAt: NOW + 500, meanTickGapSeconds: 300 }, undefined],
  ])('the mean gap: %s', (_, parts, mean) => {
    const marks = tickMarks(state(parts), instant());
    expect(marks.meanTickGapSeconds).toBe(mean);
    expect(marks).toMatchObject({ lastTickAt: NOW, updatedAt: instant().iso });
  });

  it('knows a slower scheduler after some ticks', () => {
    let current = state({ lastTickAt: NOW, meanTickGapSeconds: 60 });
    const slept: boolean[] = [];
    for (let tick = 1; tick <= 8; tick++) {
      const now = instant(NOW + tick * 600);
      slept.push(hasSlept(current, now));
      current = { ...current, ...tickMarks(current, now) };
    }
    expect(slept).toEqual([true, true, true, true, false, false, false, false]);
  });
});
