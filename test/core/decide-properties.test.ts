import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anomalyKey } from '../../src/core/anomaly.ts';
import { decide } from '../../src/core/decide.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { Instant, Job, Observation } from '../../src/core/model.ts';
import { isQuiet } from '../../src/core/quiet-hours.ts';
import type { JobState } from '../../src/schema/state.ts';
import {
  anyJob,
  byOperator,
  day,
  MIDNIGHT,
  momentAt,
  observation,
  type Step,
} from '../support/core-arbitraries.ts';
import { completed, running } from '../support/core-fixtures.ts';

const RUNS = { numRuns: 300 };

function decideAt(job: Job, previous: JobState, seen: Observation, now: Instant): Decision {
  return decide({ job, previous, observation: seen, now, slept: false, autorun: undefined });
}

interface Lived {
  readonly step: Step;
  readonly now: Instant;
  readonly previous: JobState;
  readonly decision: Decision;
}

/** A day of a job, tick by tick. */
function live(job: Job, steps: readonly Step[]): Lived[] {
  let memory: JobState = {};
  let at = MIDNIGHT;
  return steps.map((step) => {
    at += step.after;
    const previous = byOperator(memory, step, at - 1);
    const now = momentAt(at);
    const decision = decideAt(job, previous, step.seen, now);
    memory = decision.next;
    return { step, now, previous, decision };
  });
}

describe('whatever happens in a day', () => {
  it('deciding twice at one instant adds nothing', () => {
    fc.assert(
      fc.property(anyJob, day, (job, steps) => {
        const sure = { ...job, policy: { ...job.policy, failuresBeforeAlert: 1 } };
        for (const { step, now, decision } of live(sure, steps)) {
          const again = decideAt(sure, decision.next, step.seen, now);
          expect(again.tells).toBe(false);
          expect(again.events).toEqual([]);
          expect({ ...again.next, unknownCount: 0 }).toEqual({ ...decision.next, unknownCount: 0 });
        }
      }),
      RUNS,
    );
  });

  it('a memory that went through a file decides the same', () => {
    fc.assert(
      fc.property(anyJob, day, observation, (job, steps, seen) => {
        const { now, decision } = live(job, steps).at(-1)!;
        const reread: JobState = JSON.parse(JSON.stringify(decision.next));
        const later = momentAt(now.epochSeconds + 900);
        expect(decideAt(job, reread, seen, later)).toEqual(decideAt(job, decision.next, seen, later));
      }),
      RUNS,
    );
  });

  it('an anomaly is told by the tick that finds it, unless it was told before and its end was not', () => {
    fc.assert(
      fc.property(anyJob, day, (job, steps) => {
        let known: string | undefined;
        for (const { decision } of live(job, steps)) {
          const { anomaly } = decision.sight;
          if (anomaly !== undefined) {
            if (anomalyKey(anomaly) !== known)
              expect(decision).toMatchObject({ tells: true, importance: 'alert' });
            known = anomalyKey(anomaly);
          } else if (decision.tells) {
            known = undefined;
          }
        }
      }),
      RUNS,
    );
  });

  it('the end of what was told is told: at once, or when quiet hours are over', () => {
    fc.assert(
      fc.property(anyJob, day, fc.constantFrom(running('fresh'), completed()), (job, steps, fine) => {
        const { now, decision } = live(job, steps).at(-1)!;
        const owed = typeof decision.next.lastAnomalyKey === 'string';
        // 12:00 of the day after: nothing is quiet.
        const noon = momentAt(now.epochSeconds - ((now.epochSeconds - MIDNIGHT) % 86_400) + 86_400 + 43_200);
        const end = decideAt(job, decision.next, fine, noon);
        expect(end.recoveredAfterSeconds !== undefined).toBe(owed);
        if (owed) expect(end).toMatchObject({ tells: true, importance: 'recovery' });
        expect(end.recoveredAfterSeconds ?? 0).toBeGreaterThanOrEqual(0);
        expect(end.next).not.toHaveProperty('lastAnomalyKey');
      }),
      RUNS,
    );
  });

  it('nothing but trouble and attempts is told while it is quiet', () => {
    fc.assert(
      fc.property(anyJob, day, (job, steps) => {
        for (const { now, decision } of live(job, steps)) {
          if (!decision.tells || !isQuiet(job.policy.quietHours, now)) continue;
          expect(['new-anomaly', 'reminder', 'auto-resume']).toContain(decision.because.reason);
        }
      }),
      RUNS,
    );
  });

  it('nothing is told more often than its pace: reminders, routine reports', () => {
    fc.assert(
      fc.property(anyJob, day, (job, steps) => {
        let toldAt = Number.NEGATIVE_INFINITY;
        for (const { now, decision } of live(job, steps)) {
          const { reason } = decision.because;
          const every = job.policy.reportEverySeconds;
          const pace = reason === 'reminder' ? Math.max(900, every) : reason === 'interval' ? every : 0;
          expect(now.epochSeconds - toldAt).toBeGreaterThanOrEqual(pace);
          if (decision.tells) toldAt = now.epochSeconds;
        }
      }),
      RUNS,
    );
  });

  it('a completion is told, unless trouble of a later run came first', () => {
    fc.assert(
      fc.property(anyJob, day, (job, steps) => {
        let owed = false;
        for (const { now, decision } of live(job, steps)) {
          if (decision.events.includes('completed')) owed = true;
          if (decision.tells && decision.sight.standing !== 'unsure') owed = false;
          const isQuietNow = isQuiet(job.policy.quietHours, now);
          if (!isQuietNow && decision.sight.standing !== 'unsure') expect(owed).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it('only a paused read-only job that the operator lets run is ever started', () => {
    fc.assert(
      fc.property(anyJob, day, (job, steps) => {
        for (const { previous, now, decision } of live(job, steps)) {
          if (decision.resume.kind !== 'start') continue;
          expect(decision.sight.standing).toBe('paused');
          expect(previous.operatorStopped).not.toBe(true);
          expect({ risk: job.risk, autoResume: job.policy.autoResume }).toEqual({
            risk: 'read_only',
            autoResume: true,
          });
          const byHand = previous.lastManualStartAt ?? 0;
          expect(now.epochSeconds - byHand).toBeGreaterThanOrEqual(
            Math.min(120, job.policy.autoResumeBackoffSeconds),
          );
        }
      }),
      RUNS,
    );
  });

  it('what follows a run is queued once for each', () => {
    fc.assert(
      fc.property(anyJob, day, (job, steps) => {
        let ended = false;
        for (const { step, decision } of live(job, steps)) {
          if (step.seen.kind !== 'reported') continue;
          if (decision.events.includes('completed')) expect(ended).toBe(false);
          ended = step.seen.status.completed;
        }
      }),
      RUNS,
    );
  });
});
