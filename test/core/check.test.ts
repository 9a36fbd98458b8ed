import { describe, expect, it } from 'vitest';
import { type CheckFacts, check } from '../../src/core/check.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import {
  entry,
  instant,
  job,
  NOW,
  ranBefore,
  state,
  tickFacts,
  toldBefore,
} from '../support/core-fixtures.ts';

const TICKED = { lastTickAt: NOW - 34, meanTickGapSeconds: 60 };
const JOBS = [job(), job({ id: 'sync' }), job({ id: 'off', enabled: false })];

function checked(parts: Partial<MonitorState>, more: Partial<CheckFacts> = {}) {
  return check({
    now: instant(),
    state: state({ ...TICKED, ...parts }),
    unreadable: undefined,
    config: tickFacts(JOBS, {}).config,
    configPath: '/jobs.json',
    configProblems: [],
    isConfigUnusable: false,
    maxAgeSeconds: 600,
    ...more,
  });
}

/** `critical text`, a line a finding. */
function found(parts: Partial<MonitorState>, more: Partial<CheckFacts> = {}): readonly string[] {
  return checked(parts, more).findings.map(({ level, text }) => `${level} ${text}`);
}

it('all is well', () => {
  expect(checked({ jobs: { scan: ranBefore() } })).toEqual({
    health: 'ok',
    findings: [],
    jobs: 2,
    counts: { anomalies: 0, muted: 0, waiting: 0, queue: 0 },
    tickAge: { seconds: 34, warningSeconds: 180, criticalSeconds: 600 },
  });
});

describe('the age of the last tick', () => {
  const DOCTOR = 'ops-monitor doctor says whether one is scheduled';

  it.each<[string, Partial<MonitorState>, number, string | undefined]>([
    ['at three tenths of the limit', { lastTickAt: NOW - 180 }, 600, undefined],
    ['beyond', { lastTickAt: NOW - 181 }, 600, 'warning no tick for 3m'],
    ['at the limit', { lastTickAt: NOW - 600 }, 600, 'warning no tick for 10m'],
    ['beyond', { lastTickAt: NOW - 601 }, 600, `critical no tick for 10m: ${DOCTOR}`],
    ['at a limit of the caller', { lastTickAt: NOW - 90 }, 90, undefined],
    ['beyond', { lastTickAt: NOW - 91 }, 90, `critical no tick for 1m: ${DOCTOR}`],
    [
      'two usual gaps of a slower scheduler',
      { lastTickAt: NOW - 500, meanTickGapSeconds: 250 },
      600,
      undefined,
    ],
    ['beyond', { lastTickAt: NOW - 501, meanTickGapSeconds: 250 }, 600, 'warning no tick for 8m'],
    [
      'a scheduler that is slower than the limit',
      { lastTickAt: NOW - 601, meanTickGapSeconds: 3600 },
      600,
      `critical no tick for 10m: ${DOCTOR}`,
    ],
    ['a little ahead', { lastTickAt: NOW + 120 }, 600, undefined],
    [
      'far ahead',
      { lastTickAt: NOW + 7200 },
      600,
      'warning the last tick is dated 2h 00m ahead: the clock was set back, and no tick came since',
    ],
  ])('%s: %j, limit %i', (_, parts, maxAgeSeconds, finding) => {
    expect(found(parts, { maxAgeSeconds })).toEqual(finding === undefined ? [] : [finding]);
  });

  it('no tick yet', () => {
    const result = checked({}, { state: state() });
    expect(result).toMatchObject({ health: 'unknown', tickAge: undefined });
    expect(result.findings.map(({ text }) => text)).toEqual([`the state knows of no tick yet: ${DOCTOR}`]);
  });
});

it('a state that cannot be read', () => {
  expect(checked({}, { state: undefined, unreadable: '/s.json: permission denied' })).toEqual({
    health: 'unknown',
    findings: [{ level: 'unknown', text: 'the state cannot be read: /s.json: permission denied' }],
    jobs: 2,
    counts: undefined,
    tickAge: undefined,
  });
});

