/** start, stop and run while a tick is at work, and what they never do. */
import { describe, expect, test } from 'vitest';
import { acquire } from '../../src/adapters/file-lock.ts';
import { longJob, oneShot, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { waitFor } from '../support/wait-for.ts';

/** A job that may be resumed and whose tick is held up until the file «go» is there: by its probe, or by its start. */
function heldUp(rig: Rig, by: 'status' | 'start') {
  const wait = `touch begun; while [ ! -e go ]; do sleep 0.05; done`;
  const commands = {
    start: ['sh', '-c', `echo scan >> starts.log${by === 'start' ? `; ${wait}` : ''}`],
    status: ['sh', '-c', `${by === 'status' ? `${wait}; ` : ''}cat scan.json`],
    stop: ['sh', '-c', 'echo scan >> stops.log'],
  };
  rig.write('scan.json', PAUSED);
  rig.writeJobs([
    longJob(rig, 'scan', { commands }, { autoResume: true }),
    oneShot(rig, 'check', 'echo all is well'),
  ]);
}

async function launchHeldUp(rig: Rig) {
  const tick = rig.launch(['tick', '--print-only']);
  await waitFor('the tick to be held up', () => rig.exists('begun'));
  return tick;
}

// The first in the file: while it waits, the others run.
describe.concurrent('a state that another process keeps locked for 15 s', () => {
  test('start, stop and run end with 75, and say why; tick watches all the same', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'status');
    rig.write('go', '');
    rig.writeState({});
    // Refreshed each second, and taken from nobody who does so.
    const request = { pid: process.pid, command: 'test', waitMs: 0, staleMs: 2000 };
    const lock = await acquire(`${rig.stateFile}.lock`, request);
    context.onTestFinished(() => (lock.kind === 'held' ? lock.release() : undefined));

    const [start, stop, run, tick] = await Promise.all(
      [
        ['start', 'scan'],
        ['stop', 'scan'],
        ['run', 'check'],
        ['tick', '--print-only'],
      ].map((argv) => rig.run(argv)),
    );

    const locked = new RegExp(
      `^ERROR: .*ops-monitor\\.json: locked by pid ${process.pid} \\(test, since .*\\); waited 15 s\\n$`,
    );
    for (const ran of [start, stop, run]) {
      expect(ran).toMatchObject({ exitCode: 75, stderr: expect.stringMatching(locked) });
      expect(ran?.ms).toBeGreaterThan(14_000);
    }
    // It had run before there was anything to be saved.
    expect([start?.stdout, stop?.stdout]).toEqual(['', '']);
    expect(run?.stdout).toMatch(/^run check: exit=0 durMs=\d+\nall is well\n$/);
    expect([rig.lines('starts.log'), rig.lines('stops.log')]).toEqual([[], []]);
    expect(tick).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(locked) });
  });
});

describe.concurrent('while a tick is at work', () => {
  test('start: the tick does not start the job a second time', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'status');
    const tick = await launchHeldUp(rig);
    expect(await rig.run(['start', 'scan'])).toMatchObject({ exitCode: 0, stderr: '' });
    rig.write('go', '');
    expect(await tick.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('starts.log')).toEqual(['scan']);
    expect(rig.state().jobs.scan).toMatchObject({
      lastManualStartAt: expect.any(Number),
      lastStart: { exitCode: 0 },
    });
  });

  test('stop: the tick neither starts the job nor calls it trouble', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'status');
    const tick = await launchHeldUp(rig);
    expect(await rig.run(['stop', 'scan'])).toMatchObject({ exitCode: 0, stderr: '' });
    rig.write('go', '');
    const ran = await tick.ended;
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).not.toContain('ACTION REQUIRED');
    expect([rig.lines('starts.log'), rig.lines('stops.log')]).toEqual([[], ['scan']]);
  });

  test('stop in the middle of a resume: it waits for its end, and the job stays stopped', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'start');
    const tick = await launchHeldUp(rig);
    const stop = rig.launch(['stop', 'scan']);
    await waitFor('the stop to be remembered', () => rig.state().jobs.scan?.operatorStopped === true);
    expect(rig.lines('stops.log')).toEqual([]);
    rig.write('go', '');
    expect(await stop.ended).toMatchObject({ exitCode: 0, stdout: 'stop scan: exit=0\n', stderr: '' });
    expect(rig.lines('stops.log')).toEqual(['scan']);
    expect(await tick.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.state().jobs.scan).toMatchObject({ operatorStopped: true, lastStop: { exitCode: 0 } });
    rig.changeState((state) => ({ ...state, jobs: { scan: { ...state.jobs.scan, lastAutoResumeAt: 0 } } }));
    expect(await rig.run(['tick', '--print-only'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('starts.log')).toEqual(['scan']);
  });

  test('stop in the middle of a resume that does not end: it stops, and says that this may not have been all', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'start');
    const tick = await launchHeldUp(rig);
    const stop = await rig.run(['stop', 'scan']);
    expect(stop).toMatchObject({ exitCode: 1, stdout: 'stop scan: exit=0\n' });
    expect(stop.stderr).toMatch(
      /^ERROR: a start of scan is still under way \(pid \d+, since .*\), .* repeat ops-monitor stop scan\n$/,
    );
    rig.write('go', '');
    await tick.ended;
    expect(await rig.run(['stop', 'scan'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('stops.log')).toEqual(['scan', 'scan']);
  });

  test('start in the middle of a resume: it is refused, and the job is started once', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'start');
    const tick = await launchHeldUp(rig);
    const start = await rig.run(['start', 'scan']);
    expect(start).toMatchObject({ exitCode: 2, stdout: '' });
    expect(start.stderr).toMatch(
      new RegExp(`^ERROR: job scan is being started already \\(pid ${tick.pid}, since .*\n$`),
    );
    rig.write('go', '');
    expect(await tick.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('starts.log')).toEqual(['scan']);
  });

  test('a start by hand that is still under way when its grace is over is not begun again', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'start');
    const start = rig.launch(['start', 'scan', '--timeout-seconds', '600']);
    await waitFor('the start to be held up', () => rig.exists('begun'));
    rig.changeState((state) => {
      const { scan = {} } = state.jobs;
      const startLease = scan.startLease && {
        ...scan.startLease,
        claimedAt: scan.startLease.claimedAt - 300,
      };
      return { ...state, jobs: { scan: { ...scan, startLease, lastManualStartAt: startLease?.claimedAt } } };
    });
    expect(await rig.run(['tick', '--print-only'])).toMatchObject({ exitCode: 0, stderr: '' });
    const second = await rig.run(['start', 'scan']);
    expect(second).toMatchObject({ exitCode: 2, stdout: '' });
    rig.write('go', '');
    expect(await start.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('starts.log')).toEqual(['scan']);
  });

  test('run: neither forgets what the other has saved', async (context) => {
    const rig = createRig(context);
    heldUp(rig, 'status');
    const tick = await launchHeldUp(rig);
    expect(await rig.run(['run', 'check'])).toMatchObject({ exitCode: 0, stderr: '' });
    rig.write('go', '');
    expect(await tick.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.state().jobs).toMatchObject({
      scan: { lastSeen: { running: false } },
      check: { lastRun: { exitCode: 0, stdoutTail: expect.stringContaining('all is well') } },
    });
  });

  test('many of them at once: each is remembered', async (context) => {
    const rig = createRig(context);
    const ids = Array.from({ length: 8 }, (_, i) => `check-${i}`);
    rig.writeJobs([longJob(rig, 'scan'), ...ids.map((id) => oneShot(rig, id, `echo ${id}`))]);
    rig.write('scan.json', RUNNING);
    const runs = [...ids.map((id) => ['run', id]), ['tick', '--print-only'], ['start', 'scan']];
    const ran = await Promise.all(runs.map((argv) => rig.run(argv)));
    expect(ran.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(runs.map(() => [0, '']));
    const { jobs } = rig.state();
    expect(Object.keys(jobs).sort()).toEqual([...ids, 'scan']);
    for (const id of ids) expect(jobs[id]?.lastRun?.stdoutTail).toContain(id);
  });
});

