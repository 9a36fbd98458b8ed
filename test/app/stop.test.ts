import { describe, expect, it } from 'vitest';
import { stop } from '../../src/app/stop.ts';
import {
  COMPLETED,
  createStage,
  NEVER,
  PAUSED,
  RUNNING,
  type Stage,
  says,
  settled,
  tickOn,
} from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

const COMMANDS = { start: ['scan', '--resume'], status: ['scan', '--status'] };
const WITH_STOP = longJob({
  enabled: true,
  policy: { autoResume: true },
  commands: { ...COMMANDS, stop: ['scan', '--stop'] },
});
const WITHOUT_STOP = longJob({ enabled: true });

function stopOn(stage: Stage, id = 'scan') {
  return stop(stage, stage.setting.loaded, { id, timeoutSeconds: 60 }, NEVER);
}

const REMEMBERED = { lastStopAt: NOON, operatorStopped: true };

describe('stop by commands.stop', () => {
  it('is remembered before the command runs, and its end after it', async () => {
    const stage = createStage([WITH_STOP]);
    stage.runner.script('scan --stop', { kind: 'exited', exitCode: 0 });
    expect(await stopOn(stage)).toMatchObject({
      ok: true,
      value: { kind: 'command', exit: { exitCode: 0 }, unsaved: undefined },
    });
    expect(stage.journal).toEqual(['save', 'run scan --stop', 'save']);
    expect(stage.store.writes[0]?.jobs.scan).toEqual(REMEMBERED);
    expect(stage.store.saved.jobs.scan).toMatchObject({ ...REMEMBERED, lastStop: { exitCode: 0 } });
  });

  it('keeps a tick that looks meanwhile from resuming or telling of the pause', async () => {
    const stage = createStage([WITH_STOP]);
    stage.runner.script('scan --status', RUNNING, PAUSED);
    await tickOn(stage);
    stage.runner.script('scan --stop', async () => {
      await tickOn(stage);
      return { kind: 'exited', exitCode: 0 };
    });
    await stopOn(stage);
    await tickOn(stage);
    const text = stage.notifier.sent.map((message) => message.text).join('\n');
    expect(text).not.toContain('ACTION REQUIRED');
    expect(stage.runner.calls.filter(({ argv }) => argv.includes('--resume'))).toEqual([]);
  });

  it('stays remembered where the command fails: it is what the operator wants', async () => {
    const stage = createStage([WITH_STOP]);
    stage.runner.script('scan --stop', { kind: 'exited', exitCode: 5 });
    expect(await stopOn(stage)).toMatchObject({ value: { exit: { exitCode: 5 } } });
    expect(stage.store.saved.jobs.scan).toMatchObject(REMEMBERED);
  });

  it('does nothing where another command keeps it from being remembered', async () => {
    const stage = createStage([WITH_STOP]);
    stage.store.failWith('locked');
    await expect(stopOn(stage)).rejects.toMatchObject({ kind: 'locked' });
    expect(stage.runner.calls).toEqual([]);
  });

  it('stops all the same where the disk is full: the job may be what fills it', async () => {
    const stage = createStage([WITH_STOP]);
    stage.runner.script('scan --stop', { kind: 'exited', exitCode: 0 });
    stage.store.failWith('unwritable');
    expect(await stopOn(stage)).toMatchObject({
      ok: true,
      value: {
        kind: 'command',
        exit: { exitCode: 0 },
        unsaved: { kind: 'unwritable' },
        staysStopped: false,
      },
    });
  });

  it('still says how the command ended where that cannot be saved', async () => {
    const stage = createStage([WITH_STOP]);
    stage.runner.script('scan --stop', () => {
      stage.store.failWith('unwritable');
      return { kind: 'exited', exitCode: 0 };
    });
    expect(await stopOn(stage)).toMatchObject({
      ok: true,
      value: { kind: 'command', unsaved: { kind: 'unwritable' }, staysStopped: true },
    });
  });
});

