import { expect, test } from 'vitest';
import type { ScheduledTick } from '../../src/core/doctor-facts.ts';
import { nextTick } from '../../src/core/schedule-next.ts';
import { scheduled } from '../support/healthy-facts.ts';

const MINUTELY = scheduled({ everySeconds: 60 });
const HOURLY = scheduled({ everySeconds: 3600 });
const BY_HAND = scheduled();

test.each<
  readonly [
    what: string,
    active: ScheduledTick[],
    last: number | undefined,
    gap: number | undefined,
    at: number | undefined,
    isOverdue: boolean,
  ]
>([
  ['nothing is scheduled', [], 990, 60, undefined, false],
  ['by its own pace', [MINUTELY], 990, 3000, 1050, false],
  ['by the quickest of two', [HOURLY, MINUTELY], 990, undefined, 1050, false],
  ['by the pace so far', [BY_HAND], 990, 30, 1020, false],
  ['nothing is known of the pace', [BY_HAND], 990, undefined, undefined, false],
  ['no tick came yet', [MINUTELY], undefined, undefined, 1060, false],
  ['it is due', [MINUTELY], 900, undefined, 1000, false],
  ['just not overdue', [MINUTELY], 820, undefined, 1000, false],
  ['just overdue', [MINUTELY], 819, undefined, undefined, true],
  ['the clock was set back', [MINUTELY], 5000, undefined, 5060, false],
])('%s', (_what, active, last, gap, at, isOverdue) => {
  expect(nextTick(active, last, gap, 1000)).toEqual({ at, isOverdue });
});
