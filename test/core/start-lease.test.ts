import { describe, expect, it } from 'vitest';
import {
  type StartLease,
  startedByHandAt,
  startLease,
  startUnderWay,
  withStartEnded,
} from '../../src/core/start-lease.ts';
import { NOW } from '../support/core-fixtures.ts';

const DAY = 86_400;
const lease = (parts: Partial<StartLease> = {}): StartLease => ({
  pid: 7,
  claimedAt: NOW - 20,
  until: NOW + 70,
  ...parts,
});

describe('how long the start of a job counts as under way', () => {
  it.each([
    ['its time limit, and half a minute', { timeoutSeconds: 60 }, NOW + 90],
    ['from what the clock says, where the tick began to look before', { clockAt: NOW + 40 }, NOW + 130],
    ['for all commands that may have to end before it', { waves: 3 }, NOW + 270],
    ['a day at most, whatever was typed', { timeoutSeconds: 2_000_000 }, NOW + DAY],
    ['a day at most for many commands', { waves: 5000 }, NOW + DAY],
  ])('%s', (_, parts, until) => {
    const made = startLease({ pid: 7, claimedAt: NOW, timeoutSeconds: 60, ...parts });
    expect(made).toEqual({ pid: 7, claimedAt: NOW, until });
  });

  it('is marked where it is not by a tick', () => {
    const made = startLease({ pid: 7, claimedAt: NOW, timeoutSeconds: 60, byHand: true });
    expect(made).toEqual({ pid: 7, claimedAt: NOW, until: NOW + 90, byHand: true });
  });
});

describe('a start is under way', () => {
  it.each([
    ['without a lease', undefined, false],
    ['before its bound', lease({ until: NOW + 1 }), true],
    ['at its bound', lease({ until: NOW }), false],
    ['two days after its claim, which no lease outlasts', lease({ until: NOW - 20 + 2 * DAY }), true],
    ['with a bound that no start has', lease({ until: NOW - 20 + 2 * DAY + 1 }), false],
  ])('%s', (_, startLease, isUnderWay) => {
    const job = startLease === undefined ? {} : { startLease };
    expect(startUnderWay(job, NOW)).toBe(isUnderWay ? startLease : undefined);
  });
});

describe('a start by hand counts from', () => {
  const byHand = lease({ byHand: true });
  it.each([
    ['never, where there was none', {}, Number.NEGATIVE_INFINITY],
    ['never, where a tick alone has started it', { startLease: lease() }, Number.NEGATIVE_INFINITY],
    ['never, where the mark lost its time', { lastManualStartAt: null }, Number.NEGATIVE_INFINITY],
    ['its beginning, where nobody noted the end', { lastManualStartAt: NOW - 20 }, NOW - 20],
    ['its end', { lastManualStartAt: NOW - 20, startLease: { ...byHand, until: NOW - 3 } }, NOW - 3],
    [
      'its beginning, where the lease is older',
      { lastManualStartAt: NOW, startLease: { ...byHand, until: NOW - 3 } },
      NOW,
    ],
    [
      'its beginning, where a tick came after it',
      { lastManualStartAt: NOW - 99, startLease: lease() },
      NOW - 99,
    ],
    [
      'its beginning, where the lease is damaged',
      { lastManualStartAt: NOW - 20, startLease: { ...byHand, until: 1e15 } },
      NOW - 20,
    ],
  ])('%s', (_, job, from) => {
    expect(startedByHandAt(job)).toBe(from);
  });
});

describe('what is kept when a start has ended', () => {
  it('its lease, which says when', () => {
    const job = { operatorStopped: true, startLease: lease({ byHand: true }) };
    expect(withStartEnded(job, NOW - 20, NOW)).toEqual({
      operatorStopped: true,
      startLease: lease({ byHand: true, until: NOW }),
    });
  });

  it.each([
    ['a job that has no lease', {}],
    ['the lease of another start', { startLease: lease({ claimedAt: NOW - 19 }) }],
    ['a lease that was over before: it is not made longer', { startLease: lease({ until: NOW - 1 }) }],
  ])('%s is as it was', (_, job) => {
    expect(withStartEnded(job, NOW - 20, NOW)).toBe(job);
  });
});
