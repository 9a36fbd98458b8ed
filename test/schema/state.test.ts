import { describe, expect, it } from 'vitest';
import { freshState, type MonitorState, parseState } from '../../src/schema/state.ts';
import { entry } from '../support/core-fixtures.ts';

function parsed(raw: unknown): MonitorState {
  const outcome = parseState(raw);
  if (outcome.kind === 'unusable') throw new Error(outcome.detail);
  return outcome.state;
}

function dropped(raw: unknown): readonly string[] {
  const outcome = parseState(raw);
  return outcome.kind === 'state' ? outcome.dropped : [outcome.detail];
}

/** A state file as ops-monitor.py 0.1.0 left it. */
const ORIGINAL = {
  version: 1,
  jobs: {
    scan: {
      lastSeen: { running: false, completed: false, progressKey: null, stopReason: 'quota' },
      lastProgressKey: 'page 7',
      lastProgressAt: 1_772_366_400.25,
      lastReportAt: 1_772_366_400.5,
      reportedCompleted: false,
      lastAnomalyKey:
        '{"completed": false, "level": null, "message": null, "running": false, "stopReason": "quota"}',
      lastAnomalyReportAt: 1_772_366_400.5,
      lastAutoResumeAt: null,
      lastManualStartAt: 1_772_360_000.125,
      lastStart: { exitCode: -15, durationMs: 12, stdoutTail: '', stderrTail: 'x' },
    },
  },
  queue: [
    {
      id: 'a',
      jobId: 'check',
      createdAt: 1_772_366_400.1,
      notBefore: 1_772_366_500,
      reason: 'by hand',
      status: 'pending',
      attempt: 0,
    },
  ],
  lastConfigErrorAt: null,
  updatedAt: '2026-03-01T12:00:00Z',
};

describe('parseState', () => {
  it('takes the state of the original over as it is', () => {
    expect(parseState(ORIGINAL)).toEqual({
      kind: 'state',
      state: { ...ORIGINAL, revision: 0, outbox: [] },
      dropped: [],
    });
  });

  it('begins a fresh one from an empty object', () => {
    expect(parsed({})).toEqual(freshState());
    expect(freshState()).toEqual({ version: 1, revision: 0, jobs: {}, queue: [], outbox: [] });
  });

  it('gives each fresh state folders of its own', () => {
    freshState().queue.push({ id: 'q', jobId: 'x' });
    expect(freshState().queue).toEqual([]);
  });

  it('keeps the keys that nobody knows, everywhere', () => {
    const theirs = { theirs: { deep: [1, null, 'x'] } };
    const raw = {
      ...theirs,
      version: 1,
      revision: 3,
      jobs: {
        scan: {
          ...theirs,
          lastSeen: { running: true, completed: false, ...theirs },
          lastRun: { exitCode: 0, ...theirs },
        },
      },
      queue: [{ id: 'q', jobId: 'check', lease: { pid: 1, claimedAt: 2, until: 3, ...theirs }, ...theirs }],
      outbox: [{ ...entry(), ...theirs, sections: [{ importance: 'alert', text: 't', ...theirs }] }],
      configError: { key: 'k', since: 1, toldAt: 2, ...theirs },
    };
    expect(parseState(raw)).toEqual({ kind: 'state', state: raw, dropped: [] });
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'a.b', ' '])(
    'remembers a job whose id is %j',
    (id) => {
      const raw = JSON.parse(JSON.stringify({ jobs: { [id]: { lastReportAt: 7 } } }));
      expect(Object.entries(parsed(raw).jobs)).toEqual([[id, { lastReportAt: 7 }]]);
    },
  );

  it.each([null, undefined, 7, 'text', true, [], [{}]])('can make nothing of %j', (raw) => {
    expect(parseState(raw)).toEqual({ kind: 'unusable', detail: 'not a JSON object' });
  });
});

