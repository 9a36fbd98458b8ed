import { describe, expect, it } from 'vitest';
import { lastCommand } from '../../src/core/command-result.ts';
import { eventsBetween } from '../../src/core/events.ts';
import type { SendNote } from '../../src/core/events-of-outbox.ts';
import type { Job, Observation } from '../../src/core/model.ts';
import { claimResumes, planTick } from '../../src/core/plan-tick.ts';
import { settle } from '../../src/core/queue.ts';
import type { JobState, MonitorState } from '../../src/schema/state.ts';
import {
  check,
  completed,
  entry,
  failing,
  instant,
  type JobParts,
  job,
  leaseAt,
  NOW,
  paused,
  ranBefore,
  running,
  state,
  TEXTS,
  tickFacts,
  toldBefore,
} from '../support/core-fixtures.ts';
import { exitOf } from '../support/fake-runner.ts';

/** Events without what they all have, and without keys that have no value, as they stand in the file. */
function between(before: MonitorState, after: MonitorState, sent?: SendNote) {
  return eventsBetween(before, after, NOW, sent).map((event) => {
    const { v: _v, at: _at, ...rest } = JSON.parse(JSON.stringify(event));
    return rest;
  });
}

const exit = (exitCode: number, durationMs = 1200) => exitOf({ kind: 'exited', exitCode, durationMs });

/** What one tick that sees `seen` of the job `scan` writes down. */
function tick(previous: JobState, seen: Observation, of: JobParts = {}, clock = '12:00') {
  const before = state({ jobs: { scan: previous } });
  const now = instant(NOW, clock);
  return between(before, planTick(before, tickFacts([job(of)], { scan: seen }, { now })).state);
}

const HOUR_AGO = NOW - 3600;
const quiet = { policy: { quietHours: { start: '23:00', end: '08:00' } } };

