import { describe, expect, it } from 'vitest';
import type { AutorunOutcome } from '../../src/core/decision.ts';
import {
  completed,
  decided,
  NOW,
  paused,
  ranBefore,
  running,
  type Scene,
  toldBefore,
} from '../support/core-fixtures.ts';

const STARTED: AutorunOutcome = { kind: 'started' };
const longAgo = NOW - 5000;

describe('rules 6, 7, 8: routine reports', () => {
  const rows: [string, Scene, object][] = [
    ['seen for the first time', { seen: running() }, { reason: 'changed', what: 'first-seen' }],
    [
      'runs again after the operator stopped it',
      { seen: running(), before: { lastSeen: { running: false, completed: false }, lastReportAt: NOW - 60 } },
      { reason: 'changed', what: 'running' },
    ],
    [
      'the operator stopped it',
      { seen: paused(), before: ranBefore({ operatorStopped: true }) },
      { reason: 'changed', what: 'running' },
    ],
    [
      'runs again after it completed',
      {
        seen: running('k1', { completed: false }),
        before: {
          lastSeen: { running: true, completed: true },
          lastReportAt: NOW - 60,
          reportedCompleted: true,
        },
      },
      { reason: 'changed', what: 'completed' },
    ],
    [
      'its process runs once more, and it is no longer completed',
      {
        seen: running('k1', { completed: false }),
        before: {
          lastSeen: { running: false, completed: true },
          lastReportAt: NOW - 60,
          reportedCompleted: true,
        },
      },
      { reason: 'changed', what: 'running' },
    ],
    [
      'its process ended after it completed',
      {
        seen: completed(),
        before: {
          lastSeen: { running: true, completed: true },
          lastReportAt: NOW - 60,
          reportedCompleted: true,
        },
      },
      { reason: 'completion-already-told' },
    ],
    [
      'a process of it runs once more, and it is completed all the same',
      {
        seen: completed({ running: true }),
        before: {
          lastSeen: { running: false, completed: true },
          lastReportAt: NOW - 60,
          reportedCompleted: true,
        },
      },
      { reason: 'completion-already-told' },
    ],
    [
      'completed, and warns since its process ended',
      {
        seen: completed({ level: 'warn' }),
        before: { lastSeen: { running: true, completed: true }, reportedCompleted: true },
      },
      { reason: 'changed', what: 'warning' },
    ],
    [
      'level warn, and ok before',
      { seen: running('k1', { level: 'warn' }), before: ranBefore({ lastLevel: 'ok' }) },
      { reason: 'changed', what: 'warning' },
    ],
    [
      'level warn as before',
      { seen: running('k1', { level: 'warn' }), before: ranBefore({ lastLevel: 'warn' }) },
      { reason: 'within-interval', remainingSeconds: 1740 },
    ],
    [
      'level ok again',
      { seen: running('k1', { level: 'ok' }), before: ranBefore({ lastLevel: 'warn' }) },
      { reason: 'within-interval', remainingSeconds: 1740 },
    ],
    [
      'interval, a second to go',
      { seen: running(), before: ranBefore({ lastReportAt: NOW - 1799 }) },
      { reason: 'within-interval', remainingSeconds: 1 },
    ],
    [
      'interval, just over',
      { seen: running(), before: ranBefore({ lastReportAt: NOW - 1800 }) },
      { reason: 'interval', elapsedSeconds: 1800 },
    ],
    [
      'never reported',
      { seen: running(), before: ranBefore({ lastReportAt: undefined }) },
      { reason: 'interval', elapsedSeconds: Number.POSITIVE_INFINITY },
    ],
    [
      'no reports by time',
      { seen: running(), before: ranBefore({ lastReportAt: longAgo }), policy: { reportEverySeconds: 0 } },
      { reason: 'routine-reports-off' },
    ],
    [
      'no reports by time, but of progress',
      { seen: running('k2'), before: ranBefore(), policy: { reportEverySeconds: 0, onlyOnChange: true } },
      { reason: 'progress' },
    ],
    [
      'progress inside the interval',
      { seen: running('k2'), before: ranBefore() },
      { reason: 'within-interval', remainingSeconds: 1740 },
    ],
    [
      'no progress, though told of each',
      { seen: running(), before: ranBefore(), policy: { onlyOnChange: true } },
      { reason: 'within-interval', remainingSeconds: 1740 },
    ],
    [
      'no routine reports, interval over',
      {
        seen: running(),
        before: ranBefore({ lastReportAt: longAgo }),
        policy: { reportWhileRunning: false },
      },
      { reason: 'routine-reports-off' },
    ],
    [
      'no routine reports, progress',
      { seen: running('k2'), before: ranBefore(), policy: { reportWhileRunning: false, onlyOnChange: true } },
      { reason: 'routine-reports-off' },
    ],
    [
      'no routine reports, but a change',
      { seen: running('k1', { level: 'warn' }), before: ranBefore(), policy: { reportWhileRunning: false } },
      { reason: 'changed', what: 'warning' },
    ],
    [
      'stopped by the operator, long silent',
      {
        seen: paused(),
        before: {
          operatorStopped: true,
          lastSeen: { running: false, completed: false },
          lastReportAt: longAgo,
        },
      },
      { reason: 'stopped-by-operator' },
    ],
    [
      'completed, told already',
      {
        seen: completed(),
        before: {
          reportedCompleted: true,
          lastSeen: { running: false, completed: true },
          lastReportAt: longAgo,
        },
      },
      { reason: 'completion-already-told' },
    ],
  ];
  it.each(rows)('%s', (_, scene, because) => {
    expect(decided(scene).because).toEqual(because);
  });
});

describe('how much it matters', () => {
  const rows: [string, Scene, string][] = [
    ['a new anomaly', { seen: paused() }, 'alert'],
    ['a reminder', { seen: paused(), before: toldBefore('paused', null, longAgo) }, 'reminder'],
    [
      'a resume of a pause that was told',
      { seen: paused(), before: toldBefore('paused'), autorun: STARTED },
      'reminder',
    ],
    [
      'a resume of a pause that was not',
      { seen: paused(), before: ranBefore({ operatorStopped: true }), autorun: STARTED },
      'alert',
    ],
    [
      'a resume that also tells of an end',
      { seen: paused(), before: { ...toldBefore('paused'), operatorStopped: true }, autorun: STARTED },
      'recovery',
    ],
    ['a recovery', { seen: running(), before: toldBefore('paused') }, 'recovery'],
    ['a recovery by completion', { seen: completed(), before: toldBefore('paused') }, 'recovery'],
    ['a completion', { seen: completed(), before: ranBefore() }, 'completion'],
    [
      'a change of what completed',
      {
        seen: completed({ level: 'warn' }),
        before: { lastSeen: { running: false, completed: true }, reportedCompleted: true },
      },
      'completion',
    ],
    ['a change', { seen: running() }, 'routine'],
    ['the interval', { seen: running(), before: ranBefore({ lastReportAt: longAgo }) }, 'routine'],
    ['progress', { seen: running('k2'), before: ranBefore(), policy: { onlyOnChange: true } }, 'routine'],
    ['silence', { seen: running(), before: ranBefore() }, 'routine'],
  ];
  it.each(rows)('%s', (_, scene, importance) => {
    expect(decided(scene).importance).toBe(importance);
  });
});
