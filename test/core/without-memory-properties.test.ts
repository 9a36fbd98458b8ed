/** No jitter loses the telling of a state that cannot be saved, and none makes a stream of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellsWithoutMemory } from '../../src/core/without-memory.ts';
import { instant, NOW, state } from '../support/core-fixtures.ts';

const HOUR = 3600;
const HOURS = 6;

/** Means below a minute, as ticks by hand make them, and those of slow schedulers. */
const anyMean = fc.oneof(
  fc.constantFrom(undefined, 0, 1, 5, 20, 33, 40, 60, 300, 900, 1800, 2399),
  fc.double({ min: 0, max: 2399, noNaN: true }),
);

/** What the gap counts as at least: see src/core/without-memory.ts. */
const countedGap = (mean: number | undefined) => Math.max(mean ?? 60, 60);

/** Parts of a whole, to be laid out as the gaps between ticks: 0 is the shortest, 1 the longest. */
const anyJitter = fc.oneof(
  fc.constantFrom([0], [1], [0, 1], [1, 0.5], [0.999]),
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
);

/** The ticks that told, in seconds since the last one that could save, of some hours whose gaps go round and round. */
function tellings(mean: number | undefined, gaps: readonly number[]): number[] {
  const saved = state({ lastTickAt: NOW, ...(mean !== undefined && { meanTickGapSeconds: mean }) });
  const told: number[] = [];
  let elapsed = 0;
  for (let n = 0; elapsed < (HOURS + 1) * HOUR; n++) {
    elapsed += gaps[n % gaps.length] ?? 60;
    if (tellsWithoutMemory(saved, instant(NOW + elapsed))) told.push(elapsed);
  }
  return told;
}

const within = (told: readonly number[], from: number, to: number) =>
  told.filter((at) => at >= from && at < to).length;

const between = (least: number, most: number, jitter: readonly number[]) =>
  jitter.map((part) => least + part * (most - least));

/** What was told about a full hour: as far around it as a tick of this pace may be. */
const about = (told: readonly number[], hour: number, mean: number | undefined) => {
  const reach = 0.75 * countedGap(mean);
  return within(told, hour * HOUR - reach, hour * HOUR + reach);
};

describe('ticks of which none is later than one usual gap and a half', () => {
  it('tell at the first of them, and each hour, whatever the mean was pulled to', () => {
    fc.assert(
      fc.property(
        anyMean,
        fc.double({ min: 1, max: 89.9, noNaN: true }),
        anyJitter,
        (mean, least, jitter) => {
          const longest = 1.499 * countedGap(mean);
          const gaps = between(Math.min(least, longest), longest, jitter);
          const told = tellings(mean, gaps);
          expect(told[0]).toBe(gaps[0]);
          for (let hour = 1; hour <= HOURS; hour++) {
            expect(about(told, hour, mean)).toBeGreaterThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('tell also where the first of them is lost, where the mean is right', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 7200, noNaN: true }),
        fc.double({ min: 1, max: 2.499, noNaN: true }),
        (mean, first) => {
          expect(tellings(mean, [first * mean])[0]).toBe(first * mean);
        },
      ),
    );
  });
});

describe('ticks that come at their usual pace', () => {
  it('tell three times at the start at most, and twice about each hour', () => {
    fc.assert(
      fc.property(fc.double({ min: 60, max: 2399, noNaN: true }), anyJitter, (mean, jitter) => {
        const told = tellings(mean, between(0.751 * mean, 1.499 * mean, jitter));
        const start = Math.min(2.5 * mean, HOUR - 0.75 * mean);
        expect(within(told, 0, start)).toBeLessThanOrEqual(3);
        for (let hour = 1; hour <= HOURS; hour++) expect(about(told, hour, mean)).toBeLessThanOrEqual(2);
        const others = told.filter(
          (at) => at >= 2.5 * mean && Math.abs(at - Math.round(at / HOUR) * HOUR) > 0.75 * mean,
        );
        expect(others).toEqual([]);
      }),
    );
  });

  it('tell each time, where they come once in forty minutes or more rarely', () => {
    fc.assert(
      fc.property(fc.double({ min: 2400, max: 100_000, noNaN: true }), anyJitter, (mean, jitter) => {
        const gaps = between(0.751 * mean, 1.499 * mean, jitter);
        const sum = gaps.reduce((all, gap) => all + gap, 0);
        const told = tellings(mean, gaps);
        expect(told.length).toBeGreaterThanOrEqual(Math.floor((HOURS * HOUR) / sum) * gaps.length);
      }),
    );
  });

  it.each([60, 120, 300, 600, 900])('tell twice at the start and once each hour: %i s', (mean) => {
    const told = tellings(mean, [mean + 0.2, mean - 0.2]);
    expect(told.map((at) => Math.round(at))).toEqual([
      mean,
      2 * mean,
      ...Array.from({ length: HOURS }, (_, i) => (i + 1) * HOUR),
      ...(told.length > HOURS + 2 ? [(HOURS + 1) * HOUR] : []),
    ]);
  });
});

it.each([
  [5, 18],
  [10, 9],
  [20, 5],
  [30, 3],
])('ticks %i s apart tell for a minute and a half at most: %i times', (gap, most) => {
  const told = tellings(gap, [gap]);
  expect(within(told, 0, HOUR / 2)).toBeLessThanOrEqual(most);
  for (let hour = 1; hour <= HOURS; hour++) {
    const from = hour * HOUR - HOUR / 2;
    expect(within(told, from, from + HOUR)).toBeLessThanOrEqual(most);
  }
});