describe('what a tick sees and tells', () => {
  it.each<[string, JobState, Observation, JobParts, string, object[]]>([
    [
      'a job seen for the first time',
      {},
      running('k1', { progress: { done: 3, total: 9 } }),
      {},
      '12:00',
      [
        { event: 'changed', job: 'scan', to: 'running' },
        { event: 'progress', job: 'scan', done: 3, total: 9 },
        { event: 'told', job: 'scan', what: 'routine', report: 'r1' },
      ],
    ],
    ['nothing new', ranBefore(), running('k1'), {}, '12:00', []],
    // NOW is a full ten minutes.
    [
      'progress in ten minutes that had some',
      ranBefore({ lastProgressAt: NOW }),
      running('k2'),
      {},
      '12:00',
      [],
    ],
    [
      'progress when the next ten minutes begin',
      ranBefore({ lastProgressAt: NOW - 1 }),
      running('k2'),
      {},
      '12:00',
      [{ event: 'progress', job: 'scan' }],
    ],
    [
      'a pause',
      ranBefore(),
      paused('quota'),
      {},
      '12:00',
      [
        { event: 'changed', job: 'scan', from: 'running', to: 'paused' },
        {
          event: 'told',
          job: 'scan',
          what: 'trouble',
          kind: 'paused',
          stopReason: 'quota',
          since: NOW,
          report: 'r1',
        },
      ],
    ],
    [
      'a stall, since its last progress',
      ranBefore({}, HOUR_AGO),
      running('k1'),
      {},
      '12:00',
      [{ event: 'told', job: 'scan', what: 'trouble', kind: 'stalled', since: HOUR_AGO, report: 'r1' }],
    ],
    [
      'a stall that stands, an hour after it was told',
      toldBefore('paused', 'quota', HOUR_AGO),
      paused('quota'),
      {},
      '12:00',
      [
        {
          event: 'reminded',
          job: 'scan',
          kind: 'paused',
          stopReason: 'quota',
          since: HOUR_AGO,
          report: 'r1',
        },
      ],
    ],
    [
      'a recovery',
      { ...toldBefore('paused', null, HOUR_AGO), lastProgressKey: 'k1' },
      running('k1'),
      {},
      '12:00',
      [
        { event: 'changed', job: 'scan', from: 'paused', to: 'running' },
        { event: 'recovered', job: 'scan', kind: 'paused', since: HOUR_AGO, report: 'r1' },
      ],
    ],
    [
      'a recovery in quiet hours',
      { ...toldBefore('paused', null, HOUR_AGO), lastProgressKey: 'k1' },
      running('k1'),
      quiet,
      '03:00',
      [
        { event: 'changed', job: 'scan', from: 'paused', to: 'running' },
        { event: 'recovered', job: 'scan', kind: 'paused', since: HOUR_AGO, held: true },
      ],
    ],
    [
      'that recovery when they end',
      {
        ...ranBefore(),
        ...toldBefore('stalled', null, HOUR_AGO),
        anomalyEndedAt: NOW - 600,
        lastProgressAt: NOW,
      },
      running('k1'),
      quiet,
      '08:00',
      [
        {
          event: 'recovered',
          job: 'scan',
          kind: 'stalled',
          since: HOUR_AGO,
          endedAt: NOW - 600,
          report: 'r1',
        },
      ],
    ],
    [
      'the same trouble again before its end was told',
      { ...toldBefore('paused', null, NOW - 60), anomalyEndedAt: NOW - 30 },
      paused(),
      quiet,
      '03:00',
      [{ event: 'raised', job: 'scan', kind: 'paused', since: NOW, why: 'returned' }],
    ],
    [
      'a completion',
      ranBefore(),
      completed(),
      {},
      '12:00',
      [
        { event: 'changed', job: 'scan', from: 'running', to: 'completed' },
        { event: 'told', job: 'scan', what: 'completion', report: 'r1' },
      ],
    ],
    [
      'a probe that failed, not yet often enough',
      ranBefore(),
      failing(),
      { policy: { failuresBeforeAlert: 3 } },
      '12:00',
      [{ event: 'changed', job: 'scan', from: 'running', to: 'unknown' }],
    ],
  ])('%s', (_, previous, seen, of, clock, events) => {
    expect(tick(previous, seen, of, clock)).toEqual(events);
  });

  it('knows the anomalies of the original by how the job stood', () => {
    const original = { running: false, completed: false, stopReason: 'quota' };
    const told = { ...toldBefore('paused', 'quota', HOUR_AGO), lastAnomalyKey: JSON.stringify(original) };
    expect(tick(told, running())).toContainEqual(
      expect.objectContaining({ event: 'recovered', kind: 'paused', stopReason: 'quota' }),
    );
  });

  it('takes a clock that was set back for no start', () => {
    const ahead = NOW + 86_400;
    const times = { lastManualStartAt: ahead, lastStopAt: ahead, lastAutoResumeAt: ahead, lastRunAt: ahead };
    const before = state({ lastTickAt: ahead, jobs: { scan: ranBefore(times) } });
    const after = planTick(before, tickFacts([job()], { scan: running() })).state;
    expect(after.jobs.scan).toMatchObject({ lastManualStartAt: NOW, lastStopAt: NOW });
    expect(between(before, after)).toEqual([]);
  });
});

describe('what a silence holds', () => {
  const KEY = JSON.stringify({ kind: 'stalled', stopReason: null });
  const held = ranBefore({ heldAnomalyKey: KEY, heldAnomalySince: HOUR_AGO });

  it.each<[string, JobState, JobState, object[]]>([
    [
      'held',
      ranBefore(),
      held,
      [{ event: 'raised', job: 'scan', kind: 'stalled', since: HOUR_AGO, why: 'silenced' }],
    ],
    ['still held', held, { ...held }, []],
    [
      'over',
      held,
      ranBefore(),
      [{ event: 'recovered', job: 'scan', kind: 'stalled', since: HOUR_AGO, untold: true }],
    ],
  ])('%s', (_, was, is, events) => {
    expect(between(state({ jobs: { scan: was } }), state({ jobs: { scan: is } }))).toEqual(events);
  });
});

