import { describe, expect, it } from 'vitest';
import {
  type Anomaly,
  anomalyKey,
  anomalyOfKey,
  hasToldAnomaly,
  isToldAnomaly,
  toldSince,
} from '../../src/core/anomaly.ts';
import { instant, NOW } from '../support/core-fixtures.ts';

const anomaly = (kind: Anomaly['kind'], stopReason: string | null = null): Anomaly => ({
  kind,
  stopReason,
  since: NOW,
});

describe('identity', () => {
  it.each([
    [anomaly('paused'), { ...anomaly('paused'), since: 7 }, true],
    [anomaly('paused', 'quota'), anomaly('paused', 'quota'), true],
    [anomaly('paused', 'quota'), anomaly('paused', 'disk'), false],
    [anomaly('paused', 'quota'), anomaly('paused'), false],
    [anomaly('paused'), anomaly('stalled'), false],
    [anomaly('stalled'), anomaly('alert'), false],
    [anomaly('paused', `${'x'.repeat(600)}a`), anomaly('paused', `${'x'.repeat(600)}b`), true],
    [anomaly('paused', 'no\nquota'), anomaly('paused', 'no quota'), true],
  ])('%j and %j: %s', (one, other, same) => {
    expect(anomalyKey(one) === anomalyKey(other)).toBe(same);
    expect(isToldAnomaly({ lastAnomalyKey: anomalyKey(one) }, other, undefined)).toBe(same);
  });

  it.each([
    [{}, false],
    [{ lastAnomalyKey: null }, false],
    [{ lastAnomalyKey: 'x' }, true],
  ])('%j: told %s', (previous, told) => {
    expect(hasToldAnomaly(previous)).toBe(told);
  });

  it.each([
    [{ anomalySince: 5, lastAnomalyReportAt: 7 }, 5],
    [{ lastAnomalyReportAt: 7 }, 7],
    [{ lastAnomalyReportAt: null }, NOW],
  ])('%j has stood since %i', (previous, since) => {
    expect(toldSince(previous, instant())).toBe(since);
  });
});

/** A key as ops-monitor.py wrote it. */
function originals(parts: object): string {
  return JSON.stringify({
    completed: false,
    level: null,
    message: null,
    progressKey: null,
    running: false,
    stopReason: null,
    ...parts,
  });
}

describe('what the original told', () => {
  it.each([
    ['a pause', {}, anomaly('paused'), true],
    ['a pause for a reason', { stopReason: 'quota' }, anomaly('paused', 'quota'), true],
    ['a pause for another reason', { stopReason: 'quota' }, anomaly('paused', 'disk'), false],
    ['a pause whose reason is gone', { stopReason: 'quota' }, anomaly('paused'), false],
    ['a pause that runs and stalls now', {}, anomaly('stalled'), false],
    ['a pause with a counter in its message', { message: '7 tries' }, anomaly('paused'), true],
    ['a stall', { running: true, progressKey: 'k1' }, anomaly('stalled'), true],
    ['a stall for a reason', { running: true, stopReason: 'quota' }, anomaly('stalled', 'quota'), true],
    ['a stall that is paused now', { running: true }, anomaly('paused'), false],
    ['a stall for another reason', { running: true, stopReason: 'a' }, anomaly('stalled', 'b'), false],
    ['an alert by level, of which it knew none', { running: true, level: 'alert' }, anomaly('alert'), false],
    ['what was completed', { completed: true }, anomaly('paused'), false],
    ['a failed probe, which it called paused', { message: 'status exit=3' }, anomaly('unknown'), true],
    ['a failed probe that failed otherwise', { message: 'status exit=4' }, anomaly('unknown'), false],
    ['a failed probe without a message', {}, anomaly('unknown'), false],
    ['no truth where running stands', { running: 'yes' }, anomaly('paused'), false],
  ])('%s', (_, key, now, known) => {
    expect(isToldAnomaly({ lastAnomalyKey: originals(key) }, now, 'status exit=3')).toBe(known);
  });

  it('knows a long message again that was cut since', () => {
    const long = `${'x'.repeat(499)}yz`;
    const previous = { lastAnomalyKey: originals({ message: long }) };
    expect(isToldAnomaly(previous, anomaly('unknown'), `${'x'.repeat(499)}…`)).toBe(true);
  });

  it.each(['', 'x', 'null', '7', '[]', '{', '{"running":null}'])(
    'is none of a key like %j',
    (lastAnomalyKey) => {
      for (const kind of ['unknown', 'stalled', 'paused', 'alert'] as const) {
        expect(isToldAnomaly({ lastAnomalyKey }, anomaly(kind), 'm')).toBe(false);
      }
    },
  );
});

describe('anomalyOfKey', () => {
  it.each(['unknown', 'stalled', 'paused', 'alert'] as const)('reads its own key of %s', (kind) => {
    expect(anomalyOfKey(anomalyKey(anomaly(kind, 'quota')))).toEqual({ kind, stopReason: 'quota' });
  });

  it.each([
    ['{"running":true,"completed":false,"stopReason":null}', { kind: 'stalled', stopReason: null }],
    ['{"running":false,"completed":false,"stopReason":"disk"}', { kind: 'paused', stopReason: 'disk' }],
    ['{"kind":"unheard of"}', undefined],
    ['[]', undefined],
    ['null', undefined],
    ['torn', undefined],
  ])('of what the original wrote, or somebody else: %s', (key, expected) => {
    expect(anomalyOfKey(key)).toEqual(expected);
  });
});
