import { describe, expect, it } from 'vitest';
import { isQuiet } from '../../src/core/quiet-hours.ts';
import { instant } from '../support/core-fixtures.ts';

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
