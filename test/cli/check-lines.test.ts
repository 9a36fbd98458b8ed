import { describe, expect, it } from 'vitest';
import { renderCheck } from '../../src/cli/check-lines.ts';
import type { CheckResult, Finding } from '../../src/core/check.ts';

const WELL: CheckResult = {
  health: 'ok',
  findings: [],
  jobs: 5,
  counts: { anomalies: 0, muted: 0, waiting: 0, queue: 0 },
  tickAge: { seconds: 34, warningSeconds: 180, criticalSeconds: 600 },
};
const PERFORMANCE = 'jobs=5 anomalies=0;0;0 muted=0;0 waiting=0 queue=0 tick_age=34s;180;600';

const bad = (...texts: string[]): CheckResult => ({
  ...WELL,
  health: 'critical',
  findings: texts.map((text): Finding => ({ level: 'critical', text })),
});

it.each<[string, CheckResult, string]>([
  ['all is well', WELL, `OPS OK - 5 jobs watched, last tick 34s ago | ${PERFORMANCE}`],
  ['findings', bad('one', 'two'), `OPS CRITICAL - one; two | ${PERFORMANCE}`],
  ['a bar is no performance data', bad('a|b'), `OPS CRITICAL - a/b | ${PERFORMANCE}`],
  [
    'nothing is known of the state',
    {
      ...WELL,
      jobs: 1,
      health: 'unknown',
      findings: [{ level: 'unknown', text: 'gone' }],
      counts: undefined,
      tickAge: undefined,
    },
    'OPS UNKNOWN - gone | jobs=1',
  ],
])('%s', (_, result, line) => {
  expect(renderCheck(result)).toBe(line);
});

describe('stays within 200 characters', () => {
  it.each([
    ['a long finding is cut', bad('x'.repeat(500)), /^OPS CRITICAL - x{50,}… \| jobs=5 /],
    [
      'of several those are shown that have room, and the others counted',
      bad('a'.repeat(50), 'b'.repeat(30), 'c'.repeat(60), 'd'),
      /^OPS CRITICAL - a{50}; b{30}; 2 more \| jobs=5 /,
    ],
    [
      'a long one goes before others that have no room',
      bad('x'.repeat(500), 'two', 'three'),
      /^OPS CRITICAL - x{50,}…; 2 more \| jobs=5 /,
    ],
  ])('%s', (_, result, line) => {
    expect(renderCheck(result)).toMatch(line);
    expect(renderCheck(result).length).toBeLessThanOrEqual(200);
    expect(renderCheck(result).endsWith(PERFORMANCE)).toBe(true);
  });
});
