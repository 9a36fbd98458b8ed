import { describe, expect, it } from 'vitest';
import { countHeld, EVERY_JOB, silenceOf, withoutEnded } from '../../src/core/silence.ts';
import type { Silence } from '../../src/schema/state.ts';
import { NOW, state } from '../support/core-fixtures.ts';

const from = (since: number, until: number, held = 0): Silence => ({
  since: NOW + since,
  until: NOW + until,
  held,
});
const silences = (all: Readonly<Record<string, Silence>>) => state({ silences: all });

describe('what keeps a job silent', () => {
  it.each<[string, Record<string, Silence>, number | undefined]>([
    ['nothing', {}, undefined],
    ['its own, from its beginning', { scan: from(0, 9) }, 9],
    ['its own, to just before its end', { scan: from(-9, 1) }, 1],
    ['not its own that ends now', { scan: from(-9, 0) }, undefined],
    ['not its own that begins later', { scan: from(1, 9) }, undefined],
    ['that of all', { [EVERY_JOB]: from(0, 9) }, 9],
    ['not that of another', { other: from(0, 9) }, undefined],
    ['its own where that lasts longer', { scan: from(0, 9), [EVERY_JOB]: from(0, 8) }, 9],
    ['that of all where that lasts longer', { scan: from(0, 8), [EVERY_JOB]: from(0, 9) }, 9],
    ['that of all where its own is over', { scan: from(-9, 0), [EVERY_JOB]: from(0, 1) }, 1],
  ])('%s', (_, all, until) => {
    const silence = silenceOf(silences(all), 'scan', NOW);
    expect(silence?.until).toBe(until === undefined ? undefined : NOW + until);
  });

  it('is nothing of the language', () => {
    for (const id of ['constructor', 'toString', '__proto__']) {
      expect(silenceOf(silences({}), id, NOW)).toBeUndefined();
      expect(silenceOf(state(), id, NOW)).toBeUndefined();
    }
  });
});

describe('what was held back is counted', () => {
  it('where it was held: by the longer silence', () => {
    const before = silences({ scan: from(0, 9, 1), [EVERY_JOB]: from(0, 99, 2) });
    expect(countHeld(before, 'scan', NOW).silences).toEqual({
      scan: from(0, 9, 1),
      [EVERY_JOB]: from(0, 99, 3),
    });
  });

  it('nowhere where nothing holds', () => {
    const before = silences({ scan: from(-9, 0, 1) });
    expect(countHeld(before, 'scan', NOW)).toBe(before);
  });
});

describe('silences that are over', () => {
  it('are removed, the others are not', () => {
    const before = silences({ over: from(-9, 0), stands: from(-9, 1) });
    expect(withoutEnded(before, NOW).silences).toEqual({ stands: from(-9, 1) });
  });

  it('leave their count to the silence of all, where that keeps what they held', () => {
    const before = silences({ over: from(-9, 0, 2), [EVERY_JOB]: from(-9, 1, 1) });
    expect(withoutEnded(before, NOW).silences).toEqual({ [EVERY_JOB]: from(-9, 1, 3) });
    const later = silences({ over: from(-9, 0, 2), [EVERY_JOB]: from(-9, 0, 1), other: from(-9, 1) });
    expect(withoutEnded(later, NOW).silences).toEqual({ other: from(-9, 1) });
  });

  it('leave nothing behind', () => {
    expect(withoutEnded(silences({ over: from(-9, 0) }), NOW)).not.toHaveProperty('silences');
    const none = state();
    expect(withoutEnded(none, NOW)).toBe(none);
  });
});
