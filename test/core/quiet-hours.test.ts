import { describe, expect, it } from 'vitest';
import { isQuiet, quietUntil } from '../../src/core/quiet-hours.ts';
import { instant } from '../support/core-fixtures.ts';
import { instantAt } from '../support/fake-clock.ts';

describe('isQuiet', () => {
  it.each([
    // start    end      clock       quiet
    ['23:00', '08:00', '22:59', false],
    ['23:00', '08:00', '23:00', true],
    ['23:00', '08:00', '23:59', true],
    ['23:00', '08:00', '00:00', true],
    ['23:00', '08:00', '07:59', true],
    ['23:00', '08:00', '07:59:59', true],
    ['23:00', '08:00', '08:00', false],
    ['23:00', '08:00', '12:00', false],
    ['12:30', '13:15', '12:29', false],
    ['12:30', '13:15', '12:30', true],
    ['12:30', '13:15', '13:14', true],
    ['12:30', '13:15', '13:15', false],
    ['12:30', '13:15', '03:00', false],
    ['00:00', '06:00', '00:00', true],
    ['00:00', '06:00', '23:59', false],
    ['22:00', '00:00', '23:59', true],
    ['22:00', '00:00', '00:00', false],
    ['00:00', '00:00', '00:00', false],
    ['07:30', '07:30', '07:30', false],
    ['00:00', '23:59', '23:58', true],
    ['00:00', '23:59', '23:59', false],
  ])('from %s to %s, at %s: %s', (start, end, clock, quiet) => {
    expect(isQuiet({ start, end }, instant(0, clock))).toBe(quiet);
  });

  it.each([
    ['Asia/Tokyo', true],
    ['Europe/Paris', false],
    [undefined, false],
  ])('asks the clock of the zone %s', (timezone, quiet) => {
    const now = instant(0, '12:00', { 'Asia/Tokyo': '23:30', 'Europe/Paris': '15:30' });
    expect(isQuiet({ start: '23:00', end: '08:00', timezone }, now)).toBe(quiet);
  });
});

describe('quietUntil', () => {
  const at = (iso: string) => instantAt(Date.parse(iso) / 1000);
  const night = { start: '23:00', end: '08:00' };
  const paris = { ...night, timezone: 'Europe/Paris' };

  it.each([
    // hours, from, to
    [night, '2026-03-01T03:00:00Z', '2026-03-01T08:00:00Z'],
    [night, '2026-03-01T23:00:00Z', '2026-03-02T08:00:00Z'],
    [night, '2026-03-01T07:59:59.900Z', '2026-03-01T08:00:00Z'],
    [{ start: '12:30', end: '13:15' }, '2026-03-01T12:45:30Z', '2026-03-01T13:15:00Z'],
    [{ start: '00:00', end: '23:59' }, '2026-03-01T00:00:00Z', '2026-03-01T23:59:00Z'],
    [paris, '2026-01-10T22:00:00Z', '2026-01-11T07:00:00Z'],
    // The nights of 23 and of 25 hours.
    [paris, '2026-03-28T22:00:00Z', '2026-03-29T06:00:00Z'],
    [paris, '2026-10-24T21:00:00Z', '2026-10-25T07:00:00Z'],
    // An end that the clock skips comes with the hour after it.
    [
      { start: '23:00', end: '02:30', timezone: 'Europe/Paris' },
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
  ])('%j from %s: until %s', (hours, from, until) => {
    const found = quietUntil(hours, at(from), instantAt) ?? 0;
    expect(instantAt(found).iso).toBe(at(until).iso);
  });

  it.each([
    [night, '2026-03-01T12:00:00Z'],
    [night, '2026-03-01T08:00:00Z'],
    [{ start: '00:00', end: '00:00' }, '2026-03-01T12:00:00Z'],
  ])('%j at %s: not quiet', (hours, from) => {
    expect(quietUntil(hours, at(from), instantAt)).toBeUndefined();
  });

  it('does not search for ever on a wall clock that stands still', () => {
    expect(quietUntil(night, instant(0, '23:30'), (second) => instant(second, '23:30'))).toBeUndefined();
  });
});