describe('what is done with a job', () => {
  const change = (was: JobState, is: JobState) =>
    between(state({ jobs: { scan: was } }), state({ jobs: { scan: { ...was, ...is } } }));
  const ended = lastCommand(exit(0));

  it.each<[string, JobState, JobState, object[]]>([
    ['start', {}, { lastManualStartAt: NOW }, [{ event: 'started', job: 'scan', by: 'operator' }]],
    ['its end', {}, { lastStart: ended }, [{ event: 'start-ended', job: 'scan', exit: 0, ms: 1200 }]],
    [
      'the end of a second one that is like the first',
      { lastStart: ended },
      { lastStart: { ...ended } },
      [{ event: 'start-ended', job: 'scan', exit: 0, ms: 1200 }],
    ],
    ['stop', {}, { lastStopAt: NOW, operatorStopped: true }, [{ event: 'stopped', job: 'scan' }]],
    [
      'its end at a time limit',
      {},
      { lastStop: lastCommand(exitOf({ kind: 'timed-out', afterSeconds: 60 })) },
      [{ event: 'stop-ended', job: 'scan', exit: 124, ms: expect.any(Number), error: 'timed out' }],
    ],
    [
      'run',
      {},
      { lastRunAt: NOW, lastRun: lastCommand(exitOf({ kind: 'not-started', detail: 'no such program' })) },
      [{ event: 'run', job: 'scan', exit: 127, ms: expect.any(Number), error: 'no such program' }],
    ],
    [
      'ack',
      {},
      { ack: { key: JSON.stringify({ kind: 'paused', stopReason: 'quota' }), at: NOW, reason: 'I know' } },
      [{ event: 'acked', job: 'scan', kind: 'paused', reason: 'I know' }],
    ],
    ['what nobody touched', { lastStart: ended, lastRun: ended, lastStop: ended }, {}, []],
  ])('%s', (_, was, is, events) => {
    expect(change(was, is)).toEqual(events);
  });

  it('an auto-resume: the claim, and its end', () => {
    const of = job({ policy: { autoResume: true } });
    const before = state({ jobs: { scan: ranBefore() } });
    const facts = tickFacts([of], { scan: paused() });
    const claimed = claimResumes(before, [of], leaseAt());
    expect(between(before, claimed)).toEqual([{ event: 'started', job: 'scan', by: 'auto-resume' }]);
    const after = planTick(claimed, { ...facts, started: new Map([['scan', exit(3)]]) }).state;
    expect(between(claimed, after)[0]).toEqual({ event: 'start-ended', job: 'scan', exit: 3, ms: 1200 });
  });

  it('an auto-resume whose tick was killed', () => {
    const cut = toldBefore('paused');
    const before = state({ jobs: { scan: { ...cut, resumeClaimed: true, lastAutoResumeAt: NOW - 60 } } });
    const after = planTick(
      before,
      tickFacts([job({ policy: { autoResume: true } })], { scan: paused() }),
    ).state;
    expect(between(before, after)[0]).toMatchObject({
      event: 'start-ended',
      error: expect.stringContaining('interrupted'),
    });
  });
});

describe('the queue', () => {
  const item = { id: 'q1', jobId: 'check', status: 'running', reason: 'after:scan:success' };

  it.each<[string, object[], object[], object[]]>([
    [
      'an item that is queued',
      [],
      [{ ...item, status: 'pending', notBefore: NOW + 60 }],
      [{ event: 'queued', job: 'check', item: 'q1', reason: 'after:scan:success', notBefore: NOW + 60 }],
    ],
    ['an item that is taken up', [{ ...item, status: 'pending' }], [item], []],
    [
      'an item that is blocked',
      [{ ...item, status: 'pending' }],
      [{ ...item, status: 'blocked', lastError: 'unknown jobId' }],
      [{ event: 'queue-ended', job: 'check', item: 'q1', status: 'blocked', error: 'unknown jobId' }],
    ],
    [
      'an item that is dropped',
      [{ ...item, status: 'pending' }],
      [],
      [{ event: 'queue-ended', job: 'check', item: 'q1', status: 'dropped' }],
    ],
    ['old history that goes', [{ ...item, status: 'done' }], [], []],
  ])('%s', (_, was, is, events) => {
    const queues = [was, is].map((queue) => state({ queue: queue as MonitorState['queue'] }));
    expect(between(queues[0]!, queues[1]!)).toEqual(events);
  });

  it('an item that ran tells how, and what followed; its run is not told twice', () => {
    const of: Job = check({ after: [{ jobId: 'next', when: 'failure', delaySeconds: 0 }] });
    const before = state({ queue: [{ ...item, status: 'running' }] });
    const settled = settle(before, { itemId: 'q1', job: of, exit: exit(2), endedAt: NOW }, TEXTS);
    expect(between(before, settled.state)).toEqual([
      { event: 'queue-ended', job: 'check', item: 'q1', status: 'failed', exit: 2, ms: 1200 },
      { event: 'queued', job: 'next', item: 'q1.1', reason: 'after:check:failure', notBefore: NOW },
    ]);
  });
});

