import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/core/model.ts';
import { planTick } from '../../src/core/plan-tick.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import {
  check,
  completed,
  instant,
  job,
  NOW,
  paused,
  ranBefore,
  running,
  state,
  tickFacts,
} from '../support/core-fixtures.ts';
import { exitOf } from '../support/fake-runner.ts';

const [a, b] = [job({ id: 'a' }), job({ id: 'b' })];

/** The titles of the sections of the newest message. */
function titles({ outbox }: MonitorState): string[] {
  return (outbox.at(-1)?.sections ?? []).map(({ text }) => text.split('\n')[0] ?? '');
}

describe('the report of a tick', () => {
  it('is one message: the job file, the state, the queue, then the jobs in their order', () => {
    const before = state({ quarantined: ['/state.corrupt'], queue: [{ id: 'q', jobId: 'nobody' }] });
    const facts = tickFacts([b, a], { a: paused(), b: running() }, { via: 'print', target: '42' });
    const problems = [{ path: 'jobs', message: 'wrong' }];
    const known = planTick({ ...before, queue: [] }, { ...facts, configProblems: problems }).state;
    expect(known.outbox).toHaveLength(1);
    expect(known.outbox[0]).toMatchObject({ via: 'print', target: '42', header: '🛠️ Ops 快报（12:00:00）' });
    expect(titles(known)).toEqual([
      '• ALERT: ops-jobs config invalid',
      '• ALERT: state file unreadable',
      '• b (b, long_running_read)',
      '• a (a, long_running_read)',
    ]);
    expect(titles(planTick(before, facts).state)).toEqual([
      '• ALERT: state file unreadable',
      '• ALERT: queued job missing',
      '• b (b, long_running_read)',
      '• a (a, long_running_read)',
    ]);
  });

  it('says of each section whose and how important it is', () => {
    const plan = planTick(state(), tickFacts([a, b], { a: paused(), b: running() }));
    expect(plan.state.outbox[0]?.sections).toMatchObject([
      { jobId: 'a', importance: 'alert' },
      { jobId: 'b', importance: 'routine' },
    ]);
  });

  it('tells of a state file that was set aside once, by its path', () => {
    const first = planTick(state({ quarantined: ['/one', '/two'] }), tickFacts([], {})).state;
    expect(first.outbox[0]?.sections.map(({ text }) => text.split('\n')[1])).toEqual([
      '- kept as: /one',
      '- kept as: /two',
    ]);
    expect(first).not.toHaveProperty('quarantined');
    expect(planTick({ ...first, outbox: [] }, tickFacts([], {})).state.outbox).toEqual([]);
  });

  it('resumes nothing within a backoff of a lost state: it may have held a start of a minute ago', () => {
    const eager = job({ id: 'a', policy: { autoResume: true, autoResumeBackoffSeconds: 900 } });
    const lost = state({ quarantined: ['/one'] });
    const first = planTick(lost, tickFacts([eager], { a: paused() }));
    expect(first.resumes).toEqual([]);
    const later = (seconds: number) =>
      planTick(first.state, tickFacts([eager], { a: paused() }, { now: instant(NOW + seconds) })).resumes;
    expect([later(899), later(900)]).toEqual([[], [eager]]);
    expect(planTick(state({}), tickFacts([eager], { a: paused() })).resumes).toEqual([eager]);
  });

  it('is none where there is nothing to say; the tick is marked all the same', () => {
    const plan = planTick(
      state({ jobs: { a: ranBefore() }, lastTickAt: NOW - 60 }),
      tickFacts([a], { a: running() }),
    );
    expect(plan.state.outbox).toEqual([]);
    expect(plan.state).toMatchObject({ lastTickAt: NOW, updatedAt: instant().iso, meanTickGapSeconds: 60 });
    expect(plan.decisions.get('a')?.because.reason).toBe('within-interval');
  });
});