describe('what has a wrong type is dropped and named, and all else stays', () => {
  it.each<[string, object, string[], object]>([
    [
      'a value of a job',
      { jobs: { scan: { lastReportAt: 'yesterday', lastProgressKey: 'k' } } },
      ['jobs.scan.lastReportAt'],
      { jobs: { scan: { lastProgressKey: 'k' } } },
    ],
    ['a whole job', { jobs: { scan: 7, other: {} } }, ['jobs.scan'], { jobs: { other: {} } }],
    ['all jobs', { jobs: [], updatedAt: 'now' }, ['jobs'], { jobs: {}, updatedAt: 'now' }],
    [
      'what was seen, half of it',
      { jobs: { scan: { lastSeen: { running: true }, lastReportAt: 5 } } },
      ['jobs.scan.lastSeen'],
      { jobs: { scan: { lastReportAt: 5 } } },
    ],
    [
      'an item without a job',
      { queue: [{ id: 'a', jobId: 'x' }, { id: 'b' }, { id: 'c', jobId: 'y' }] },
      ['queue.1'],
      {
        queue: [
          { id: 'a', jobId: 'x' },
          { id: 'c', jobId: 'y' },
        ],
      },
    ],
    [
      'several items',
      { queue: [7, { id: 'a', jobId: 'x' }, null, { id: 1, jobId: 'y' }] },
      ['queue.3.id', 'queue.2', 'queue.0', 'queue.1'],
      { queue: [{ id: 'a', jobId: 'x' }] },
    ],
    [
      'a lease',
      { queue: [{ id: 'a', jobId: 'x', status: 'running', lease: { pid: 'x' } }] },
      ['queue.0.lease'],
      { queue: [{ id: 'a', jobId: 'x', status: 'running' }] },
    ],
    [
      'the lease of a start',
      { jobs: { scan: { startLease: { pid: 1, claimedAt: 2 }, theirs: 1 } } },
      ['jobs.scan.startLease'],
      { jobs: { scan: { theirs: 1 } } },
    ],
    ['a number too large', JSON.parse('{"revision": 1e999}'), ['revision'], { revision: 0 }],
    ['the version', { version: null, revision: 4 }, ['version'], { version: 1, revision: 4 }],
  ])('%s', (_, raw, names, state) => {
    expect(dropped(raw)).toEqual(names);
    expect(parsed(raw)).toEqual({ ...freshState(), ...state });
  });

  it.each(['createdAt', 'via', 'header', 'attempts', 'nextAttemptAt', 'partsSent', 'unknowns', 'target'])(
    'a message that waits is not lost for a wrong %s',
    (key) => {
      const [waiting] = parsed({ outbox: [{ ...entry({ target: '7', unknowns: 1 }), [key]: {} }] }).outbox;
      expect(waiting?.sections).toEqual(entry().sections);
      expect(waiting).toMatchObject({ id: 'r1', via: 'channel' });
    },
  );

  it('nor a section of it for a wrong importance, which may have been an alert', () => {
    const sections = [{ jobId: 'scan', importance: 'huge', text: '• scan' }];
    expect(parsed({ outbox: [{ ...entry(), sections }] }).outbox[0]?.sections).toEqual([
      { jobId: 'scan', importance: 'alert', text: '• scan' },
    ]);
  });

  it.each([
    ['{"__proto__": 1, "revision": 2}', ['__proto__']],
    ['{"jobs": {"__proto__": {"lastReportAt": 1}, "scan": {}}}', ['jobs.__proto__']],
    [
      '{"jobs": {"scan": {"lastSeen": {"running": true, "completed": false, "__proto__": 1}}}}',
      ['jobs.scan.lastSeen.__proto__'],
    ],
    ['{"queue": [{"id": "q1", "jobId": "check", "__proto__": 1}]}', ['queue.0.__proto__']],
  ])('names a key that no plain object can hold, so that %s is kept aside', (text, dropped) => {
    const outcome = parseState(JSON.parse(text));
    expect(outcome).toMatchObject({ kind: 'state', dropped });
    expect(JSON.stringify(outcome)).not.toContain('"__proto__":');
  });

  it.each([-1, -6.8e48, 0.5, 1e16])(
    'a count of %d, which a message would never be through from',
    (partsSent) => {
      const raw = { ...freshState(), outbox: [{ ...entry({ id: 'r1' }), partsSent }] };
      expect(dropped(raw)).toEqual(['outbox.0.partsSent']);
      expect(parsed(raw).outbox).toMatchObject([{ id: 'r1', partsSent: 0 }]);
    },
  );

  it('does not touch what it was given', () => {
    const raw = { jobs: { scan: { lastReportAt: 'x' } }, queue: [7] };
    const copy = structuredClone(raw);
    parseState(raw);
    expect(raw).toEqual(copy);
  });
});
