import { describe, expect, it } from 'vitest';
import { explain } from '../../src/app/explain.ts';
import { item } from '../support/app-entries.ts';
import { createStage, NEVER, PAUSED, RUNNING, type Stage } from '../support/app-stage.ts';
import { check, longJob } from '../support/written-jobs.ts';

const FILE = [
  longJob({ enabled: true, policy: { autoResume: true } }),
  longJob({ id: 'asleep', commands: { start: ['x'], status: ['asleep'] } }),
  check(),
];

function stageWith(state = {}): Stage {
  const stage = createStage(FILE, { state });
  stage.runner.script('scan --status', PAUSED);
  stage.runner.script('asleep', RUNNING);
  return stage;
}

const explainOn = (stage: Stage, id?: string) => explain(stage, stage.setting.loaded, id, NEVER);

async function valueOn(stage: Stage, id?: string) {
  const outcome = await explainOn(stage, id);
  if (!outcome.ok) throw new Error('it failed');
  return outcome.value;
}

describe('explain', () => {
  it('asks the jobs that a tick would ask, and lists all', async () => {
    const stage = stageWith();
    const { jobs } = await valueOn(stage);
    expect(stage.runner.calls.map(({ argv }) => argv.join(' '))).toEqual(['scan --status']);
    expect(jobs.map(({ id, standing }) => [id, standing])).toEqual([
      ['scan', 'paused'],
      ['asleep', null],
      ['check', null],
    ]);
  });

  it('asks the one that is named, a disabled one too', async () => {
    const stage = stageWith();
    const { jobs } = await valueOn(stage, 'asleep');
    expect(stage.runner.calls.map(({ argv }) => argv.join(' '))).toEqual(['asleep']);
    expect(jobs).toMatchObject([{ id: 'asleep', standing: 'running', would: { reason: 'disabled' } }]);
  });

  it('asks nobody about a one-shot', async () => {
    const stage = stageWith();
    expect(await valueOn(stage, 'check')).toMatchObject({ jobs: [{ id: 'check' }] });
    expect(stage.runner.calls).toEqual([]);
  });

  it('starts nothing, saves nothing, takes no turn and opens no way, whatever a tick would do', async () => {
    const stage = stageWith({ queue: [item('q1')], silences: { '*': { since: 0, until: 1, held: 0 } } });
    const { jobs } = await valueOn(stage);
    expect(jobs[0]).toMatchObject({ would: { tell: true }, resume: { kind: 'start' } });
    expect(jobs[2]).toMatchObject({ queue: [{ id: 'q1', would: 'run' }] });
    expect(stage.journal).toEqual(['run scan --status']);
    expect(stage.store.writes).toEqual([]);
    expect(stage.opened).toEqual([]);
  });

  it('decides by the state as it is behind the probes, at the moment before them', async () => {
    const stage = stageWith();
    stage.runner.script('scan --status', async () => {
      const at = stage.clock.now().epochSeconds;
      stage.clock.advance(5);
      // As `start scan` would do it meanwhile.
      await stage.store.transact((state) => ({
        state: { ...state, jobs: { scan: { lastManualStartAt: at + 1 } } },
        result: undefined,
      }));
      return PAUSED;
    });
    expect(await valueOn(stage)).toMatchObject({ jobs: [{ would: { reason: 'just-started' } }, {}, {}] });
  });

  it('does not explain what nobody knows', async () => {
    expect(await explainOn(stageWith(), 'gone')).toMatchObject({
      ok: false,
      failure: { kind: 'unknown-job', id: 'gone' },
    });
  });
});