describe('what is remembered', () => {
  it('of jobs that were not probed, or are in the job file no more: everything', () => {
    const jobs = { a: ranBefore(), gone: ranBefore() };
    expect(planTick(state({ jobs }), tickFacts([a, b], { b: running() })).state.jobs).toMatchObject(jobs);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('of a job whose id is %s', (id) => {
    const odd = job({ id, policy: { autoResume: true } });
    const seen = (observation: Observation) => tickFacts([odd], new Map([[id, observation]]));
    const first = planTick(state(), seen(running())).state;
    expect(Object.keys(first.jobs)).toEqual([id]);
    expect(first.outbox).toHaveLength(1);
    const reread: MonitorState = JSON.parse(JSON.stringify({ ...first, outbox: [] }));
    expect(planTick(reread, seen(running())).state.outbox).toEqual([]);
    expect(planTick(reread, seen(paused())).resumes).toEqual([odd]);
  });

  it('a clock that was set back by a day makes no job wait for a day', () => {
    const tomorrow = NOW + 86_400;
    const before = state({
      lastTickAt: tomorrow,
      jobs: { a: ranBefore({}, tomorrow), b: { ...ranBefore({}, tomorrow), lastAutoResumeAt: tomorrow } },
    });
    const again = job({ id: 'b', policy: { autoResume: true } });
    const first = planTick(before, tickFacts([a, again], { a: running(), b: paused() }));
    expect(first.resumes).toEqual([]);
    const later = tickFacts([a, again], { a: running(), b: paused() }, { now: instant(NOW + 1800) });
    const second = planTick(first.state, later);
    expect(second.resumes).toEqual([again]);
    expect(second.decisions.get('a')?.because).toEqual({ reason: 'interval', elapsedSeconds: 1800 });
  });

  it('a night asleep: a stall waits for one more tick', () => {
    const before = state({
      lastTickAt: NOW - 30_000,
      meanTickGapSeconds: 60,
      jobs: { a: ranBefore({}, NOW - 30_000) },
    });
    const first = planTick(before, tickFacts([a], { a: running() }));
    expect(first.decisions.get('a')?.because.reason).not.toBe('new-anomaly');
    const second = planTick(first.state, tickFacts([a], { a: running() }, { now: instant(NOW + 60) }));
    expect(second.decisions.get('a')?.because).toMatchObject({
      reason: 'new-anomaly',
      anomaly: { since: NOW - 30_000 },
    });
  });
});

describe('the queue in a tick', () => {
  const running7 = {
    id: 'q',
    jobId: 'check',
    status: 'running',
    lease: { pid: 7, claimedAt: NOW, until: NOW + 600 },
  };
  const result = (exitCode: number) => ({
    itemId: 'q',
    job: check(),
    exit: exitOf({ kind: 'exited', exitCode }),
    endedAt: NOW + 2,
  });

  it('what ended is settled and told', () => {
    const plan = planTick(
      state({ queue: [running7] }),
      tickFacts([check()], {}, { queueResults: [result(3)] }),
    );
    expect(plan.state.queue).toMatchObject([{ status: 'failed', exitCode: 3 }]);
    expect(titles(plan.state)).toEqual(['• ALERT: queued job failed']);
  });

  it('what still runs is left alone', () => {
    const plan = planTick(state({ queue: [running7] }), tickFacts([check()], {}));
    expect(plan.state.queue).toEqual([running7]);
    expect(plan.state.outbox).toEqual([]);
  });

  it('an unknown job waits while the job file is broken', () => {
    const queue = [{ id: 'q', jobId: 'nobody' }];
    const broken = tickFacts([], {}, { configProblems: [{ path: 'jobs[0]', message: 'wrong' }] });
    expect(planTick(state({ queue }), broken).state.queue).toEqual(queue);
  });

  it('a dry run says what it would run, closes nothing and uses nothing up', () => {
    const queue = [
      { id: 'q', jobId: 'check' },
      { id: 'x', jobId: 'nobody' },
    ];
    const plan = planTick(state({ queue }), tickFacts([check()], {}, { isDryRun: true }));
    expect(plan.state.queue).toEqual(queue);
    expect(plan.state.outbox[0]?.sections).toEqual([
      { jobId: 'check', importance: 'routine', text: '• check (check)\n- QUEUE: would run (dry-run)' },
    ]);
  });

  it('what follows a long job is queued when it completes, and when a pause is first told', () => {
    const after = [
      { jobId: 'check', when: 'success', delaySeconds: 60 },
      { jobId: 'mend', when: 'failure', delaySeconds: 0 },
    ] as const;
    const [done, stuck] = [job({ id: 'a', after }), job({ id: 'b', after })];
    const seen = { a: completed(), b: paused() };
    const first = planTick(state(), tickFacts([done, stuck], seen)).state;
    expect(first.queue).toMatchObject([
      { jobId: 'check', notBefore: NOW + 60, reason: 'after:a:success', depth: 1 },
      { jobId: 'mend', notBefore: NOW, reason: 'after:b:failure', depth: 1 },
    ]);
    const known = [check(), check({ id: 'mend' }), done, stuck];
    expect(planTick(first, tickFacts(known, seen)).state.queue).toEqual(first.queue);
  });
});