describe('stop while a start is under way', () => {
  const startLease = { pid: 777, claimedAt: NOON - 20, until: NOON + 600 };

  /** `then` happens once the stop waits. */
  async function stopBeside(job: unknown, lease: typeof startLease, then?: (stage: Stage) => void) {
    const stage = createStage([job], { state: { jobs: { scan: { startLease: lease } } } });
    stage.processes.add(777);
    stage.runner.script('scan --stop', { kind: 'exited', exitCode: 0 });
    stage.runner.script('scan --status', PAUSED);
    const stopping = stopOn(stage);
    await settled();
    const before = [...stage.journal];
    then?.(stage);
    for (let step = 0; step < 100 && stage.clock.sleepers > 0; step++) {
      stage.clock.advance(0.25);
      await settled();
    }
    return { outcome: await stopping, before, waited: stage.clock.now().epochSeconds - NOON, stage };
  }
  const endStart = (stage: Stage) =>
    stage.store.transact((state) => ({
      state: { ...state, jobs: { scan: { ...state.jobs.scan, startLease: { ...startLease, until: NOON } } } },
      result: undefined,
    }));

  it('remembers what is wanted, and stops once the start has ended', async () => {
    const { outcome, before, waited } = await stopBeside(WITH_STOP, startLease, endStart);
    expect(before).toEqual(['save']);
    expect(waited).toBe(0.25);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'command', beside: undefined } });
  });

  it('stops all the same where it does not end in 15 s, and says that it has not', async () => {
    const { outcome, waited, stage } = await stopBeside(WITH_STOP, startLease);
    expect(waited).toBe(15);
    expect(outcome).toMatchObject({
      ok: true,
      value: { kind: 'command', exit: { exitCode: 0 }, beside: startLease },
    });
    expect(stage.store.saved.jobs.scan).toMatchObject(REMEMBERED);
  });

  it.each([
    ['whose bound is over', { ...startLease, until: NOON }],
    ['whose starter was killed', { ...startLease, pid: 778 }],
  ])('does not wait for one %s', async (_, lease) => {
    const { outcome, waited } = await stopBeside(WITH_STOP, lease);
    expect(waited).toBe(0);
    expect(outcome).toMatchObject({ ok: true, value: { beside: undefined } });
  });

  it('asks for the pid when it has ended', async () => {
    const { before, outcome } = await stopBeside(WITHOUT_STOP, startLease, endStart);
    expect(before).toEqual([]);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'not-running', beside: undefined } });
  });

  it('asks anew where a start was begun while it asked, and ends what came up', async () => {
    const stage = createStage([WITHOUT_STOP]);
    const begin = async () => {
      await stage.store.transact((state) => ({
        state: { ...state, jobs: { scan: { startLease: { pid: 777, claimedAt: NOON, until: NOON + 3 } } } },
        result: undefined,
      }));
      return PAUSED;
    };
    stage.runner.script('scan --status', begin, says({ running: true, completed: false, pid: 4242 }));
    stage.processes.add(777);
    stage.processes.add(4242);
    const stopping = stopOn(stage);
    await settled();
    stage.clock.advance(3);
    expect(await stopping).toMatchObject({ ok: true, value: { kind: 'signal', pid: 4242 } });
    expect(stage.store.saved.jobs.scan).toMatchObject({ operatorStopped: true });
  });

  it('asks once more, and no oftener, beside what a killed start has left', async () => {
    const left = { ...startLease, pid: 778 };
    const { outcome, waited, stage } = await stopBeside(WITHOUT_STOP, left);
    expect(waited).toBe(0);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'not-running', beside: undefined } });
    expect(stage.runner.calls).toHaveLength(2);
  });

  it('does not wait twice for one that does not end', async () => {
    const { outcome, waited } = await stopBeside(WITHOUT_STOP, startLease);
    expect(waited).toBe(15);
    expect(outcome).toMatchObject({ ok: true, value: { kind: 'not-running', beside: startLease } });
  });

  it('does not wait any longer where it is itself told to end', async () => {
    const stage = createStage([WITH_STOP], { state: { jobs: { scan: { startLease } } } });
    stage.processes.add(777);
    stage.runner.script('scan --stop', { kind: 'aborted' });
    const abort = new AbortController();
    const request = { id: 'scan', timeoutSeconds: 60 };
    const stopping = stop(stage, stage.setting.loaded, request, abort.signal);
    await settled();
    abort.abort();
    expect(await stopping).toMatchObject({ value: { exit: { kind: 'aborted' }, beside: startLease } });
    expect(stage.store.saved.jobs.scan).toMatchObject(REMEMBERED);
  });
});

