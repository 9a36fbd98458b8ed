import { describe, expect, it } from 'vitest';
import { explainTelling } from '../../src/core/explain-telling.ts';
import { completed, failing, NOW, paused, ranBefore, running, toldBefore } from '../support/core-fixtures.ts';
import { type ExplainScene, viewOf } from '../support/explain-scene.ts';

describe('would tell', () => {
  it.each<[string, ExplainScene, string]>([
    [
      'a stall',
      { seen: running('k1'), before: ranBefore({}, NOW - 3900) },
      'it stalled at 06:55, 1h 05m ago, and that was not told yet',
    ],
    [
      'a pause',
      { seen: paused('quota'), before: ranBefore() },
      'it is paused (quota), and that was not told yet',
    ],
    [
      'another pause than the one that was told',
      { seen: paused('disk'), before: toldBefore('paused', 'quota') },
      'it is paused (disk), and that was not told yet (what was told is the pause (quota))',
    ],
    ['an unknown status', { seen: failing() }, 'its status is unknown, and that was not told yet'],
    [
      'an unknown status that has been so for a while',
      { seen: failing(), before: { unknownCount: 2, unknownSince: NOW - 120 } },
      'its status has been unknown since 07:58, and that was not told yet',
    ],
    [
      'an alert',
      { seen: running('k2', { level: 'alert' }), before: ranBefore() },
      'its level is alert, and that was not told yet',
    ],
    [
      'a reminder',
      { seen: paused('quota'), before: toldBefore('paused', 'quota', NOW - 3900) },
      'the pause (quota) still stands, and was told 1h 05m ago; a reminder comes every 30m',
    ],
    [
      'a reminder of what was told nobody knows when',
      { seen: paused(), before: { lastAnomalyKey: toldBefore('paused').lastAnomalyKey } },
      'the pause still stands, and was told nobody knows when; a reminder comes every 30m',
    ],
    [
      'a start',
      {
        seen: paused(),
        before: toldBefore('paused'),
        policy: { autoResume: true },
        autorun: { kind: 'would-start' },
      },
      'it is started (auto-resume)',
    ],
    [
      'a start that is not allowed',
      {
        seen: paused(),
        before: toldBefore('paused'),
        policy: { autoResume: true },
        of: { risk: 'write_local' },
      },
      'auto-resume is blocked (risk is write_local), which is told once in a pause',
    ],
    [
      'a start that was cut short',
      {
        seen: paused(),
        before: { ...toldBefore('paused'), resumeClaimed: true },
        autorun: { kind: 'interrupted' },
      },
      'an auto-resume was cut short, and its outcome is not known',
    ],
    [
      'a start that was cut short, of a job that has recovered since',
      {
        seen: running(),
        before: { ...toldBefore('paused', null, NOW - 300), resumeClaimed: true, completionHeld: true },
        autorun: { kind: 'interrupted' },
      },
      'an auto-resume was cut short, and its outcome is not known; the message also says that what was told before is over after 5m and that it completed in quiet hours',
    ],
    [
      'a start that was tried',
      { seen: paused(), before: toldBefore('paused'), autorun: { kind: 'started' } },
      'an auto-resume was tried',
    ],
    [
      'a new pause in which a start is not allowed',
      { seen: paused(), before: ranBefore(), policy: { autoResume: true }, of: { risk: 'write_local' } },
      'it is paused, and that was not told yet; the message also says that auto-resume is blocked',
    ],
    [
      'a recovery',
      { seen: running(), before: toldBefore('paused', 'quota', NOW - 7500) },
      'the pause (quota) that was told is over, after 2h 05m',
    ],
    [
      'a recovery by another trouble',
      {
        seen: completed(),
        before: { ...toldBefore('unknown', null, NOW - 300), completionHeld: true },
      },
      'the unknown status that was told is over, after 5m',
    ],
    ['a completion', { seen: completed(), before: ranBefore() }, 'it completed, and that was not told yet'],
    [
      'a completion that quiet hours held, behind a new run',
      { seen: running(), before: ranBefore({ completionHeld: true }) },
      'it completed in quiet hours, and that was not told yet',
    ],
    ['the first sight', { seen: running() }, 'it is seen for the first time'],
    [
      'it runs again',
      { seen: running(), before: ranBefore({ lastSeen: { running: false, completed: false } }) },
      'it runs now, and did not before',
    ],
    [
      'stopped by hand, and seen so for the first time',
      { seen: paused(), before: ranBefore({ operatorStopped: true }) },
      'it ran before, and does not now',
    ],
    [
      'no longer completed',
      {
        seen: paused(),
        before: { lastSeen: { running: false, completed: true }, operatorStopped: true },
      },
      'it is no longer completed',
    ],
    [
      'a warning',
      { seen: running('k1', { level: 'warn' }), before: ranBefore() },
      'its level has become warn',
    ],
    [
      'a routine report',
      { seen: running('k2'), before: ranBefore({}, NOW - 1860) },
      'a routine report is due: the last was 31m ago, and one comes every 30m',
    ],
    [
      'the first routine report',
      { seen: running(), before: ranBefore({ lastReportAt: null }) },
      'a routine report is due: there was none yet, and one comes every 30m',
    ],
    [
      'progress',
      { seen: running('k2'), before: ranBefore(), policy: { onlyOnChange: true } },
      'it progressed, and onlyOnChange is true',
    ],
  ])('%s', (_, scene, news) => {
    expect(explainTelling(viewOf(scene))).toEqual([`would tell: ${news}`]);
  });
});
