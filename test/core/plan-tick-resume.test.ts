import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/core/model.ts';
import { claimResumes, planTick, type TickFacts } from '../../src/core/plan-tick.ts';
import type { JobState, MonitorState } from '../../src/schema/state.ts';
import { instant, job, leaseAt, NOW, paused, ranBefore, state, tickFacts } from '../support/core-fixtures.ts';
import { type ExitParts, exitOf } from '../support/fake-runner.ts';

const resuming = job({ policy: { autoResume: true } });
const impatient = job({ policy: { autoResume: true, autoResumeBackoffSeconds: 0 } });

const facts = (seen: Observation, parts: Partial<TickFacts> = {}, of = resuming) =>
  tickFacts([of], { scan: seen }, parts);
const started = (exit: ExitParts) => ({ started: new Map([['scan', exitOf(exit)]]) });
const ok: ExitParts = { kind: 'exited', exitCode: 0, stdout: 'started' };

const told = ({ outbox }: MonitorState) =>
  outbox.map(({ sections }) => sections.map(({ text }) => text).join('\n'));

describe('an auto-resume', () => {
  it.each([resuming, impatient])(
    'is asked for, claimed before it starts, and told with its outcome',
    (of) => {
      const first = planTick(state(), facts(paused(), {}, of));
      expect(first.resumes).toEqual([of]);
      const claimed = claimResumes(
        state({ jobs: { scan: { theirs: 1 }, other: {} } }),
        first.resumes,
        leaseAt(),
      );
      expect(claimed.jobs).toEqual({
        scan: { theirs: 1, lastAutoResumeAt: NOW, resumeClaimed: true, startLease: leaseAt() },
        other: {},
      });
      const second = planTick(claimed, facts(paused(), started(ok), of));
      expect(second.resumes).toEqual([]);
      expect(told(second.state)).toEqual([
        expect.stringMatching(/paused.*ACTION REQUIRED.*AUTORUN: started$/s),
      ]);
      expect(second.state.jobs.scan).toMatchObject({
        theirs: 1,
        lastAutoResumeAt: NOW,
        lastStart: { exitCode: 0, stdoutTail: 'started' },
      });
    },
  );

  it.each([
    ['stands still', paused(), /paused.*AUTORUN: start interrupted/s],
    [
      'runs',
      { kind: 'reported', status: { running: true, completed: false } },
      /running.*AUTORUN: start interrupted/s,
    ],
  ] as const)(
    'whose tick was killed before it could say so is told by the next one, where the job %s',
    (_, seen, text) => {
      const claimed = claimResumes(state(), [resuming], leaseAt());
      const next = planTick(claimed, facts(seen as Observation, { now: instant(NOW + 60) })).state;
      expect(told(next)).toEqual([expect.stringMatching(text)]);
      expect(next.jobs.scan).not.toHaveProperty('resumeClaimed');
      expect(
        told(
          planTick({ ...next, outbox: [] }, facts(seen as Observation, { now: instant(NOW + 120) })).state,
        ),
      ).toEqual([]);
    },
  );

  it('that crashed after its claim is not repeated inside the backoff', () => {
    const claimed = claimResumes(state(), [resuming], leaseAt());
    const at = (seconds: number) =>
      planTick(claimed, facts(paused(), { now: instant(NOW + seconds) })).resumes;
    expect(at(899)).toEqual([]);
    expect(at(900)).toEqual([resuming]);
  });

  it('without a backoff, that crashed after its claim, is not repeated while it may be under way', () => {
    const claimed = claimResumes(state(), [impatient], leaseAt());
    const at = (seconds: number) =>
      planTick(claimed, facts(paused(), { now: instant(NOW + seconds) }, impatient)).resumes;
    expect(at(89)).toEqual([]);
    expect(at(90)).toEqual([impatient]);
  });

  it('that has ended leaves when that was: an older probe, of a tick beside it, starts nothing', () => {
    const claimed = claimResumes(state(), [impatient], leaseAt());
    const ended = planTick(claimed, facts(paused(), { ...started(ok), clockAt: NOW + 40 }, impatient)).state;
    expect(ended.jobs.scan?.startLease).toEqual({ ...leaseAt(), until: NOW + 40 });
    const beside = (seconds: number) =>
      planTick(ended, facts(paused(), { now: instant(NOW + seconds), clockAt: NOW + 50 }, impatient)).resumes;
    expect(beside(39)).toEqual([]);
    expect(beside(40)).toEqual([impatient]);
  });

  it('leaves the claim of a later start as it is', () => {
    const other = { pid: 9, claimedAt: NOW + 30, until: NOW + 600 };
    const before = state({ jobs: { scan: { lastAutoResumeAt: NOW, startLease: other } } });
    const after = planTick(before, facts(paused(), { ...started(ok), clockAt: NOW + 40 })).state;
    expect(after.jobs.scan?.startLease).toEqual(other);
  });

  it.each<[ExitParts, string]>([
    [{ kind: 'exited', exitCode: 3 }, 'AUTORUN: start failed (exit=3)'],
    [{ kind: 'killed', signal: 'SIGKILL' }, 'AUTORUN: start failed (exit=-9)'],
    [{ kind: 'timed-out', afterSeconds: 60 }, 'AUTORUN: start timeout'],
    [{ kind: 'not-started', detail: 'no such program' }, 'AUTORUN: start error'],
    [{ kind: 'aborted' }, 'AUTORUN: start error'],
  ])('%j', (exit, line) => {
    const { state: after } = planTick(state(), facts(paused(), started(exit)));
    expect(told(after)[0]).toMatch(new RegExp(`- ${line.replace(/[()]/g, '\\$&')}$`));
  });

  it('in a dry run is only said, at each of them, and uses no backoff up', () => {
    let current = state();
    for (const seconds of [0, 60]) {
      const dry = planTick(
        { ...current, outbox: [] },
        facts(paused(), { isDryRun: true, now: instant(NOW + seconds) }),
      );
      expect(dry.resumes).toEqual([]);
      expect(told(dry.state)).toEqual([expect.stringMatching(/AUTORUN: would start \(dry-run\)$/)]);
      current = dry.state;
    }
    expect(current.jobs.scan).not.toHaveProperty('lastAutoResumeAt');
    expect(planTick(current, facts(paused(), { now: instant(NOW + 61) })).resumes).toEqual([resuming]);
  });

  it('is told though the operator stopped the job while it started', () => {
    const before = state({
      jobs: { scan: { operatorStopped: true, lastStopAt: NOW + 1, lastAutoResumeAt: NOW } },
    });
    expect(told(planTick(before, facts(paused(), started(ok))).state)).toEqual([
      expect.stringMatching(/AUTORUN: started$/),
    ]);
  });
});

