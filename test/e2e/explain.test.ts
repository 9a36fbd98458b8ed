/** What a person reads who asks why they were told, or not; and that asking leaves no trace. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { epochSeconds, longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

/** Durations that depend on when the test runs. */
const steady = (text: string) =>
  text.replaceAll(/\b\d\d:\d\d\b/g, 'HH:MM').replaceAll(/\b\d+s ago|just now/g, 'Ns ago');

function filesOf(rig: Rig): Readonly<Record<string, string>> {
  const entries = readdirSync(rig.home, { recursive: true, withFileTypes: true });
  const files = entries.map((entry) => {
    const path = `${entry.parentPath}/${entry.name}`;
    return [path, entry.isFile() ? readFileSync(path, 'utf8') : 'folder'];
  });
  return Object.fromEntries(files);
}

test('what would be told, started and run: said, and none of it done', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([
    longJob(rig, 'scan', { name: '夜间扫描' }, { autoResume: true }),
    longJob(rig, 'sync', {}, { stallSeconds: 3600, reportEverySeconds: 7200 }),
    longJob(rig, 'asleep', { enabled: false }),
    oneShot(rig, 'verify', 'touch ran'),
  ]);
  rig.write('scan.json', PAUSED);
  rig.write('sync.json', { ...RUNNING, progressKey: 'k1' });
  const at = epochSeconds();
  const lastSeen = { running: true, completed: false };
  rig.writeState({
    version: 1,
    revision: 7,
    lastTickAt: at - 30,
    meanTickGapSeconds: 60,
    jobs: {
      scan: { lastSeen },
      sync: { lastSeen, lastProgressKey: 'k1', lastProgressAt: at - 630, lastReportAt: at - 3630 },
    },
    queue: [queued('q1', 'verify')],
  });
  const before = filesOf(rig);
  const ran = await rig.run(['explain']);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(steady(ran.stdout)).toBe(`\
scan (夜间扫描, long_running_read)
  paused (crashed)
  would tell: it is paused (crashed), and that was not told yet
  would start it now (auto-resume)
  no report so far

sync (long_running_read)
  running, progress 10m ago; stall after 1h 00m (in 49m)
  silent: routine report in 59m
  autoResume is off
  last report at HH:MM, 1h 00m ago: routine news, a warning, or that a trouble was over

asleep (long_running_read)
  disabled: a tick would not look at it (enabled is false in the job file)
  no report so far

verify (one_shot_read)
  a check: runs when the queue holds it, or by ops-monitor run verify
  it never ran
  queue: q1 (test) would run now, for 5m at most

all jobs
  last tick Ns ago, usually one every 1m
  the outbox is empty
`);
  // Byte for byte, and no lock beside it.
  expect(filesOf(rig)).toEqual(before);
  expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  expect(telegram.requests).toEqual([]);
  expect([rig.exists('starts.log'), rig.exists('ran')]).toEqual([false, false]);
});

test('before the first tick: no folder is made, and --json is one object', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', RUNNING);
  const before = filesOf(rig);
  const ran = await rig.run(['explain', 'scan', '--json']);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(ran.stdout)).toMatchObject({
    version: 1,
    jobs: [{ id: 'scan', standing: 'running', would: { tell: true, reason: 'changed', what: 'first-seen' } }],
    watch: { lastTickAt: null },
  });
  expect(filesOf(rig)).toEqual(before);
});

test('what it says is what the next tick does', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', PAUSED);
  const wouldTell = async () => JSON.parse((await rig.run(['explain', '--json'])).stdout).jobs[0].would.tell;
  for (const expected of [true, false]) {
    const told = telegram.accepted.length;
    expect(await wouldTell()).toBe(expected);
    await rig.run(['tick']);
    expect(telegram.accepted.length - told).toBe(expected ? 1 : 0);
  }
});
