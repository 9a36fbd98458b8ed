import { describe, expect, it } from 'vitest';
import { explainSilenced, explainTelling } from '../../src/core/explain-telling.ts';
import {
  completed,
  failing,
  NOW,
  paused,
  ranBefore,
  report,
  running,
  toldBefore,
} from '../support/core-fixtures.ts';
import { type ExplainScene, viewOf } from '../support/explain-scene.ts';

const night = { quietHours: { start: '23:00', end: '08:30' } };

describe('would not tell', () => {
  it.each<[string, ExplainScene, string]>([
    [
      'within the interval',
      { seen: running('k2'), before: ranBefore({}, NOW - 1080) },
      'silent: routine report in 12m',
    ],
    [
      'within the interval, and quiet when it ends',
      {
        seen: running('k2'),
        before: ranBefore({}, NOW - 1080),
        policy: { quietHours: { start: '08:10', end: '09:00' } },
      },
      'silent: routine report in 12m, but quiet hours until 09:00 hold it',
    ],
    [
      'within the interval, with progress told at once',
      { seen: running('k1'), before: ranBefore({}, NOW - 1080), policy: { onlyOnChange: true } },
      'silent: routine report in 12m; progress is told at once (onlyOnChange)',
    ],
    [
      'routine reports are not wanted',
      { seen: running('k1'), before: ranBefore(), policy: { reportWhileRunning: false } },
      'silent: no routine reports (reportWhileRunning is false)',
    ],
    [
      'no routine reports by time',
      { seen: running('k1'), before: ranBefore(), policy: { reportEverySeconds: 0, onlyOnChange: true } },
      'silent: no routine reports (reportEverySeconds is 0); progress is told at once (onlyOnChange)',
    ],
    [
      'a trouble that was told',
      { seen: paused(), before: toldBefore('paused', null, NOW - 720) },
      'silent: told 12m ago; the next reminder in 18m',
    ],
    [
      'a trouble that was told, in a silence that outlasts the reminder',
      {
        seen: paused(),
        before: toldBefore('paused', null, NOW - 720),
        silence: { since: NOW - 60, until: NOW + 1200, held: 0 },
      },
      'silent: told 12m ago; the next reminder in 18m, but the silence until 08:20 holds it',
    ],
    [
      'a trouble that was told, in a silence that does not',
      {
        seen: paused(),
        before: toldBefore('paused', null, NOW - 720),
        silence: { since: NOW - 60, until: NOW + 1080, held: 0 },
      },
      'silent: told 12m ago; the next reminder in 18m',
    ],
    [
      'within the interval, in a silence',
      {
        seen: running('k2'),
        before: ranBefore({}, NOW - 1080),
        silence: { since: NOW - 60, until: NOW + 1200, held: 0 },
      },
      'silent: routine report in 12m, but the silence until 08:20 holds it',
    ],
    [
      'a trouble of a completed job',
      {
        seen: completed({ level: 'alert' }),
        before: {
          ...toldBefore('alert', null, NOW - 7200),
          reportedCompleted: true,
          lastSeen: { running: false, completed: true },
        },
      },
      'silent: told 2h 00m ago; of a completed job there are no reminders',
    ],
    [
      'a completion that was told',
      {
        seen: completed(),
        before: { lastSeen: { running: false, completed: true }, reportedCompleted: true },
      },
      'silent: it completed, and that was told',
    ],
    [
      'stopped by hand',
      {
        seen: paused(),
        before: { lastSeen: { running: false, completed: false }, operatorStopped: true },
      },
      'silent: that you stopped it is no trouble; it counts as stopped until ops-monitor start scan',
    ],
    [
      'not sure yet',
      { seen: failing(), before: ranBefore(), policy: { failuresBeforeAlert: 3 } },
      'silent: failed probe 1 of the 3 in a row that it takes to be told (failuresBeforeAlert)',
    ],
    [
      'a completion in quiet hours',
      { seen: completed(), before: ranBefore(), policy: night },
      'held: quiet hours until 08:30, in 30m; told then: it completed, and that was not told yet',
    ],
    [
      'quiet hours of another zone, which they name',
      {
        seen: completed(),
        before: ranBefore(),
        policy: { quietHours: { ...night.quietHours, timezone: 'Asia/Tokyo' } },
      },
      'held: quiet hours until 08:30 Asia/Tokyo, in 30m; told then: it completed, and that was not told yet',
    ],
    [
      'a recovery in quiet hours',
      { seen: running(), before: toldBefore('paused', null, NOW - 300), policy: night },
      'held: quiet hours until 08:30, in 30m; told then: the pause that was told is over, after 5m',
    ],
    [
      'news in quiet hours',
      { seen: running(), policy: night },
      'silent: quiet hours until 08:30, in 30m drop this: it is seen for the first time',
    ],
    [
      'a routine report in quiet hours',
      { seen: running('k2'), before: ranBefore({}, NOW - 1860), policy: night },
      'held: quiet hours until 08:30, in 30m; a routine report is due: the last was 31m ago, and one comes every 30m',
    ],
    [
      'silenced',
      {
        seen: paused(),
        before: ranBefore(),
        silence: { since: NOW - 60, until: NOW + 30_600, reason: 'new\ndisk', held: 2 },
        because: {
          reason: 'silenced',
          holds: { reason: 'new-anomaly', anomaly: { kind: 'paused', stopReason: null, since: NOW } },
          until: NOW + 30_600,
        },
      },
      'held: silenced until 16:30, in 8h 30m (new disk), 2 alerts held so far; held now: it is paused, and that was not told yet',
    ],
    [
      'silenced with all',
      {
        seen: paused(),
        before: ranBefore(),
        silence: { since: NOW - 60, until: NOW + 600, held: 1 },
        isSilencedWithAll: true,
        because: { reason: 'silenced', holds: { reason: 'completed' }, until: NOW + 600 },
      },
      'held: all jobs are silenced until 08:10, in 10m, 1 alert held so far; held now: it completed, and that was not told yet',
    ],
    [
      'acknowledged',
      {
        seen: paused(),
        before: { ...toldBefore('paused'), ack: { key: 'k', at: NOW - 7200, reason: 'on it' } },
        because: { reason: 'acknowledged', at: NOW - 7200 },
      },
      'silent: acknowledged at 06:00, 2h 00m ago (on it): no reminder until it changes or ends',
    ],
  ])('%s', (_, scene, sentence) => {
    expect(explainTelling(viewOf(scene))).toEqual([sentence]);
  });
});

it('a silence that has nothing to hold is shown all the same', () => {
  const silence = { since: NOW - 60, until: NOW + 600, held: 0 };
  const calm = { seen: report({ progressKey: 'k1' }), before: ranBefore() };
  expect(explainSilenced(viewOf({ ...calm, silence }))).toEqual(['silenced until 08:10, in 10m']);
  expect(explainSilenced(viewOf(calm))).toEqual([]);
});

it('quiet hours that end nowhere are named as they are written', () => {
  const view = viewOf({ seen: completed(), before: ranBefore(), policy: night });
  const standing = { ...view, times: { now: view.times.now, at: () => view.times.now } };
  expect(explainTelling(standing)[0]).toMatch(/^held: quiet hours until 08:30; told then/);
});