describe('a job that the operator has started since the tick froze its moment', () => {
  /** The tick takes five seconds until it plans. */
  const plan = (scan: JobState, seen: Observation, parts: Partial<TickFacts> = {}) =>
    planTick(state({ lastTickAt: NOW - 60, jobs: { scan } }), facts(seen, { clockAt: NOW + 5, ...parts }));

  it.each([
    ['before it', NOW - 0.001, true],
    ['long before it', NOW - 9000, true],
    ['in the same instant', NOW, false],
    ['after it', NOW + 3, false],
    ['just before it plans', NOW + 5, false],
    ['later than the clock says: the clock was set back', NOW + 5.001, true],
  ])('%s', (_, lastManualStartAt, judged) => {
    const { state: after, resumes, decisions } = plan(ranBefore({ lastManualStartAt }), paused());
    expect(decisions.has('scan')).toBe(judged);
    expect(told(after)).toHaveLength(judged ? 1 : 0);
    expect(resumes.length).toBe(lastManualStartAt < NOW - 120 ? 1 : 0);
  });

  it('is remembered as it was, and judged by the next tick', () => {
    const scan = ranBefore({ lastManualStartAt: NOW + 3, operatorStopped: false });
    const first = plan(scan, paused());
    expect(first.state.jobs.scan).toEqual(scan);
    const second = planTick(first.state, facts(paused(), { now: instant(NOW + 60) }));
    expect(told(second.state)).toHaveLength(1);
  });

  it('keeps no other job from being judged', () => {
    const other = job({ id: 'other' });
    const both = tickFacts([resuming, other], { scan: paused(), other: paused() }, { clockAt: NOW + 5 });
    const { decisions } = planTick(state({ jobs: { scan: { lastManualStartAt: NOW + 3 } } }), both);
    expect([...decisions.keys()]).toEqual(['other']);
  });

  it('is told of, where this very tick had started it as well', () => {
    const { state: after } = plan(
      { lastManualStartAt: NOW + 3, lastAutoResumeAt: NOW },
      paused(),
      started(ok),
    );
    expect(told(after)).toEqual([expect.stringMatching(/AUTORUN: started$/)]);
  });
});
