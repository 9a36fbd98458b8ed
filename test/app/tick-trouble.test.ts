/** What is broken keeps a tick from nothing else: the job file, the state, a target, a delivery. */
import { describe, expect, it } from 'vitest';
import { entry, item } from '../support/app-entries.ts';
import { CONFIG_PATH, createStage, PAUSED, RUNNING, type Stage, tickOn } from '../support/app-stage.ts';
import { check, longJob } from '../support/written-jobs.ts';

const SCAN = longJob({ enabled: true });
const RESUMED = longJob({ enabled: true, policy: { autoResume: true } });
const BROKEN = longJob({ id: 'broken', enabled: true, risk: 'none' });

const texts = (stage: Stage) => stage.notifier.sent.map(({ text }) => text);

function pausedStage(...jobs: unknown[]): Stage {
  const stage = createStage(jobs);
  stage.runner.script('scan --status', PAUSED);
  stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
  return stage;
}

describe('a job file with an error in one job', () => {
  it('is told, and all other jobs are watched and resumed', async () => {
    const stage = pausedStage(BROKEN, RESUMED);
    const result = await tickOn(stage);
    expect(result).toMatchObject({ kind: 'done', loaded: { problems: [{ path: 'jobs[0].risk' }] } });
    expect(texts(stage)).toHaveLength(1);
    expect(texts(stage)[0]).toContain(
      `• ALERT: ops-jobs config invalid\n- path: ${CONFIG_PATH}\n- error: jobs[0]`,
    );
    expect(texts(stage)[0]).toContain('- AUTORUN: started');
  });

  it('is told again after an hour, and once when it is mended', async () => {
    const stage = createStage([BROKEN]);
    const counts: number[] = [];
    for (const later of [0, 3599, 1]) {
      stage.clock.advance(later);
      await tickOn(stage);
      counts.push(texts(stage).length);
    }
    stage.setting.loaded = createStage([]).setting.loaded;
    await tickOn(stage);
    await tickOn(stage);
    expect(counts).toEqual([1, 1, 2]);
    expect(texts(stage).slice(2)).toEqual([expect.stringContaining('• RECOVERED ✅: ops-jobs config valid')]);
  });
});

describe('a job file that cannot be used at all', () => {
  it('is told, and leaves the queue as it is: its jobs may come back', async () => {
    const stage = createStage({ version: 2, jobs: [] }, { state: { queue: [item('q1')] } });
    await tickOn(stage);
    expect(texts(stage)).toEqual([expect.stringContaining('config invalid')]);
    expect(stage.store.saved.queue).toEqual([item('q1')]);
  });

  it('keeps no report from going out', async () => {
    const stage = createStage({ version: 2, jobs: [] }, { state: { outbox: [entry('a')] } });
    await tickOn(stage);
    expect(texts(stage)[0]).toContain('• about a');
  });
});

describe('a --target', () => {
  it.each([
    ['of a chat stays with the report', '42', '42'],
    ['of a topic stays with the report', '-1005:topic:7', '-1005:topic:7'],
    ['that no chat can have goes with this tick alone', '$CHAT_ID', undefined],
    ['that is empty, as an unset variable leaves it, is none', '', undefined],
  ])('%s', async (_, target, kept) => {
    const stage = pausedStage(SCAN);
    stage.notifier.answer({ kind: 'failed', detail: 'no network' });
    await tickOn(stage, { target });
    expect(stage.store.saved.outbox.map((waiting) => waiting.target)).toEqual([kept]);
    expect(stage.opened).toMatchObject([{ target }]);
  });
});

describe('a state that cannot be saved', () => {
  const failing = { kind: 'done', stateFailure: { kind: 'unwritable' } };

  it('keeps no job from being watched', async () => {
    const stage = pausedStage(SCAN);
    stage.store.failWith('unwritable');
    expect(await tickOn(stage)).toMatchObject(failing);
    expect(texts(stage)).toEqual([expect.stringContaining('- ACTION REQUIRED')]);
  });

  it('keeps a job from being started: no claim could be kept', async () => {
    const stage = pausedStage(RESUMED);
    stage.store.failWith('unwritable');
    expect(await tickOn(stage)).toMatchObject(failing);
    expect(stage.runner.calls.filter(({ argv }) => argv.includes('--resume'))).toEqual([]);
  });

  it('keeps a queue item from being run', async () => {
    const stage = createStage([check()], { state: { queue: [item('q1')] } });
    stage.store.failWith('locked');
    expect(await tickOn(stage)).toMatchObject({ stateFailure: { kind: 'locked' } });
    expect(stage.runner.calls).toEqual([]);
  });

  it('after a start leaves the claim, so that the next tick does not start again', async () => {
    const stage = pausedStage(RESUMED);
    stage.runner.script('scan --resume', () => {
      stage.store.failWith('unwritable');
      return { kind: 'exited', exitCode: 0 };
    });
    expect(await tickOn(stage)).toMatchObject(failing);
    stage.store.mend();
    stage.clock.advance(60);
    await tickOn(stage);
    expect(stage.runner.calls.filter(({ argv }) => argv.includes('--resume'))).toHaveLength(1);
    expect(texts(stage).at(-1)).toContain('- ACTION REQUIRED');
  });

  it('after a send is told, but not watched again: all of that is saved', async () => {
    const stage = pausedStage(SCAN);
    stage.notifier.answer(() => {
      stage.store.failWith('unwritable');
      return { kind: 'sent', via: 'fake' };
    });
    expect(await tickOn(stage)).toMatchObject({ ...failing, delivery: { problems: [] } });
    expect(stage.runner.calls).toHaveLength(1);
    expect(texts(stage)).toHaveLength(1);
    stage.store.mend();
    await tickOn(stage);
    expect(texts(stage)[1]).toBe(texts(stage)[0]);
    await tickOn(stage);
    expect(texts(stage)).toHaveLength(2);
  });

  it('is no news where the tick is being ended anyway', async () => {
    const stage = pausedStage(SCAN);
    const ending = new AbortController();
    stage.runner.script('scan --status', () => {
      ending.abort('SIGTERM');
      stage.store.failWith('unwritable');
      return PAUSED;
    });
    expect(await tickOn(stage, {}, ending.signal)).toEqual({ kind: 'interrupted' });
  });
});

it('a bug in one of the ports is not taken for a failing state', async () => {
  const stage = createStage([SCAN]);
  stage.runner.script('scan --status', RUNNING);
  const channels = { open: () => Promise.reject(new TypeError('x is not a function')) };
  await expect(tickOn({ ...stage, channels })).rejects.toThrow(TypeError);
  expect(stage.store.saved.outbox).toHaveLength(1);
});
