import { expect, it } from 'vitest';
import { explainLastReport, lastReportOf } from '../../src/core/explain-last-report.ts';
import type { JobState } from '../../src/schema/state.ts';
import { completed, decisions, NOW, paused, running, toldBefore } from '../support/core-fixtures.ts';
import { EIGHT } from '../support/explain-scene.ts';

const at = NOW - 3900;
const told = toldBefore('paused', 'quota', at);

it.each<[string, JobState, string]>([
  ['nothing', {}, 'no report so far'],
  ['a trouble', told, 'last report at 06:55, 1h 05m ago: the pause (quota)'],
  [
    'a trouble with a start',
    { ...told, lastAutoResumeAt: at },
    'last report at 06:55, 1h 05m ago: the pause (quota), and that it was started (auto-resume)',
  ],
  [
    'a trouble that the original told',
    {
      lastAnomalyReportAt: at,
      lastAnomalyKey: '{"running":true,"completed":false,"stopReason":null}',
    },
    'last report at 06:55, 1h 05m ago: the stall',
  ],
  [
    'a trouble under a key that nobody knows',
    { lastReportAt: at, lastAnomalyReportAt: at, lastAnomalyKey: 'torn' },
    'last report at 06:55, 1h 05m ago: the trouble',
  ],
  [
    'a start',
    { lastReportAt: at, lastAutoResumeAt: at },
    'last report at 06:55, 1h 05m ago: that it was started (auto-resume)',
  ],
  [
    'a completion',
    { lastReportAt: at, reportedCompleted: true },
    'last report at 06:55, 1h 05m ago: that it completed',
  ],
  [
    'the begin of a run',
    { lastReportAt: at, standingSince: at, lastSeen: { running: true, completed: false } },
    'last report at 06:55, 1h 05m ago: that it was seen running, which was new',
  ],
  [
    'the end of a run',
    { lastReportAt: at, standingSince: at, lastSeen: { running: false, completed: false } },
    'last report at 06:55, 1h 05m ago: that it was seen not running, which was new',
  ],
  [
    'anything else',
    { lastReportAt: at, standingSince: at - 60 },
    'last report at 06:55, 1h 05m ago: routine news, a warning, or that a trouble was over',
  ],
])('%s', (_, previous, sentence) => {
  expect(explainLastReport({ previous, times: EIGHT })).toBe(sentence);
});

it('knows what the decisions of a life have told', () => {
  const lived = decisions({}, [
    [0, running('k1')],
    [1800, running('k2')],
    [1860, paused()],
    [3660, paused()],
    [3720, running('k3')],
    [3780, completed()],
  ]);
  expect(lived.map(({ tells, next }) => [tells, lastReportOf(next)?.about])).toEqual([
    [true, 'change'],
    [true, 'other'],
    [true, 'trouble'],
    [true, 'trouble'],
    [true, 'change'],
    [true, 'completion'],
  ]);
});
