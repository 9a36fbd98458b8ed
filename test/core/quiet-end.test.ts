import { describe, expect, it } from 'vitest';
import { quietEnd } from '../../src/core/quiet-end.ts';
import { instant, NOW } from '../support/core-fixtures.ts';

const HOUR = 3600;
const NIGHT = { start: '23:00', end: '08:00' };
const LUNCH = { start: '12:00', end: '13:30' };

describe('when quiet hours end that a moment falls into', () => {
  it.each([
    ['before them', NIGHT, '22:59:59', 0, undefined],
    ['at their start', NIGHT, '23:00', 0, 9 * HOUR],
    ['after midnight', NIGHT, '00:30', 0, 7.5 * HOUR],
    ['a second before their end', NIGHT, '07:59:59', 0, 1],
    ['at their end', NIGHT, '08:00', 0, undefined],
    ['later today, inside', NIGHT, '22:00', 2 * HOUR, 10 * HOUR],
    ['later today, outside', NIGHT, '07:00', 2 * HOUR, undefined],
    ['in the next night', NIGHT, '12:00', 12 * HOUR, 20 * HOUR],
    ['in the night after the next', NIGHT, '12:00', 36 * HOUR, 44 * HOUR],
    ['within one day', LUNCH, '12:15', 0, 1.25 * HOUR],
    ['none at all', { start: '08:00', end: '08:00' }, '08:00', 0, undefined],
  ])('%s', (_, hours, clock, later, ends) => {
    const end = quietEnd(hours, instant(NOW, clock), NOW + later);
    expect(end === undefined ? undefined : end - NOW).toBe(ends);
  });

  it('goes by the zone of the quiet hours', () => {
    const now = instant(NOW, '12:00', { 'Asia/Shanghai': '02:00' });
    expect(quietEnd({ ...NIGHT, timezone: 'Asia/Shanghai' }, now, NOW)).toBe(NOW + 6 * HOUR);
  });
});
