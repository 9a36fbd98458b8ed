import { describe, expect, it } from 'vitest';
import type { JobOverview } from '../../src/core/job-overview.ts';
import type { Job, Observation } from '../../src/core/model.ts';
import { type Overview, overview } from '../../src/core/overview.ts';
import type { JobState, MonitorState } from '../../src/schema/state.ts';
import {
  check,
  completed,
  entry,
  failing,
  job,
  NOW,
  paused,
  ranBefore,
  running,
  state,
  tickFacts,
  toldBefore,
} from '../support/core-fixtures.ts';

const TICKED = { lastTickAt: NOW - 60, meanTickGapSeconds: 60 };

function viewOf(
  jobs: readonly Job[],
  seen: Readonly<Record<string, Observation>>,
  before: Partial<MonitorState> = {},
): Overview {
  return overview(state({ ...TICKED, ...before }), tickFacts(jobs, seen));
}

function scanView(
  seen: Observation,
  remembered: JobState = ranBefore(),
  more: Partial<MonitorState> = {},
  of: Job = job(),
): JobOverview {
  const [view] = viewOf([of], { scan: seen }, { jobs: { scan: remembered }, ...more }).jobs;
  if (view === undefined) throw new Error('no view');
  return view;
}

describe('a job', () => {
  it.each<[string, Observation, JobState, Partial<JobOverview>]>([
    [
      'runs on as remembered',
      running('k1', { message: 'half\nway' }),
      ranBefore({ standingSince: NOW - 500 }),
      {
        state: 'running',
        since: NOW - 500,
        lastProgressAt: NOW - 60,
        message: 'half way',
        needsPerson: false,
      },
    ],
    ['made progress since', running('k2'), ranBefore(), { lastProgressAt: NOW, since: undefined }],
    ['was never seen', running('k2'), {}, { state: 'running', since: undefined, lastProgressAt: undefined }],
    ['gives no progress', running(undefined), {}, { lastProgressAt: undefined }],
    ['has just completed', completed(), ranBefore({ standingSince: 1 }), { state: 'completed', since: NOW }],
    [
      'stalls',
      running('k1'),
      ranBefore({ standingSince: NOW - 9000 }, NOW - 3600),
      {
        state: 'running',
        since: NOW - 9000,
        anomaly: { kind: 'stalled', stopReason: null, since: NOW - 3600 },
        needsPerson: true,
      },
    ],
    [
      'paused, and was told',
      paused('killed'),
      toldBefore('paused', 'killed', NOW - 700),
      { state: 'paused', anomaly: { kind: 'paused', stopReason: 'killed', since: NOW - 700 } },
    ],
    [
      'paused, and was not told yet',
      paused(),
      { lastSeen: { running: false, completed: false }, standingSince: NOW - 30 },
      { anomaly: { kind: 'paused', stopReason: null, since: NOW - 30 } },
    ],
    [
      'was stopped by its operator',
      paused(),
      ranBefore({ operatorStopped: true }),
      { state: 'paused', isStoppedByOperator: true, anomaly: undefined, needsPerson: false },
    ],
    [
      'cannot be seen',
      failing('no answer'),
      ranBefore({ unknownSince: NOW - 90, unknownCount: 4 }),
      {
        state: 'unknown',
        since: NOW - 90,
        message: 'no answer',
        anomaly: { kind: 'unknown', stopReason: null, since: NOW - 90 },
        lastProgressAt: NOW - 60,
      },
    ],
  ])('that %s', (_, seen, remembered, expected) => {
    expect(scanView(seen, remembered)).toMatchObject(expected);
  });

  it('needs nobody while its status failed less often than would be told', () => {
    const patient = job({ policy: { failuresBeforeAlert: 2 } });
    const once = scanView(failing(), ranBefore(), {}, patient);
    expect(once).toMatchObject({ state: 'unknown', anomaly: undefined, needsPerson: false });
    expect(scanView(failing(), ranBefore({ unknownCount: 1 }), {}, patient).needsPerson).toBe(true);
  });

  it('needs nobody while it is disabled', () => {
    const view = scanView(paused(), ranBefore(), {}, job({ enabled: false }));
    expect(view).toMatchObject({ state: 'paused', anomaly: undefined, needsPerson: false });
    expect(view.nextReport).toEqual({ what: 'none', because: 'disabled' });
  });

  it('needs nobody while it is silenced', () => {
    const silence = { since: NOW - 60, until: NOW + 60, held: 0 };
    expect(scanView(paused(), ranBefore(), { silences: { scan: silence } })).toMatchObject({
      anomaly: { kind: 'paused' },
      silence,
      needsPerson: false,
    });
    expect(scanView(paused(), ranBefore(), { silences: { '*': silence } }).needsPerson).toBe(false);
    const over = { ...silence, until: NOW };
    expect(scanView(paused(), ranBefore(), { silences: { scan: over } }).needsPerson).toBe(true);
  });

  it('needs nobody while this very anomaly is acknowledged', () => {
    const ack = { key: JSON.stringify({ kind: 'paused', stopReason: 'killed' }), at: NOW - 5 };
    expect(scanView(paused('killed'), ranBefore({ ack }))).toMatchObject({ ack, needsPerson: false });
    expect(scanView(paused('other'), ranBefore({ ack }))).toMatchObject({
      ack: undefined,
      needsPerson: true,
    });
  });

  it.each<[string, Job, JobState, Partial<JobOverview>]>([
    ['a check that never ran', check(), {}, { state: 'never-ran', since: undefined, lastRun: undefined }],
    [
      'a check that ran well',
      check(),
      { lastRunAt: 7, lastRun: { exitCode: 0, durationMs: 12 } },
      { state: 'succeeded', since: 7, lastRun: { at: 7, exitCode: 0, durationMs: 12 } },
    ],
    ['a check that failed', check(), { lastRun: { exitCode: 3 } }, { state: 'failed' }],
    ['a write', check({ kind: 'one_shot_write' }), {}, { state: 'not-approved' }],
    [
      'an approved write',
      check({ kind: 'one_shot_write', approval: { required: true, granted: true } }),
      {},
      { state: 'approved' },
    ],
  ])('%s', (_, of, remembered, expected) => {
    const [view] = viewOf([of], {}, { jobs: { check: remembered } }).jobs;
    expect(view).toMatchObject({ ...expected, needsPerson: false });
  });

  it('was started by hand or by a tick, whichever was later', () => {
    const started = {
      lastStart: { exitCode: 1, durationMs: 5 },
      lastManualStartAt: 10,
      lastAutoResumeAt: 20,
    };
    expect(scanView(running(), ranBefore(started)).lastStart).toEqual({ at: 20, exitCode: 1, durationMs: 5 });
  });
});

