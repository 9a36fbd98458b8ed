import { describe, expect, it } from 'vitest';
import { type StartRequest, start } from '../../src/app/start.ts';
import {
  createStage,
  NEVER,
  OWN_PID,
  PAUSED,
  pending,
  type Stage,
  settled,
  tickOn,
} from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

const SCAN = longJob({ enabled: true, policy: { autoResume: true } });

function startOn(stage: Stage, request: Partial<StartRequest> = {}) {
  return start(
    stage,
    stage.setting.loaded,
    { id: 'scan', timeoutSeconds: 60, allowRisk: false, ...request },
    NEVER,
  );
}

function stageWith(...jobs: unknown[]): Stage {
  const stage = createStage(jobs);
  stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0, stdout: 'out', durationMs: 12 });
  return stage;
}

describe('start', () => {
  it('saves that it starts, starts, and saves how that went', async () => {
    const stage = stageWith(SCAN);
    expect(await startOn(stage, { timeoutSeconds: 7 })).toMatchObject({
      ok: true,
      value: { exit: { kind: 'exited', exitCode: 0, stdout: 'out' }, unsaved: undefined },
    });
    expect(stage.journal).toEqual(['save', 'run scan --resume', 'save']);
    expect(stage.store.writes[0]?.jobs.scan).toEqual({
      lastManualStartAt: NOON,
      startLease: { pid: OWN_PID, claimedAt: NOON, until: NOON + 37, byHand: true },
    });
    expect(stage.store.saved.jobs.scan).toMatchObject({ lastStart: { exitCode: 0, stdoutTail: 'out' } });
    expect(stage.runner.calls).toMatchObject([{ timeoutSeconds: 7 }]);
  });

  it('keeps a tick from starting the job a second time', async () => {
    const stage = stageWith(SCAN);
    stage.runner.script('scan --status', PAUSED);
    stage.runner.script('scan --resume', async () => {
      await tickOn(stage);
      return { kind: 'exited', exitCode: 0 };
    });
    await startOn(stage);
    expect(stage.runner.calls.filter(({ argv }) => argv.includes('--resume'))).toHaveLength(1);
  });

  it('takes an earlier stop back, before it starts', async () => {
    const stage = stageWith(SCAN);
    await stage.store.transact((state) => ({
      state: { ...state, jobs: { scan: { operatorStopped: true, lastStopAt: 5 } } },
      result: undefined,
    }));
    stage.runner.script('scan --resume', () => {
      expect(stage.store.saved.jobs.scan).toMatchObject({ lastStopAt: 5, lastManualStartAt: NOON });
      expect(stage.store.saved.jobs.scan).not.toHaveProperty('operatorStopped');
      return { kind: 'exited', exitCode: 1 };
    });
    await startOn(stage);
    expect(stage.store.saved.jobs.scan).not.toHaveProperty('operatorStopped');
  });

  it('keeps what a tick wrote meanwhile', async () => {
    const stage = stageWith(SCAN);
    stage.runner.script('scan --resume', () => {
      stage.store.interfere((state) => ({ ...state, note: 'mine' }));
      return { kind: 'exited', exitCode: 0 };
    });
    await startOn(stage);
    expect(stage.store.saved).toMatchObject({ note: 'mine', jobs: { scan: { lastStart: { exitCode: 0 } } } });
  });

  it('starts a job that is not watched', async () => {
    const stage = stageWith({ ...SCAN, enabled: false });
    expect(await startOn(stage)).toMatchObject({ ok: true });
  });

  it('starts a risky job where that was allowed', async () => {
    const stage = stageWith({ ...SCAN, risk: 'write_local' });
    expect(await startOn(stage, { allowRisk: true })).toMatchObject({ ok: true });
    expect(stage.runner.calls).toHaveLength(1);
  });

  it.each([
    ['an unknown job', 'nope', { kind: 'unknown-job', known: ['scan', 'check', 'risky'] }],
    ['a one-shot', 'check', { kind: 'wrong-kind', wanted: 'long_running_read', actual: 'one_shot_read' }],
    ['a risky job', 'risky', { kind: 'risk', risk: 'write_external', canBeAllowed: true }],
  ])('refuses %s, and saves and runs nothing', async (_, id, failure) => {
    const stage = stageWith(SCAN, check(), longJob({ id: 'risky', risk: 'write_external' }));
    expect(await startOn(stage, { id })).toMatchObject({ ok: false, failure: { id, ...failure } });
    expect(stage.journal).toEqual([]);
  });
});

const starts = (stage: Stage) => stage.runner.calls.filter(({ argv }) => argv.includes('--resume')).length;