describe('messages', () => {
  const waiting = entry({ id: 'r7', sections: [{ jobId: 'scan', importance: 'alert', text: 'x' }] });
  const before = state({ outbox: [waiting] });
  const empty = state();
  const message = { report: 'r7', jobs: ['scan'] };
  const later = state({ outbox: [{ ...waiting, attempts: 1, nextAttemptAt: NOW + 120 }] });
  const sent = (outcome: SendNote['outcome'], parts = 1): SendNote => ({ entryId: 'r7', outcome, parts });

  it.each<[string, MonitorState, SendNote | undefined, object[]]>([
    [
      'sent',
      empty,
      sent({ kind: 'sent', via: 'telegram' }),
      [{ event: 'sent', ...message, via: 'telegram' }],
    ],
    [
      'sent in parts, the last',
      empty,
      sent({ kind: 'sent', via: 'openclaw' }, 3),
      [{ event: 'sent', ...message, via: 'openclaw', parts: 3 }],
    ],
    [
      'sent in parts, another',
      state({ outbox: [{ ...waiting, partsSent: 1 }] }),
      sent({ kind: 'sent', via: 'openclaw' }, 3),
      [],
    ],
    [
      'not sent',
      later,
      sent({ kind: 'failed', detail: 'no route' }),
      [{ event: 'failed', ...message, outcome: 'failed', error: 'no route', nextAt: NOW + 120 }],
    ],
    [
      'perhaps sent, and given up',
      empty,
      sent({ kind: 'unknown', detail: 'torn' }),
      [{ event: 'failed', ...message, outcome: 'unknown', error: 'torn' }],
    ],
    ['dropped', empty, undefined, [{ event: 'dropped', ...message }]],
    [
      'replaced',
      state({ outbox: [entry({ id: 'r9', sections: [] })] }),
      undefined,
      [{ event: 'dropped', ...message, for: 'r9' }],
    ],
  ])('%s', (_, after, note, events) => {
    expect(between(before, after, note)).toEqual(events);
  });
});

describe('what is about all jobs', () => {
  const silence = { since: NOW, until: NOW + 7200, reason: 'moving house', held: 0 };

  it.each<[string, Partial<MonitorState>, Partial<MonitorState>, object[]]>([
    [
      'a silence of all',
      {},
      { silences: { '*': silence } },
      [{ event: 'silenced', until: NOW + 7200, reason: 'moving house' }],
    ],
    [
      'a silence that is lifted',
      { silences: { scan: { ...silence, held: 2 } } },
      { silences: {} },
      [{ event: 'unsilenced', job: 'scan', held: 2, expired: false }],
    ],
    [
      'a silence that is over',
      { silences: { scan: { ...silence, until: NOW - 1 } } },
      {},
      [{ event: 'unsilenced', job: 'scan', held: 0, expired: true }],
    ],
    [
      'a silence that holds more',
      { silences: { scan: silence } },
      { silences: { scan: { ...silence, held: 1 } } },
      [],
    ],
    [
      'a job file that is invalid',
      {},
      { configError: { key: 'a', since: NOW, toldAt: NOW } },
      [{ event: 'config-error', again: false }],
    ],
    [
      'and still is',
      { configError: { key: 'a', since: 0, toldAt: 0 } },
      { configError: { key: 'a', since: 0, toldAt: NOW } },
      [{ event: 'config-error', again: true }],
    ],
    [
      'and is mended',
      { configError: { key: 'a', since: 5, toldAt: 5 } },
      {},
      [{ event: 'config-mended', since: 5 }],
    ],
    [
      'a state that was set aside',
      { quarantined: ['/home/me/state.json.corrupt-1'] },
      {},
      [{ event: 'state-set-aside', files: ['state.json.corrupt-1'] }],
    ],
  ])('%s', (_, was, is, events) => {
    expect(between(state(was), state(is))).toEqual(events);
  });
});

it('has no event for a state that is the same', () => {
  const same = state({ jobs: { scan: ranBefore() }, outbox: [entry()] });
  expect(between(same, same)).toEqual([]);
});