describe('what needs a person', () => {
  const fine = { scan: running() };
  const jobs = { scan: ranBefore() };

  it('is nothing where all is well', () => {
    expect(viewOf([job()], fine, { jobs }).concerns).toEqual([]);
  });

  it('is an anomaly', () => {
    const told = toldBefore('paused', null, NOW - 700);
    const { concerns } = viewOf([job()], { scan: paused() }, { jobs: { scan: told } });
    expect(concerns).toEqual([{ what: 'anomaly', jobId: 'scan', since: NOW - 700 }]);
  });

  it.each([
    ['waits', NOW - 900, 'channel', []],
    ['waits too long', NOW - 901, 'channel', [{ what: 'outbox', waitingSince: NOW - 901 }]],
    ['waits to be printed', NOW - 9000, 'print', []],
  ] as const)('a message that %s', (_, createdAt, via, concerns) => {
    const outbox = [entry({ createdAt, via })];
    expect(viewOf([job()], fine, { jobs, outbox }).concerns).toEqual(concerns);
  });

  it('is a message that was refused, however young', () => {
    const outbox = [entry({ id: 'r1', createdAt: NOW - 60 }), entry({ id: 'r2', isRefused: true })];
    expect(viewOf([job()], fine, { jobs, outbox }).concerns).toEqual([{ what: 'outbox', waitingSince: NOW }]);
  });

  it('is no message that a silence keeps back', () => {
    const outbox = [entry({ createdAt: NOW - 9000, silencedJob: 'scan', lastError: 'no network' })];
    const view = viewOf([job()], fine, { jobs, outbox });
    expect(view.concerns).toEqual([]);
    expect(view.outbox).toEqual({ waiting: 0, held: 1, oldestAt: undefined, lastError: undefined });
  });

  it.each<[string, Partial<MonitorState>, boolean]>([
    ['10 minutes ago', { lastTickAt: NOW - 600 }, false],
    ['longer ago', { lastTickAt: NOW - 601 }, true],
    ['three slow gaps ago', { lastTickAt: NOW - 2700, meanTickGapSeconds: 900 }, false],
    ['more than three slow gaps ago', { lastTickAt: NOW - 2701, meanTickGapSeconds: 900 }, true],
    ['by a clock that was set back since', { lastTickAt: NOW + 9000 }, false],
  ])('a last tick %s', (_, ticked, isLate) => {
    const { concerns } = viewOf([job()], fine, { jobs, ...ticked });
    expect(concerns).toEqual(isLate ? [{ what: 'no-tick', lastTickAt: ticked.lastTickAt }] : []);
  });

  it('is that there never was a tick, unless there is nothing to watch', () => {
    const fresh = { lastTickAt: undefined, meanTickGapSeconds: undefined };
    expect(viewOf([job()], fine, { jobs, ...fresh }).concerns).toEqual([
      { what: 'no-tick', lastTickAt: undefined },
    ]);
    expect(viewOf([job({ enabled: false })], fine, { jobs, ...fresh }).concerns).toEqual([]);
  });
});

describe('what waits', () => {
  it('counts the queue by what is open, and the outbox with its oldest and its last error', () => {
    const statuses = ['pending', undefined, 'running', 'done', 'failed', 'blocked'];
    const view = viewOf(
      [job()],
      { scan: running() },
      {
        queue: statuses.map((status, i) => ({ id: `q${i}`, jobId: 'check', ...(status && { status }) })),
        outbox: [
          entry({ id: 'r1', createdAt: NOW - 30, lastError: 'first' }),
          entry({ id: 'r2', createdAt: NOW - 20, lastError: 'second' }),
          entry({ id: 'r3', createdAt: NOW - 10 }),
          entry({ id: 'r4', createdAt: NOW - 99, via: 'print' }),
          entry({ id: 'r5', createdAt: NOW - 99, silencedJob: 'scan', nextAttemptAt: NOW + 60 }),
        ],
      },
    );
    expect(view.queue).toEqual({ waiting: 2, running: 1 });
    expect(view.outbox).toEqual({ waiting: 3, held: 1, oldestAt: NOW - 30, lastError: 'second' });
  });
});