describe('a start that takes its time', () => {
  const impatient = longJob({
    enabled: true,
    policy: { autoResume: true, autoResumeBackoffSeconds: 10 },
  });

  /** A start that goes on for so long, with a tick `tickAfter` seconds after it began. */
  async function tickDuring(job: unknown, tickAfter: number, lasts: number, timeoutSeconds: number) {
    const stage = stageWith(job);
    stage.runner.script('scan --status', PAUSED);
    stage.runner.script('scan --resume', async () => {
      stage.clock.advance(tickAfter);
      await tickOn(stage);
      stage.clock.advance(lasts - tickAfter);
      return { kind: 'exited', exitCode: 0 };
    });
    await startOn(stage, { timeoutSeconds });
    return stage;
  }

  it.each([
    ['the backoff is over', impatient, 12, 20, 60],
    ['its grace is over', SCAN, 121, 400, 600],
    ['its time limit is over, and its end is not saved yet', SCAN, 625, 626, 600],
  ])('is not begun again by a tick where %s', async (_, job, tickAfter, lasts, timeoutSeconds) => {
    expect(starts(await tickDuring(job, tickAfter, lasts, timeoutSeconds))).toBe(1);
  });

  it('has its whole grace behind its end: the job may not say yet that it runs', async () => {
    const stage = await tickDuring(SCAN, 130, 400, 600);
    stage.clock.advance(119);
    await tickOn(stage);
    expect(starts(stage)).toBe(1);
    stage.clock.advance(1);
    await tickOn(stage);
    expect(starts(stage)).toBe(2);
  });

  it('is not begun again by a tick that had asked before its end', async () => {
    const stage = stageWith(
      longJob({ policy: { autoResume: true, autoResumeBackoffSeconds: 0 }, enabled: true }),
    );
    const ended = pending<void>();
    stage.runner.script('scan --resume', async () => {
      await ended.promise;
      return { kind: 'exited', exitCode: 0 };
    });
    const starting = startOn(stage);
    await settled();
    stage.clock.advance(5);
    stage.runner.script('scan --status', async () => {
      stage.clock.advance(1);
      ended.resolve();
      await starting;
      return PAUSED;
    });
    await tickOn(stage);
    expect(starts(stage)).toBe(1);
  });
});

describe('start beside a start', () => {
  const OTHER = { pid: 777, claimedAt: NOON - 20, until: NOON + 1 };
  const stageBeside = (startLease: typeof OTHER) => {
    const stage = createStage([SCAN], { state: { jobs: { scan: { startLease, operatorStopped: true } } } });
    stage.processes.add(777);
    stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
    return stage;
  };

  it('is refused, and saves and runs nothing', async () => {
    const stage = stageBeside(OTHER);
    expect(await startOn(stage)).toEqual({
      ok: false,
      failure: { kind: 'being-started', id: 'scan', lease: OTHER },
    });
    expect(stage.journal).toEqual([]);
  });

  it.each([
    ['has ended, as far as is known', { ...OTHER, until: NOON }],
    ['was killed', { ...OTHER, pid: 778 }],
  ])('starts where that one %s', async (_, lease) => {
    const stage = stageBeside(lease);
    expect(await startOn(stage)).toMatchObject({ ok: true });
    expect(starts(stage)).toBe(1);
  });

  it('counts from when it has got the lock of the state', async () => {
    const stage = stageBeside({ ...OTHER, until: NOON + 8 });
    const { transact } = stage.store;
    stage.store.transact = async (change) => {
      stage.clock.advance(8);
      return transact(change);
    };
    expect(await startOn(stage)).toMatchObject({ ok: true });
    expect(stage.store.writes[0]?.jobs.scan).toMatchObject({ lastManualStartAt: NOON + 8 });
  });

  it('is refused while a tick resumes the job', async () => {
    const stage = stageWith(SCAN);
    stage.runner.script('scan --status', PAUSED);
    stage.runner.script('scan --resume', async () => {
      stage.clock.advance(3);
      expect(await startOn(stage)).toMatchObject({
        failure: { kind: 'being-started', lease: { pid: OWN_PID, claimedAt: NOON, until: NOON + 90 } },
      });
      return { kind: 'exited', exitCode: 0 };
    });
    await tickOn(stage);
    expect(starts(stage)).toBe(1);
    stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
    expect(await startOn(stage)).toMatchObject({ ok: true });
  });
});

describe('start, where the state cannot be saved', () => {
  it('starts nothing: no tick could know of it', async () => {
    const stage = stageWith(SCAN);
    stage.store.failWith('locked');
    await expect(startOn(stage)).rejects.toMatchObject({ kind: 'locked' });
    expect(stage.runner.calls).toEqual([]);
  });

  it('still says how a start went whose end could not be saved', async () => {
    const stage = stageWith(SCAN);
    stage.runner.script('scan --resume', () => {
      stage.store.failWith('unwritable');
      return { kind: 'exited', exitCode: 3 };
    });
    expect(await startOn(stage)).toMatchObject({
      ok: true,
      value: { exit: { exitCode: 3 }, unsaved: { kind: 'unwritable' } },
    });
  });
});

describe('a job file with errors', () => {
  const BROKEN = longJob({ id: 'broken', risk: 'none' });

  it('starts its valid jobs', async () => {
    expect(await startOn(stageWith(BROKEN, SCAN))).toMatchObject({ ok: true });
  });

  it('says what is wrong with the job that was named, and with that one alone', async () => {
    const outcome = await startOn(stageWith(BROKEN, check({ risk: 'no' })), { id: 'broken' });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-job', id: 'broken', problems: [{ path: 'jobs[0].risk' }] },
    });
  });

  it('does not take a job for a broken one because another names it', async () => {
    const outcome = await startOn(stageWith(longJob({ after: [{ jobId: 'ghost' }] })), { id: 'ghost' });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'unknown-job' } });
  });

  it('knows no job where the file as a whole cannot be used', async () => {
    const stage = createStage({ version: 2, jobs: [SCAN] });
    expect(await startOn(stage)).toMatchObject({ ok: false, failure: { kind: 'config-unusable' } });
  });
});