describe('troubles', () => {
  const told = toldBefore('stalled', null, NOW - 3900);
  const silence = { since: NOW - 60, until: NOW + 600, held: 0 };
  const ack = { key: '{"kind":"stalled","stopReason":null}', at: NOW - 60 };

  it.each<[string, Partial<MonitorState>, ...string[]]>([
    ['a stall', { jobs: { scan: told } }, 'critical scan: stalled for 1h 05m'],
    [
      'a pause with its reason',
      { jobs: { scan: toldBefore('paused', 'quota', NOW - 60) } },
      'critical scan: paused (quota) for 1m',
    ],
    ['an unknown status', { jobs: { scan: toldBefore('unknown') } }, 'critical scan: status unknown for 1m'],
    ['an alert', { jobs: { scan: toldBefore('alert') } }, 'critical scan: alert for 1m'],
    [
      'what the original told',
      { jobs: { scan: { lastAnomalyKey: '{"running":false}', lastAnomalyReportAt: NOW - 60 } } },
      'critical scan: paused for 1m',
    ],
    ['a key of nobody', { jobs: { scan: { lastAnomalyKey: 'x' } } }, 'critical scan: in trouble for 0s'],
    [
      'two',
      { jobs: { scan: told, sync: told } },
      'critical scan: stalled for 1h 05m',
      'critical sync: stalled for 1h 05m',
    ],
    [
      'one that is over, while quiet hours hold the news',
      { jobs: { scan: { ...told, anomalyEndedAt: NOW - 9 } } },
    ],
    ['one of a disabled job', { jobs: { off: told } }],
    ['one of a job that is gone', { jobs: { gone: told } }],
    ['acknowledged', { jobs: { scan: { ...told, ack } } }, 'warning scan: stalled for 1h 05m (acknowledged)'],
    [
      'another was acknowledged',
      { jobs: { scan: { ...told, ack: { ...ack, key: '{"kind":"paused","stopReason":null}' } } } },
      'critical scan: stalled for 1h 05m',
    ],
    [
      'silenced',
      { jobs: { scan: told }, silences: { scan: silence } },
      'warning scan: stalled for 1h 05m (silenced for 10m)',
    ],
    [
      'silenced with all, and an alert of another held',
      { jobs: { scan: told }, silences: { '*': { ...silence, held: 1 } } },
      'warning scan: stalled for 1h 05m (silenced for 10m)',
      'warning all jobs: 1 alert held by a silence',
    ],
    [
      'told, and held since',
      { jobs: { scan: told }, silences: { scan: { ...silence, held: 2 } } },
      'warning scan: stalled for 1h 05m (silenced for 10m)',
    ],
    [
      'held alone',
      { silences: { scan: { ...silence, held: 2 }, gone: { ...silence, held: 2 } } },
      'warning scan: 2 alerts held by a silence',
    ],
    ['a silence that holds nothing', { silences: { scan: silence } }],
    [
      'a silence that is over',
      { jobs: { scan: told }, silences: { scan: { ...silence, until: NOW, held: 2 } } },
      'critical scan: stalled for 1h 05m',
    ],
  ])('%s', (_, parts, ...findings) => {
    expect(found(parts)).toEqual(findings);
  });

  it('are counted, each by whether a person wants to hear of it', () => {
    const { counts, findings } = checked({ jobs: { scan: told, sync: { ...told, ack } } });
    expect(counts).toMatchObject({ anomalies: 1, muted: 1 });
    expect(findings.map(({ jobId }) => jobId)).toEqual(['scan', 'sync']);
  });
});

describe('the job file', () => {
  const problem = { path: 'jobs[0].kind', message: 'missing', line: 3, column: 7 };

  it.each([
    [[problem], false, 'warning job file: 1 error: /jobs.json:3:7: jobs[0].kind: missing'],
    [
      [problem, problem],
      false,
      'warning job file: 2 errors, the first: /jobs.json:3:7: jobs[0].kind: missing',
    ],
    [[{ path: '', message: 'not found' }], true, 'critical job file unusable: /jobs.json: not found'],
  ])('%j', (configProblems, isConfigUnusable, finding) => {
    expect(found({}, { configProblems, isConfigUnusable })).toEqual([finding]);
  });
});

describe('the outbox', () => {
  it.each<[string, MonitorState['outbox'], ...string[]]>([
    ['a message for 15 minutes', [entry({ createdAt: NOW - 900 })]],
    ['a message for longer', [entry({ createdAt: NOW - 901 })], 'warning 1 message not delivered for 15m'],
    [
      'several, the last error of which is said',
      [
        entry({ createdAt: NOW - 1200, lastError: 'no network' }),
        entry({ id: 'r2', createdAt: NOW - 7200, lastError: 'no answer' }),
        entry({ id: 'r3' }),
      ],
      'warning 2 messages not delivered for 2h 00m: no answer',
    ],
    [
      'refused, however young',
      [entry({ isRefused: true, lastError: 'chat not found' }), entry({ id: 'r2', createdAt: NOW - 1200 })],
      'critical 1 message refused: chat not found',
      'warning 1 message not delivered for 20m',
    ],
    ['one that a silence keeps back', [entry({ createdAt: 0, silencedJob: 'scan', isRefused: true })]],
    ['one that waits for --print-only', [entry({ via: 'print', createdAt: 0, isRefused: true })]],
  ])('%s', (_, outbox, ...findings) => {
    expect(found({ outbox })).toEqual(findings);
  });

  it('and the queue are counted', () => {
    const queue = ['pending', 'running', undefined, 'done'].map((status, i) => ({
      id: `q${i}`,
      jobId: 'x',
      ...(status !== undefined && { status }),
    }));
    const outbox = [
      entry(),
      entry({ id: 'r2' }),
      entry({ id: 'r3', via: 'print' }),
      entry({ id: 'r4', silencedJob: 'scan' }),
    ];
    expect(checked({ outbox, queue }).counts).toMatchObject({ waiting: 2, queue: 3 });
  });
});

it('what is known to be wrong goes before what is not known, the gravest first', () => {
  const parts = { jobs: { sync: toldBefore('paused') }, outbox: [entry({ createdAt: NOW - 1200 })] };
  const levels = (more: Partial<CheckFacts>) => found(parts, more).map((text) => text.split(' ')[0]);
  expect(levels({})).toEqual(['critical', 'warning']);
  expect(checked(parts).health).toBe('critical');
  const unusable = { configProblems: [{ path: '', message: 'torn' }], isConfigUnusable: true };
  const blind = { ...unusable, state: undefined, unreadable: 'gone' };
  expect(levels(blind)).toEqual(['critical', 'unknown']);
});

it('shows no control character and no token', () => {
  const lastError = 'POST /bot987654:AAF-never-to-be-shown-anywhere_0123/\u001b[31msendMessage\n';
  expect(found({ outbox: [entry({ lastError, isRefused: true })] })).toEqual([
    'critical 1 message refused: POST /bot<token>/sendMessage',
  ]);
});
