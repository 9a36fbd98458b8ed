/** A whole tick while something is silenced. */
import { describe, expect, it } from 'vitest';
import type { Exit, Job, Observation } from '../../src/core/model.ts';
import { claimResumes, planTick, type TickFacts } from '../../src/core/plan-tick.ts';
import { EVERY_JOB } from '../../src/core/silence.ts';
import type { MonitorState, Silence } from '../../src/schema/state.ts';
import {
  check,
  completed,
  instant,
  job,
  leaseAt,
  NOW,
  paused,
  ranBefore,
  running,
  state,
  tickFacts,
} from '../support/core-fixtures.ts';
import { exitOf } from '../support/fake-runner.ts';

const SILENCE: Silence = { since: NOW - 60, until: NOW + 3600, held: 0 };
const [a, b] = [job({ id: 'a' }), job({ id: 'b' })];

function plan(
  before: Partial<MonitorState>,
  jobs: readonly Job[],
  seen: Readonly<Record<string, Observation>>,
  parts: Partial<TickFacts> = {},
) {
  return planTick(state({ silences: { a: SILENCE }, ...before }), tickFacts(jobs, seen, parts)).state;
}

/** `id: jobs`, in brackets where it is held. */
const outboxOf = ({ outbox }: MonitorState) =>
  outbox.map(({ sections, silencedJob }) => {
    const jobs = sections.map(({ jobId = 'the watch' }) => jobId).join(', ');
    return silencedJob === undefined ? jobs : `(${jobs})`;
  });

describe('a tick while a job is silenced', () => {
  it('tells of the others alone', () => {
    const told = plan({}, [a, b], { a: paused(), b: paused() });
    expect(outboxOf(told)).toEqual(['b']);
    expect(told.silences?.a?.held).toBe(1);
    expect(told.jobs.a).toMatchObject({ heldAnomalySince: NOW, failureFollowed: true });
    expect(told.jobs.a).not.toHaveProperty('lastAnomalyKey');
  });

  it('counts an anomaly once, whatever many ticks see it', () => {
    let last = plan({}, [a], { a: paused() });
    for (const at of [60, 120]) {
      last = planTick(last, tickFacts([a], { a: paused() }, { now: instant(NOW + at) })).state;
    }
    expect(last.silences?.a?.held).toBe(1);
  });

  it('knows a silence that was asked for while it probed, and one that ended meanwhile', () => {
    const asked = { silences: { a: { ...SILENCE, since: NOW + 5 } } };
    expect(outboxOf(plan(asked, [a], { a: paused() }, { clockAt: NOW + 9 }))).toEqual([]);
    const ended = { silences: { a: { ...SILENCE, until: NOW + 5 } } };
    const told = plan(ended, [a], { a: paused() }, { clockAt: NOW + 9 });
    expect(outboxOf(told)).toEqual(['a']);
    expect(told).not.toHaveProperty('silences');
  });

  it('tells of the watch itself, where all is silenced', () => {
    const silences = { [EVERY_JOB]: SILENCE };
    const problems = [{ path: 'jobs[1]', message: 'wrong' }];
    const before = { silences, quarantined: ['/state.corrupt'] };
    const told = plan(before, [a], { a: paused() }, { configProblems: problems });
    expect(outboxOf(told)).toEqual(['the watch, the watch']);
  });

  it('removes a silence that is over, after telling what stands', () => {
    const held = plan({}, [a], { a: paused() });
    const later = tickFacts([a], { a: paused() }, { now: instant(NOW + 3600) });
    const told = planTick(held, later).state;
    expect(told).not.toHaveProperty('silences');
    expect(outboxOf(told)).toEqual(['a']);
    expect(told.jobs.a).toMatchObject({ anomalySince: NOW, lastAnomalyReportAt: NOW + 3600 });
  });

  it('resumes it, and what came of that is counted with the pause that it is about', () => {
    const eager = job({ id: 'a', policy: { autoResume: true } });
    const facts = tickFacts([eager], { a: paused() });
    const before = state({ silences: { a: SILENCE }, jobs: { a: ranBefore() } });
    const first = planTick(before, facts);
    expect(first.resumes).toEqual([eager]);
    const exit: Exit = exitOf({ kind: 'exited', exitCode: 7 });
    const claimed = claimResumes(before, first.resumes, leaseAt());
    const second = planTick(claimed, { ...facts, started: new Map([['a', exit]]) }).state;
    expect(outboxOf(second)).toEqual([]);
    expect(second.silences?.a?.held).toBe(1);
    expect(second.jobs.a).toMatchObject({ lastStart: { exitCode: 7 } });
    expect(second.jobs.a).not.toHaveProperty('resumeClaimed');
  });

  it('queues what follows its failure and its completion', () => {
    const after = [
      { jobId: 'check', when: 'failure' as const, delaySeconds: 0 },
      { jobId: 'check', when: 'success' as const, delaySeconds: 0 },
    ];
    const followed = job({ id: 'a', after });
    const reasons = (seen: Observation) =>
      plan({ jobs: { a: ranBefore() } }, [followed], { a: seen }).queue.map(({ reason }) => reason);
    expect(reasons(paused())).toEqual(['after:a:failure']);
    expect(reasons(completed())).toEqual(['after:a:success']);
    expect(reasons(running())).toEqual([]);
  });
});

describe('a check of a silenced job', () => {
  const [checkA, checkB] = [check({ id: 'a' }), check({ id: 'b' })];
  const queue = ['a', 'b'].map((jobId) => ({ id: `q-${jobId}`, jobId, status: 'running' }));
  const results = [checkA, checkB].map((of) => ({
    itemId: `q-${of.id}`,
    job: of,
    exit: exitOf({ kind: 'exited', exitCode: 3 }),
    endedAt: NOW,
  }));

  it('that fails waits in the outbox for the end of the silence', () => {
    const held = plan({ queue }, [checkA, checkB], {}, { queueResults: results });
    expect(outboxOf(held)).toEqual(['b', '(a)']);
    expect(held.outbox[1]).toMatchObject({ nextAttemptAt: NOW + 3600 });
    expect(held.silences?.a?.held).toBe(1);
    const last = planTick(held, tickFacts([], {}, { now: instant(NOW + 3600) })).state;
    expect(outboxOf(last)).toEqual(['b', 'a']);
    expect(last.outbox[1]).toMatchObject({ nextAttemptAt: NOW + 3600 });
  });

  it('waits as long where the clock is set back meanwhile', () => {
    const held = plan({ queue, lastTickAt: NOW - 60 }, [checkA, checkB], {}, { queueResults: results });
    const back = planTick(held, tickFacts([], {}, { now: instant(NOW - 86_400) })).state;
    expect(back.silences?.a).toMatchObject({ until: NOW - 86_400 + 3600 });
    expect(back.outbox[1]).toMatchObject({ silencedJob: 'a', nextAttemptAt: NOW - 86_400 + 3600 });
  });

  it('that is not known is no less silenced where all are', () => {
    const silences = { [EVERY_JOB]: SILENCE };
    const held = plan({ silences, queue: [{ id: 'q', jobId: 'nobody' }] }, [], {});
    expect(outboxOf(held)).toEqual(['(nobody)']);
  });
});
