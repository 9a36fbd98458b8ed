import { describe, expect, it } from 'vitest';
import { inParallel, limiter } from '../../src/app/in-parallel.ts';
import { observe, observeJobs, watchedJobs } from '../../src/app/observe.ts';
import { createStage, NEVER, pending, prints, RUNNING, settled } from '../support/app-stage.ts';
import { check, longJob } from '../support/written-jobs.ts';

describe('observe', () => {
  it.each([
    ['a status', RUNNING, { kind: 'reported', status: { running: true, progressKey: 'k1' } }],
    ['nothing', prints(''), { kind: 'unreadable', detail: 'empty status output' }],
    ['no JSON', prints('fine, thanks'), { kind: 'unreadable', detail: 'status output is not JSON' }],
    ['a failure', { kind: 'exited', exitCode: 2, stderr: 'no db' }, { kind: 'exited', exitCode: 2 }],
    ['a signal', { kind: 'killed', signal: 'SIGSEGV' }, { kind: 'killed', signal: 'SIGSEGV' }],
    ['a hang', { kind: 'timed-out', afterSeconds: 30 }, { kind: 'timed-out', afterSeconds: 30 }],
    [
      'no program',
      { kind: 'not-started', detail: 'scan: gone' },
      { kind: 'not-started', detail: 'scan: gone' },
    ],
  ] as const)('takes %s for what it is', async (_, child, observation) => {
    const stage = createStage([longJob()]);
    stage.runner.script('scan --status', child);
    const [job] = stage.setting.loaded.config.jobs;
    expect(await observe(stage.runner, job!, NEVER)).toMatchObject(observation);
  });

  it('tells which probes are still out, before the first and after each', async () => {
    const slow = pending<typeof RUNNING>();
    const stage = createStage([longJob(), longJob({ id: 'b', commands: { start: ['b'], status: ['b'] } })]);
    stage.runner.script('scan --status', () => slow.promise);
    stage.runner.script('b', RUNNING);
    const told: string[] = [];
    const { config } = stage.setting.loaded;
    const observed = observeJobs(stage.runner, config, config.jobs, NEVER, (out, total) =>
      told.push(`${out.map(({ id }) => id).join()} of ${total}`),
    );
    await settled();
    expect(told).toEqual(['scan,b of 2', 'scan of 2']);
    slow.resolve(RUNNING);
    await observed;
    expect(told.at(-1)).toBe(' of 2');
  });

  it('gives each probe its own time limit and folder', async () => {
    const stage = createStage([longJob({ cwd: '/srv', policy: { statusTimeoutSeconds: 5 } })]);
    const { config } = stage.setting.loaded;
    await observeJobs(stage.runner, config, config.jobs, NEVER);
    expect(stage.runner.calls).toEqual([
      { argv: ['scan', '--status'], cwd: '/srv', timeoutSeconds: 5, keepsEndsOnly: true },
    ]);
  });

  it.each([
    ['as the job file says', 2, 2],
    ['eight unless it says otherwise', undefined, 8],
  ])('probes side by side, %s', async (_, probeConcurrency, most) => {
    const jobs = Array.from({ length: 20 }, (_unused, i) => longJob({ id: `job-${i}` }));
    const stage = createStage({ version: 1, defaults: { probeConcurrency }, jobs });
    stage.runner.script('scan --status', RUNNING);
    const { config } = stage.setting.loaded;
    const observed = await observeJobs(stage.runner, config, config.jobs, NEVER);
    expect(stage.runner.mostAtOnce).toBe(most);
    expect([...observed.keys()]).toEqual(config.jobs.map(({ id }) => id));
  });

  it('lets a job that hangs keep none of the others waiting', async () => {
    const hangs = longJob({ id: 'hangs', commands: { start: ['x'], status: ['hangs'] } });
    const stage = createStage([hangs, longJob()]);
    stage.runner.script('hangs', 'hang');
    const seen: string[] = [];
    stage.runner.script('scan --status', () => {
      seen.push('scan');
      return RUNNING;
    });
    const { config } = stage.setting.loaded;
    const observing = observeJobs(stage.runner, config, config.jobs, NEVER);
    await settled();
    expect(seen).toEqual(['scan']);
    stage.clock.advance(30);
    expect((await observing).get('hangs')).toEqual({ kind: 'timed-out', afterSeconds: 30 });
  });
});

it('watches enabled long jobs alone', () => {
  const off = longJob({ id: 'off' });
  const on = longJob({ id: 'on', enabled: true });
  const { config } = createStage([off, on, check({ enabled: true })]).setting.loaded;
  expect(watchedJobs(config).map(({ id }) => id)).toEqual(['on']);
});

describe('work in parallel', () => {
  it('comes back in the order of the items, however it ends', async () => {
    const slowFirst = async (ms: number) => {
      for (let turn = 0; turn < ms; turn++) await Promise.resolve();
      return ms;
    };
    expect(await inParallel([30, 1, 20], 3, slowFirst)).toEqual([30, 1, 20]);
  });

  it('gives a place back when work throws', async () => {
    const turn = limiter(1);
    const failing = turn(() => Promise.reject(new Error('broken')));
    const next = turn(async () => 'done');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
  });

  it('counts those who waited as well: a newcomer waits for them', async () => {
    const turn = limiter(1);
    const ends = ['first', 'second', 'newcomer'].map(() => pending<void>());
    const begun: number[] = [];
    const enter = (i: number) =>
      turn(async () => {
        begun.push(i);
        await ends[i]?.promise;
      });
    const both = [enter(0), enter(1)];
    ends[0]?.resolve();
    await settled();
    both.push(enter(2));
    await settled();
    expect(begun).toEqual([0, 1]);
    for (const end of ends) end.resolve();
    await Promise.all(both);
    expect(begun).toEqual([0, 1, 2]);
  });

  it('lets no newcomer in before those who wait', async () => {
    const turn = limiter(1);
    const order: string[] = [];
    const first = turn(async () => void order.push('first'));
    const second = turn(async () => void order.push('second'));
    void first.then(() => turn(async () => void order.push('newcomer')));
    await Promise.all([first, second]);
    await settled();
    expect(order).toEqual(['first', 'second', 'newcomer']);
  });
});