describe.concurrent('stop without commands.stop', () => {
  const UNHARMED: readonly (readonly [what: string, pid: string, exitCode: number, says: RegExp])[] = [
    ['init', '1', 2, /^ERROR: will not SIGTERM pid=1: /],
    ['a group', '-1', 2, /^ERROR: job scan has no commands\.stop and status\.pid is missing\n$/],
    ['its own group', '0', 2, /^ERROR: job scan has no commands\.stop and status\.pid is missing\n$/],
    ['itself', '$PPID', 2, /^ERROR: will not SIGTERM pid=\d+: it is this command/],
    ['its parent', String(process.pid), 2, /^ERROR: will not SIGTERM pid=\d+: it is .* one of its parents/],
    [
      'its grandparent',
      String(process.ppid),
      2,
      /^ERROR: will not SIGTERM pid=\d+: it is .* one of its parents/,
    ],
  ];

  test.for(UNHARMED)('never signals %s', async ([_, pid, exitCode, says], context) => {
    const rig = createRig(context);
    const status = ['sh', '-c', `echo '{"running": true, "completed": false, "pid": '${pid}'}'`];
    rig.writeJobs([longJob(rig, 'scan', { commands: { start: ['true'], status } })]);
    const stop = await rig.run(['stop', 'scan']);
    expect(stop).toMatchObject({ exitCode, signal: null, stdout: '' });
    expect(stop.stderr).toMatch(says);
  });

  test('of a job that does not run: it is remembered, and no tick starts it', async (context) => {
    const rig = createRig(context);
    rig.write('scan.json', PAUSED);
    rig.writeJobs([longJob(rig, 'scan', {}, { autoResume: true })]);
    expect(await rig.run(['stop', 'scan'])).toMatchObject({
      exitCode: 0,
      stdout: 'stop scan: not running, stays stopped\n',
      stderr: '',
    });
    expect(await rig.run(['tick', '--print-only'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('starts.log')).toEqual([]);
  });

  test('ends the process that the status names, and keeps it from being resumed', async (context) => {
    const rig = createRig(context);
    const worker = `sh -c 'echo $$ > pid; exec sleep 600' > /dev/null 2>&1 &`;
    const status = [
      'sh',
      '-c',
      `kill -0 $(cat pid) 2> /dev/null && echo '{"running": true, "completed": false, "pid": '$(cat pid)'}' || cat paused.json`,
    ];
    rig.write('paused.json', PAUSED);
    rig.writeJobs([
      longJob(rig, 'scan', { commands: { start: ['sh', '-c', worker], status } }, { autoResume: true }),
    ]);
    expect(await rig.run(['start', 'scan'])).toMatchObject({ exitCode: 0, stderr: '' });
    await waitFor('the worker', () => rig.lines('pid').length > 0);
    const [pid] = rig.lines('pid');
    expect(await rig.run(['stop', 'scan'])).toMatchObject({
      exitCode: 0,
      stdout: `stop scan: SIGTERM pid=${pid}\n`,
    });
    await rig.noProcessIsLeft();
    const tick = await rig.run(['tick', '--print-only']);
    expect(tick).toMatchObject({ exitCode: 0, stderr: '' });
    expect(tick.stdout).not.toContain('ACTION REQUIRED');
    expect(rig.processes()).toEqual([]);
  });
});