describe('stop of a job that does not run, without a command', () => {
  it.each([
    ['paused', PAUSED],
    ['completed', COMPLETED],
  ])('%s: is remembered, so that no tick starts it', async (_, status) => {
    const stage = createStage([longJob({ enabled: true, policy: { autoResume: true } })]);
    stage.runner.script('scan --status', status, PAUSED);
    expect(await stopOn(stage)).toEqual({
      ok: true,
      value: { kind: 'not-running', beside: undefined, unsaved: undefined, staysStopped: true },
    });
    expect(stage.store.saved.jobs.scan).toEqual(REMEMBERED);
    await tickOn(stage);
    expect(stage.runner.calls.filter(({ argv }) => argv.includes('--resume'))).toEqual([]);
    expect(stage.notifier.sent.map(({ text }) => text).join()).not.toContain('ACTION REQUIRED');
  });

  it('does not say so where that could not be saved', async () => {
    const stage = createStage([WITHOUT_STOP]);
    stage.runner.script('scan --status', PAUSED);
    stage.store.failWith('unwritable');
    expect(await stopOn(stage)).toMatchObject({
      value: { kind: 'not-running', unsaved: { kind: 'unwritable' }, staysStopped: false },
    });
  });
});

describe('stop without a command', () => {
  const running = (pid: number) => says({ running: true, completed: false, pid });

  it('remembers, and then sends SIGTERM to the pid that the status names', async () => {
    const stage = createStage([WITHOUT_STOP]);
    stage.processes.add(4242);
    stage.runner.script('scan --status', running(4242));
    expect(await stopOn(stage)).toEqual({
      ok: true,
      value: { kind: 'signal', pid: 4242, beside: undefined, unsaved: undefined, staysStopped: true },
    });
    expect(stage.journal).toEqual(['run scan --status', 'save', 'terminate 4242']);
    expect(stage.store.saved.jobs.scan).toMatchObject(REMEMBERED);
  });

  it.each([
    ['gone', 5555, 'signal-failed'],
    ["somebody else's", 6666, 'signal-failed'],
  ])('fails where the pid is %s, and stays remembered', async (_, pid, kind) => {
    const stage = createStage([WITHOUT_STOP]);
    stage.processes.protect(6666);
    stage.runner.script('scan --status', running(pid));
    expect(await stopOn(stage)).toEqual({
      ok: false,
      failure: { kind, id: 'scan', pid, staysStopped: true },
    });
    expect(stage.processes.terminated).toEqual([]);
    expect(stage.store.saved.jobs.scan).toMatchObject(REMEMBERED);
  });

  it.each([
    ['our own', 4000],
    ["our parent's", 3000],
    ['that of all processes', 1],
  ])('refuses a pid that is %s, and remembers nothing: the job could go on unwatched', async (_, pid) => {
    const stage = createStage([WITHOUT_STOP]);
    stage.runner.script('scan --status', running(pid));
    expect(await stopOn(stage)).toEqual({ ok: false, failure: { kind: 'signal-refused', pid } });
    expect(stage.processes.terminated).toEqual([]);
    expect(stage.store.saved.jobs.scan).toBeUndefined();
  });

  it('does not say that a job stays stopped where that could not be saved', async () => {
    const stage = createStage([WITHOUT_STOP]);
    stage.runner.script('scan --status', running(5555));
    stage.store.failWith('unwritable');
    expect(await stopOn(stage)).toMatchObject({ failure: { kind: 'signal-failed', staysStopped: false } });
  });

  it.each([
    ['a status without a pid', RUNNING, undefined],
    ['a status that fails', { kind: 'exited', exitCode: 2, stderr: 'no db\n' }, 'no db'],
    ['a status that hangs', { kind: 'timed-out', afterSeconds: 30 }, 'status timed out after 30s'],
  ] as const)('finds no way with %s, and remembers nothing', async (_, status, statusDetail) => {
    const stage = createStage([WITHOUT_STOP]);
    stage.runner.script('scan --status', status);
    expect(await stopOn(stage)).toEqual({
      ok: false,
      failure: { kind: 'no-way-to-stop', id: 'scan', statusDetail },
    });
    expect(stage.store.writes).toEqual([]);
  });
});

it.each([
  ['an unknown job', 'nope', { kind: 'unknown-job' }],
  ['a one-shot', 'check', { kind: 'wrong-kind', wanted: 'long_running_read', actual: 'one_shot_read' }],
])('stop refuses %s', async (_, id, failure) => {
  const stage = createStage([WITH_STOP, check()]);
  expect(await stopOn(stage, id)).toMatchObject({ ok: false, failure: { id, ...failure } });
  expect(stage.journal).toEqual([]);
});
