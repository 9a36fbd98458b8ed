import { describe, expect, it } from 'vitest';
import { status } from '../../src/app/status.ts';
import { claimedBy, item } from '../support/app-entries.ts';
import { createStage, NEVER, RUNNING, type Stage } from '../support/app-stage.ts';
import { check, longJob, write } from '../support/written-jobs.ts';

const FILE = [
  longJob(),
  longJob({ id: 'hangs', enabled: true, commands: { start: ['x'], status: ['hangs'] } }),
  check(),
  write({ after: [{ jobId: 'check' }] }),
];

function stageWith(file: unknown = FILE, state = {}): Stage {
  const stage = createStage(file, { state });
  stage.runner.script('scan --status', RUNNING);
  stage.runner.script('hangs', { kind: 'timed-out', afterSeconds: 30 });
  return stage;
}

const statusOn = (stage: Stage) => status(stage, stage.setting.loaded, NEVER);

describe('status', () => {
  it('probes every long job, disabled ones too, and no other', async () => {
    const stage = stageWith();
    const { jobs } = await statusOn(stage);
    expect(jobs.map(({ job, observation }) => [job.id, observation?.kind])).toEqual([
      ['scan', 'reported'],
      ['hangs', 'timed-out'],
      ['check', undefined],
      ['write', undefined],
    ]);
    expect(stage.runner.calls).toHaveLength(2);
  });

  it('changes nothing, takes no turn and tells nobody', async () => {
    const stage = stageWith(FILE, { queue: [item('q1')] });
    await statusOn(stage);
    expect(stage.journal).toEqual(['run scan --status', 'run hangs']);
    expect(stage.opened).toEqual([]);
  });

  it('counts what waits or runs in the queue, not what is over', async () => {
    const over = (['done', 'failed', 'blocked'] as const).map((end) => item(end, { status: end }));
    const queue = [item('q1'), claimedBy(77, { id: 'q2' }), item('q3', { status: undefined }), ...over];
    expect((await statusOn(stageWith(FILE, { queue }))).queued).toBe(3);
  });

  it('shows what is remembered', async () => {
    const { jobs } = await statusOn(stageWith(FILE, { jobs: { check: { lastRun: { exitCode: 3 } } } }));
    expect(jobs[2]?.remembered.lastRun?.exitCode).toBe(3);
  });

  it('shows the valid jobs of a job file with errors', async () => {
    const stage = stageWith([longJob({ id: 'broken', risk: 'none' }), longJob()]);
    expect((await statusOn(stage)).jobs.map(({ job }) => job.id)).toEqual(['scan']);
  });

  it('probes all the same where the state cannot be read', async () => {
    const stage = stageWith();
    stage.store.failWith('unreadable', '/state: permission denied');
    const read = () => stage.store.transact((state) => ({ state, result: state }));
    const { jobs, queued, stateFailure } = await status(
      { ...stage, store: { ...stage.store, read } },
      stage.setting.loaded,
      NEVER,
    );
    expect(jobs[0]?.observation?.kind).toBe('reported');
    expect({ queued, stateFailure }).toMatchObject({ queued: 0, stateFailure: { kind: 'unreadable' } });
  });
});
