import { describe, expect, it } from 'vitest';
import { acknowledge } from '../../src/core/acknowledge.ts';
import type { JobState } from '../../src/schema/state.ts';
import {
  completed,
  decided,
  instant,
  NOW,
  paused,
  ranBefore,
  running,
  state,
  toldBefore,
} from '../support/core-fixtures.ts';

const QUOTA = JSON.stringify({ kind: 'paused', stopReason: 'quota' });
const SILENCE = { since: NOW - 60, until: NOW + 60, held: 1 };

function acked(scan: JobState, reason?: string) {
  const given = acknowledge(state({ jobs: { scan, other: {} } }), 'scan', reason, instant());
  if (given.kind !== 'acknowledged') throw new Error(given.stands);
  return { ...given, scan: given.state.jobs.scan ?? {} };
}

describe('ack', () => {
  it('remembers what was told, and why the operator knows it', () => {
    const told = toldBefore('paused', 'quota', NOW - 900);
    const { scan, key, since, isAgain } = acked(told, 'waiting for Monday');
    expect({ key, since, isAgain }).toEqual({ key: QUOTA, since: NOW - 900, isAgain: false });
    expect(scan).toEqual({ ...told, ack: { key: QUOTA, at: NOW, reason: 'waiting for Monday' } });
  });

  it('a second time says so', () => {
    const { scan } = acked(toldBefore('paused', 'quota'), 'because');
    expect(acked(scan)).toMatchObject({ isAgain: true, scan: { ack: { key: QUOTA, at: NOW } } });
    expect(acked(scan).scan.ack).not.toHaveProperty('reason');
  });

  it('takes what a silence holds as told: its end is told, and nothing before', () => {
    const { next } = decided({ seen: paused('quota'), before: ranBefore(), silence: SILENCE });
    const { scan, since } = acked(next);
    expect(since).toBe(NOW);
    expect(scan).not.toHaveProperty('heldAnomalyKey');
    const stands = decided({ seen: paused('quota'), before: scan, now: instant(NOW + 9000) });
    expect(stands).toMatchObject({ tells: false, because: { reason: 'acknowledged', at: NOW } });
    const over = decided({ seen: completed(), before: stands.next, now: instant(NOW + 9060) });
    expect(over).toMatchObject({ tells: true, recoveredAfterSeconds: 9060 });
  });

  it('is of what stands now, not of what was told before it', () => {
    const { next } = decided({ seen: paused('quota'), before: toldBefore('unknown'), silence: SILENCE });
    expect(acked(next)).toMatchObject({ key: QUOTA, scan: { lastAnomalyKey: QUOTA, anomalySince: NOW } });
  });

  it('of a reminder that a silence holds is of what was told', () => {
    const before = toldBefore('paused', 'quota', NOW - 9000);
    const { next } = decided({ seen: paused('quota'), before, silence: SILENCE });
    expect(acked(next)).toMatchObject({ key: QUOTA, since: NOW - 9000 });
  });

  it('is of what came again in a silence after it had ended', () => {
    const before = toldBefore('paused', 'quota', NOW - 90);
    const ended = decided({ seen: running(), before, silence: SILENCE, now: instant(NOW - 60) });
    const now = instant(NOW - 30);
    const { next } = decided({ seen: paused('quota'), before: ended.next, silence: SILENCE, now });
    const { scan, since } = acked(next);
    expect(since).toBe(NOW - 30);
    expect(scan).not.toHaveProperty('anomalyEndedAt');
    expect(scan).not.toHaveProperty('endHeld');
  });

  it('of what the original told', () => {
    const key = JSON.stringify({ running: false, completed: false, stopReason: null });
    expect(acked({ lastAnomalyKey: key, lastAnomalyReportAt: NOW - 60 })).toMatchObject({
      key,
      since: undefined,
    });
  });
});

describe('there is nothing to acknowledge where the job', () => {
  const quiet = { quietHours: { start: '11:00', end: '13:00' } };
  it.each<[string, JobState]>([
    ['never-seen', {}],
    ['running', ranBefore()],
    ['completed', decided({ seen: completed(), before: ranBefore() }).next],
    ['paused', decided({ seen: paused(), before: ranBefore({ operatorStopped: true }) }).next],
    ['not-sure-yet', { ...ranBefore(), unknownCount: 1, unknownSince: NOW }],
    ['over', decided({ seen: running(), before: toldBefore('paused'), policy: quiet }).next],
  ])('%s', (stands, scan) => {
    const given = acknowledge(state({ jobs: { scan } }), 'scan', undefined, instant());
    expect(given).toEqual({ kind: 'untroubled', stands });
  });

  it('has a name of the language', () => {
    expect(acknowledge(state(), 'constructor', undefined, instant())).toMatchObject({ stands: 'never-seen' });
  });
});
