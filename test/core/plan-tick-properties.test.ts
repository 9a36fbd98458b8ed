import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, Observation } from '../../src/core/model.ts';
import { claimResumes, planTick, type TickPlan } from '../../src/core/plan-tick.ts';
import { type MonitorState, parseState } from '../../src/schema/state.ts';
import {
  anyJob,
  byOperator,
  day,
  MIDNIGHT,
  momentAt,
  observation,
  type Step,
} from '../support/core-arbitraries.ts';
import { entry, job, leaseAt, paused, running, state, tickFacts } from '../support/core-fixtures.ts';
import { exitOf } from '../support/fake-runner.ts';

const RUNS = { numRuns: 200 };
const STARTED = new Map([['scan', exitOf({ kind: 'exited', exitCode: 0 })]]);

/** A whole tick: planned, and where it starts something claimed, started and planned again. */
function tick(before: MonitorState, of: Job, seen: Observation, at: number): TickPlan {
  const facts = tickFacts([of], { scan: seen }, { now: momentAt(at) });
  const plan = planTick(before, facts);
  if (plan.resumes.length === 0) return plan;
  return planTick(claimResumes(before, plan.resumes, leaseAt(at)), { ...facts, started: STARTED });
}

/** What a file would give back. */
function reread(before: MonitorState): MonitorState {
  const parsed = parseState(JSON.parse(JSON.stringify(before)));
  if (parsed.kind === 'unusable' || parsed.dropped.length > 0)
    throw new Error('the state does not survive its file');
  return { ...parsed.state, revision: parsed.state.revision + 1 };
}

function live(of: Job, steps: readonly Step[], from = state()): { last: MonitorState; at: number } {
  let last = from;
  let at = MIDNIGHT;
  for (const step of steps) {
    at += step.after;
    const scan = byOperator(last.jobs.scan ?? {}, step, at - 1);
    last = reread(tick({ ...last, jobs: { ...last.jobs, scan } }, of, step.seen, at).state);
  }
  return { last, at };
}

describe('a tick', () => {
  it('repeated at its own instant says nothing more', () => {
    fc.assert(
      fc.property(anyJob, day, (of, steps) => {
        const sure = {
          ...of,
          policy: { ...of.policy, failuresBeforeAlert: 1, autoResumeBackoffSeconds: 900 },
        };
        const { last, at } = live(sure, steps);
        // A stall that sleep held back is due at the next tick, whenever that is.
        fc.pre(last.jobs.scan?.stallHeld !== true);
        const again = tick(last, sure, steps.at(-1)!.seen, at);
        expect(again.state.outbox).toEqual(last.outbox);
        expect(again.resumes).toEqual([]);
      }),
      RUNS,
    );
  });

  it('keeps every key that nobody knows', () => {
    const theirs = { theirs: { deep: [1, null] } };
    const item = { id: 'x', jobId: 'check', notBefore: MIDNIGHT * 2, ...theirs };
    const message = entry({ id: 'print', via: 'print', ...theirs });
    const lastSeen = { running: true, completed: false, ...theirs };
    const from = state({
      ...theirs,
      jobs: { scan: { ...theirs, lastSeen }, gone: theirs },
      queue: [item],
      outbox: [message],
    });
    fc.assert(
      fc.property(anyJob, day, fc.constantFrom(-86_400, 0, 86_400), (of, steps, clock) => {
        const { last } = live(of, steps, { ...from, lastTickAt: MIDNIGHT + clock });
        expect(last).toMatchObject(theirs);
        expect(last.jobs).toMatchObject({ gone: theirs, scan: { ...theirs, lastSeen: theirs } });
        expect(last.queue[0]).toMatchObject({ id: 'x', ...theirs });
        expect(last.outbox[0]).toMatchObject({ id: 'print', ...theirs });
      }),
      RUNS,
    );
  });

  it('leaves what the door of the state lets in again, and messages of their own ids', () => {
    fc.assert(
      fc.property(anyJob, day, (of, steps) => {
        const { outbox } = live(of, steps).last;
        expect(new Set(outbox.map(({ id }) => id)).size).toBe(outbox.length);
      }),
      RUNS,
    );
  });

  it('loses no news but routine ones that newer ones replace', () => {
    fc.assert(
      fc.property(anyJob, day, (of, steps) => {
        let last = state();
        let at = MIDNIGHT;
        let owed = 0;
        for (const { after, seen } of steps) {
          at += after;
          const plan = tick(last, of, seen, at);
          const decision = plan.decisions.get('scan');
          if (decision?.tells && ['alert', 'recovery', 'completion'].includes(decision.importance)) owed += 1;
          last = reread(plan.state);
        }
        const kept = last.outbox
          .flatMap(({ sections }) => sections)
          .filter(({ importance }) => !['routine', 'reminder'].includes(importance));
        expect(kept).toHaveLength(owed);
      }),
      RUNS,
    );
  });
});

describe('after the clock was set back, nothing waits for longer than the policy says', () => {
  const setBack = fc.integer({ min: 1, max: 400 * 86_400 });
  const always = { quietHours: { start: '00:00', end: '00:00' }, failuresBeforeAlert: 1 };

  it.each<[string, Partial<Job['policy']>, Observation, number, string]>([
    ['a reminder', {}, paused('quota'), 1800, 'reminder'],
    ['a routine report', { stallSeconds: 0 }, running('k9'), 1800, 'interval'],
    ['a stall', { stallSeconds: 1200 }, running('k9'), 1200, 'new-anomaly'],
    ['an auto-resume', { autoResume: true }, paused('quota'), 900, 'auto-resume'],
  ])('%s', (_, policy, seen, wait, reason) => {
    fc.assert(
      fc.property(day, setBack, (steps, by) => {
        const of = job({ policy: { ...always, reportEverySeconds: 1800, ...policy } });
        const { last, at } = live(of, [...steps, { after: 60, seen, operator: 'start' }]);
        const back = at - by;
        const first = reread(tick(last, of, seen, back).state);
        // The tick after the longest wait, and one more: the clock may seem to have leapt, as if the host had slept.
        const second = tick(first, of, seen, back + wait);
        const third = tick(reread(second.state), of, seen, back + wait + 60);
        const reasons = [second, third].map((plan) => plan.decisions.get('scan')?.because.reason);
        expect(reasons).toContain(reason);
      }),
      RUNS,
    );
  });

  it('nor a message or an item of the queue', () => {
    fc.assert(
      fc.property(setBack, fc.integer({ min: 0, max: 86_400 }), (by, wait) => {
        const at = MIDNIGHT;
        const before = state({
          lastTickAt: at,
          outbox: [entry({ nextAttemptAt: at + wait })],
          queue: [{ id: 'q', jobId: 'scan', notBefore: at + wait }],
        });
        const after = tick(before, job(), running(), at - by).state;
        expect(after.outbox[0]?.nextAttemptAt).toBeLessThanOrEqual(at - by + wait);
        expect(after.queue[0]?.notBefore).toBeLessThanOrEqual(at - by + wait);
      }),
      RUNS,
    );
  });

  it('and no time that is remembered lies ahead', () => {
    fc.assert(
      fc.property(anyJob, day, observation, setBack, (of, steps, seen, by) => {
        const { last, at } = live(of, steps);
        const { scan = {} } = tick(last, of, seen, at - by).state.jobs;
        const times = Object.entries(scan).filter(([key]) => /At$|Since$/.test(key));
        for (const [, time] of times) expect(time).toBeLessThanOrEqual(at - by);
      }),
      RUNS,
    );
  });
});
