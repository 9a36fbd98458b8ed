import { describe, expect, it } from 'vitest';
import { StateFailure } from '../../src/app/ports.ts';
import { createStage, type Stage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';
import { longJob } from '../support/written-jobs.ts';

const ticked = (ago: number) => ({ lastTickAt: NOON - ago, meanTickGapSeconds: 60 });

function stageWith(state = {}, jobs: unknown = [longJob({ enabled: true })]): Stage {
  return createStage(jobs, { state });
}

const told = { lastAnomalyKey: '{"kind":"paused","stopReason":"quota"}', anomalySince: NOON - 60 };

describe('one line, and the exit code of a plugin', () => {
  it.each<[number, string, object]>([
    [0, 'OPS OK - 1 job watched, last tick 34s ago | jobs=1 anomalies=0;0;0 ', ticked(34)],
    [1, 'OPS WARNING - no tick for 5m | jobs=1 ', ticked(300)],
    [2, 'OPS CRITICAL - scan: paused (quota) for 1m | jobs=1 ', { ...ticked(34), jobs: { scan: told } }],
    [3, 'OPS UNKNOWN - the state knows of no tick yet: ', {}],
  ])('%i: %s', async (code, begin, state) => {
    const stage = stageWith(state);
    const ran = await runMain('check', stage);
    expect(ran).toMatchObject({ code, stderr: '' });
    expect(ran.stdout.startsWith(begin)).toBe(true);
    expect(ran.stdout.split('\n')).toHaveLength(2);
    // No job was asked, nothing saved.
    expect(stage.journal).toEqual([]);
  });

  it('2 where the job file is unusable', async () => {
    const { code, stdout, stderr } = await runMain('check', stageWith(ticked(34), { version: 2 }));
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toMatch(/^OPS CRITICAL - job file unusable: .* \| jobs=0 /);
  });

  it('3 where the state cannot be read', async () => {
    const stage = stageWith();
    const read = () => Promise.reject(new StateFailure('unreadable', '/s.json: permission denied'));
    const blind = { ...stage, store: { ...stage.store, read } } as unknown as Stage;
    expect(await runMain('check', blind)).toMatchObject({
      code: 3,
      stdout: 'OPS UNKNOWN - the state cannot be read: /s.json: permission denied | jobs=1\n',
    });
  });

  it.each(['check --nonsense', 'check --max-age', 'check --max-age 0', 'check --max-age soon', 'check x'])(
    '3, not 2, for wrong usage: %s',
    async (argv) => {
      const { code, stdout, stderr } = await runMain(argv, stageWith(ticked(34)));
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/^ERROR: /);
    },
  );
});

it('--max-age sets the limit', async () => {
  const { code, stdout } = await runMain('check --max-age 200', stageWith(ticked(300)));
  expect(code).toBe(2);
  expect(stdout).toContain(' tick_age=300s;120;200\n');
});

it('--json: one object, and the same code', async () => {
  const { code, stdout, stderr } = await runMain(
    'check --json',
    stageWith({ ...ticked(34), jobs: { scan: told } }),
  );
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    state: 'CRITICAL',
    exitCode: 2,
    line: 'OPS CRITICAL - scan: paused (quota) for 1m | jobs=1 anomalies=1;0;0 muted=0;0 waiting=0 queue=0 tick_age=34s;180;600',
    findings: [{ level: 'critical', text: 'scan: paused (quota) for 1m', job: 'scan' }],
    jobs: 1,
    counts: { anomalies: 1, muted: 0, waiting: 0, queue: 0 },
    tickAge: { seconds: 34, warningSeconds: 180, criticalSeconds: 600 },
  });
});

it('takes the job file as a tick does', async () => {
  const { opened } = await runMain('check --config-file a --state-file b', stageWith());
  expect(opened).toEqual([{ command: 'check', configFile: 'a', stateFile: 'b', safety: 'refuse' }]);
});
