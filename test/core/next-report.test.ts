import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/core/decision.ts';
import { nextReport } from '../../src/core/next-report.ts';
import {
  check,
  completed,
  decided,
  failing,
  instant,
  job,
  NOW,
  paused,
  ranBefore,
  running,
  type Scene,
  toldBefore,
} from '../support/core-fixtures.ts';

const NIGHT = { start: '23:00', end: '08:00' };
const HOUR = 3600;

/** What is told, how many seconds from now, and what holds it; or why nothing is. */
function next(scene: Scene, silentFor?: number): readonly unknown[] {
  const now = scene.now ?? instant();
  const of = job({ ...scene.of, ...(scene.policy && { policy: scene.policy }) });
  const report = nextReport(
    of,
    decided(scene),
    now,
    silentFor === undefined ? {} : { silentUntil: NOW + silentFor },
  );
  return report.what === 'none'
    ? [report.because]
    : [report.what, report.at - NOW, ...(report.heldBy ? [report.heldBy] : [])];
}

describe('the next report', () => {
  it.each<[string, Scene, readonly unknown[]]>([
    ['runs within the interval', { seen: running('k2'), before: ranBefore() }, ['routine', 1740]],
    ['the interval is over', { seen: running(), before: ranBefore({}, NOW - 1800) }, ['routine', 0]],
    ['is seen for the first time', { seen: running() }, ['change', 0]],
    ['completed just now', { seen: completed(), before: ranBefore() }, ['completion', 0]],
    ['paused just now', { seen: paused('killed'), before: ranBefore() }, ['anomaly', 0]],
    ['the pause was told', { seen: paused(), before: toldBefore('paused') }, ['reminder', 1740]],
    ['runs again', { seen: running('k2'), before: toldBefore('paused') }, ['recovery', 0]],
    ['cannot be seen', { seen: failing(), before: ranBefore() }, ['anomaly', 0]],
    [
      'may be resumed',
      { seen: paused(), before: toldBefore('paused'), autorun: { kind: 'would-start' } },
      ['auto-resume', 0],
    ],
    [
      'no routine by time',
      { seen: running(), before: ranBefore(), policy: { reportEverySeconds: 0 } },
      ['routine-reports-off'],
    ],
    [
      'no routine at all',
      { seen: running(), before: ranBefore(), policy: { reportWhileRunning: false } },
      ['routine-reports-off'],
    ],
    [
      'the completion was told',
      {
        seen: completed(),
        before: { lastSeen: { running: false, completed: true }, reportedCompleted: true },
      },
      ['completion-told'],
    ],
    [
      'stopped by its operator',
      { seen: paused(), before: { lastSeen: { running: false, completed: false }, operatorStopped: true } },
      ['stopped-by-operator'],
    ],
    [
      'failed once of three',
      { seen: failing(), before: ranBefore(), policy: { failuresBeforeAlert: 3 } },
      ['not-sure-yet'],
    ],
  ])('%s', (_, scene, expected) => {
    expect(next(scene)).toEqual(expected);
  });

  it.each<[string, Scene, readonly unknown[]]>([
    [
      'the interval ends before them',
      { seen: running(), before: ranBefore(), now: instant(NOW, '22:00') },
      ['routine', 1740],
    ],
    [
      'the interval ends in them',
      { seen: running(), before: ranBefore(), now: instant(NOW, '22:45') },
      ['routine', 9.25 * HOUR, 'quiet-hours'],
    ],
    [
      'the interval ended in them',
      { seen: running(), before: ranBefore({}, NOW - 3000), now: instant(NOW, '07:00') },
      ['routine', HOUR, 'quiet-hours'],
    ],
    [
      'the interval goes on after them',
      { seen: running(), before: ranBefore(), now: instant(NOW, '07:45') },
      ['routine', 1740],
    ],
    [
      'a completion waits for their end',
      { seen: completed(), before: ranBefore(), now: instant(NOW, '06:00') },
      ['completion', 2 * HOUR, 'quiet-hours'],
    ],
    [
      'a recovery waits for their end',
      { seen: running('k2'), before: toldBefore('paused'), now: instant(NOW, '06:00') },
      ['recovery', 2 * HOUR, 'quiet-hours'],
    ],
    [
      'a change is dropped, the routine comes',
      { seen: running(), now: instant(NOW, '06:00') },
      ['routine', 2 * HOUR, 'quiet-hours'],
    ],
    [
      'an anomaly does not wait',
      { seen: paused(), before: ranBefore(), now: instant(NOW, '06:00') },
      ['anomaly', 0],
    ],
    [
      'nor does a reminder',
      { seen: paused(), before: toldBefore('paused'), now: instant(NOW, '06:00') },
      ['reminder', 1740],
    ],
  ])('in quiet hours: %s', (_, scene, expected) => {
    expect(next({ ...scene, policy: { quietHours: NIGHT } })).toEqual(expected);
  });

  it('waits for the end of a silence, unless that is earlier', () => {
    const reminded: Scene = { seen: paused(), before: toldBefore('paused') };
    expect(next(reminded, 3600)).toEqual(['reminder', 3600, 'silence']);
    expect(next(reminded, 600)).toEqual(['reminder', 1740]);
  });

  it('does not come for an anomaly that is acknowledged, as long as it is that one', () => {
    const decision = decided({ seen: paused(), before: toldBefore('paused') });
    const holds = { isAcknowledged: true };
    expect(nextReport(job(), decision, instant(), holds)).toEqual({ what: 'none', because: 'acknowledged' });
    const over = decided({ seen: running('k2'), before: toldBefore('paused') });
    expect(nextReport(job(), over, instant(), holds)).toMatchObject({ what: 'recovery' });
  });

  it.each<[Decision['because'], readonly unknown[]]>([
    [{ reason: 'silenced', holds: { reason: 'completed' }, until: NOW + 60 }, ['completion', 60, 'silence']],
    [{ reason: 'acknowledged', at: NOW - 60 }, ['acknowledged']],
    [{ reason: 'anomaly-already-told', remindInSeconds: undefined }, ['anomaly-told']],
  ])('follows the reason of the decision: %j', (because, expected) => {
    const decision = { ...decided({ seen: running(), before: ranBefore() }), tells: false, because };
    const report = nextReport(job(), decision, instant(), {});
    const told = report.what === 'none' ? [report.because] : [report.what, report.at - NOW, report.heldBy];
    expect(told).toEqual(expected);
  });

  it.each([
    ['one-shot', check()],
    ['disabled', job({ enabled: false })],
    ['just-started', job()],
  ])('is none for a job that no tick judges: %s', (because, of) => {
    expect(nextReport(of, undefined, instant(), {})).toEqual({ what: 'none', because });
  });
});
