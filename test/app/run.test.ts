import { describe, expect, it } from 'vitest';
import { type RunRequest, run } from '../../src/app/run.ts';
import { createStage, NEVER, type Stage } from '../support/app-stage.ts';
import { type ExitParts, NOON } from '../support/fakes.ts';
import { check, longJob, write } from '../support/written-jobs.ts';

const FOLLOWED = check({
  after: [
    { jobId: 'then', delaySeconds: 60 },
    { jobId: 'else', when: 'failure' },
  ],
});
const FILE = [
  FOLLOWED,
  check({ id: 'then' }),
  check({ id: 'else' }),
  check({ id: 'risky', risk: 'write_local' }),
  write({ after: [{ jobId: 'check' }], approval: { granted: true } }),
  longJob(),
];

function runOn(stage: Stage, request: Partial<RunRequest> = {}, signal: AbortSignal = NEVER) {
  return run(
    stage,
    stage.setting.loaded,
    { id: 'check', timeoutSeconds: 300, isDryRun: false, ...request },
    signal,
  );
}

function stageEnding(exit: ExitParts): Stage {
  const stage = createStage(FILE);
  stage.runner.script('check', exit);
  return stage;
}

describe('run', () => {
  it('runs, and saves how that went together with what follows', async () => {
    const stage = stageEnding({ kind: 'exited', exitCode: 0, stdout: 'HEALTH_OK' });
    expect(await runOn(stage, { timeoutSeconds: 9 })).toMatchObject({
      ok: true,
      value: { kind: 'ran', exit: { exitCode: 0 }, unsaved: undefined },
    });
    expect(stage.journal).toEqual(['run check', 'save']);
    expect(stage.runner.calls).toMatchObject([{ timeoutSeconds: 9 }]);
    expect(stage.store.saved.jobs.check).toMatchObject({
      lastRunAt: NOON,
      lastRun: { exitCode: 0, stdoutTail: 'HEALTH_OK' },
    });
    expect(stage.store.saved.queue).toMatchObject([
      { jobId: 'then', status: 'pending', attempt: 0, notBefore: NOON + 60, reason: 'after:check:success' },
    ]);
  });

  it('keeps the delay of what follows whole where the clock was set back since the last tick', async () => {
    const stage = createStage(FILE, { state: { lastTickAt: NOON + 3600 } });
    stage.runner.script('check', { kind: 'exited', exitCode: 0 });
    await runOn(stage);
    expect(stage.store.saved).toMatchObject({ lastTickAt: NOON, queue: [{ notBefore: NOON + 60 }] });
  });

  it.each([
    ['a failure', { kind: 'exited', exitCode: 5 }, 5],
    ['a signal', { kind: 'killed', signal: 'SIGKILL' }, -9],
    ['a time limit', { kind: 'timed-out', afterSeconds: 300 }, 124],
    ['a program that is missing', { kind: 'not-started', detail: 'check: no such program' }, 127],
  ] as const)('queues what follows a failure after %s', async (_, exit, exitCode) => {
    const stage = stageEnding(exit);
    await runOn(stage);
    expect(stage.store.saved.jobs.check).toMatchObject({ lastRun: { exitCode } });
    expect(stage.store.saved.queue).toMatchObject([{ jobId: 'else', notBefore: NOON }]);
  });

  it('queues what follows once where another program writes in between', async () => {
    const stage = stageEnding({ kind: 'exited', exitCode: 0 });
    stage.store.interfere((state) => ({ ...state, note: 'mine' }));
    await runOn(stage);
    expect(stage.store.saved).toMatchObject({ note: 'mine' });
    expect(stage.store.saved.queue).toHaveLength(1);
  });

  it('remembers nothing of a run that was ended with it', async () => {
    const stage = stageEnding({ kind: 'aborted' });
    expect(await runOn(stage)).toMatchObject({ ok: true, value: { exit: { kind: 'aborted' } } });
    expect(stage.store.writes).toEqual([]);
  });

  it('still says how it went where that cannot be saved', async () => {
    const stage = stageEnding({ kind: 'exited', exitCode: 5 });
    stage.store.failWith('locked');
    expect(await runOn(stage)).toMatchObject({
      ok: true,
      value: { kind: 'ran', exit: { exitCode: 5 }, unsaved: { kind: 'locked' } },
    });
  });

  it('runs and saves nothing in a dry run', async () => {
    const stage = stageEnding({ kind: 'exited', exitCode: 0 });
    expect(await runOn(stage, { isDryRun: true })).toEqual({
      ok: true,
      value: { kind: 'would-run', argv: ['check'] },
    });
    expect(stage.journal).toEqual([]);
  });

  it.each([
    ['an unknown job', 'nope', { kind: 'unknown-job' }],
    ['a long job', 'scan', { kind: 'wrong-kind', wanted: 'one_shot_read', actual: 'long_running_read' }],
    ['a write, approved or not', 'write', { kind: 'wrong-kind', actual: 'one_shot_write' }],
    ['a read that writes', 'risky', { kind: 'risk', risk: 'write_local', canBeAllowed: false }],
  ])('refuses %s, in a dry run too', async (_, id, failure) => {
    const stage = createStage(FILE);
    for (const isDryRun of [false, true]) {
      expect(await runOn(stage, { id, isDryRun })).toMatchObject({ ok: false, failure: { id, ...failure } });
    }
    expect(stage.journal).toEqual([]);
  });
});
