/** What other commands do while a tick probes: its `now` is frozen, theirs goes on. */
import { describe, expect, it } from 'vitest';
import type { JobState } from '../../src/schema/state.ts';
import { createStage, PAUSED, type Stage, tickOn } from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { longJob } from '../support/written-jobs.ts';

const PROBING_SECONDS = 200;
const MEANWHILE = NOON + PROBING_SECONDS;

/** A job that may be resumed, in a tick whose probe takes so long that a command notes `marks` beside it. */
async function tickBeside(marks: Partial<JobState>): Promise<Stage> {
  const stage = createStage([longJob({ enabled: true, policy: { autoResume: true } })]);
  stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
  stage.runner.script(
    'scan --status',
    async () => {
      stage.clock.advance(PROBING_SECONDS);
      await stage.store.transact((state) => ({
        state: { ...state, jobs: { ...state.jobs, scan: { ...state.jobs.scan, ...marks } } },
        result: undefined,
      }));
      return PAUSED;
    },
    PAUSED,
  );
  await tickOn(stage);
  return stage;
}

const starts = (stage: Stage) => stage.journal.filter((line) => line === 'run scan --resume').length;

describe('a command that was given while a tick probed', () => {
  it.each([
    { lastManualStartAt: MEANWHILE },
    { lastStopAt: MEANWHILE, operatorStopped: true },
    { lastRunAt: MEANWHILE },
  ])('is remembered with its own time: %j', async (marks) => {
    const stage = await tickBeside(marks);
    expect(stage.store.saved.jobs.scan).toMatchObject(marks);
  });

  it('has its whole grace where it was a start, so that the next tick does not start it again', async () => {
    const stage = await tickBeside({ lastManualStartAt: MEANWHILE });
    stage.clock.advance(60);
    await tickOn(stage);
    expect(starts(stage)).toBe(0);
    stage.clock.advance(60);
    await tickOn(stage);
    expect(starts(stage)).toBe(1);
  });

  it('holds nothing up for long where the clock was set back since', async () => {
    const stage = await tickBeside({ lastManualStartAt: MEANWHILE + 86_400 });
    expect(stage.store.saved.jobs.scan?.lastManualStartAt).toBe(NOON);
  });
});
