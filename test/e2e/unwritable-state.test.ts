/** A state that cannot be saved blinds nobody, starts nothing, and stays whole. */
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, type TestContext, test } from 'vitest';
import type { BotApi } from '../support/bot-api.ts';
import {
  type ClosedPlace,
  closedFolder,
  fileSizeLimit,
  fullDisk,
  readOnlyDisk,
} from '../support/closed-places.ts';
import { useSmallDisks } from '../support/disks.ts';
import { epochSeconds, longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import type { Ran } from '../support/e2e-program.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

const mountSmallDisk = useSmallDisks();
const KILOBYTES = 64;

const PLACES: readonly { readonly name: string; open(rig: Rig): ClosedPlace }[] = [
  { name: 'in a closed folder', open: closedFolder },
  {
    name: 'on a read-only disk',
    open: (rig) => readOnlyDisk(rig, mountSmallDisk(rig.at('disk'), KILOBYTES)),
  },
  { name: 'on a full disk', open: (rig) => fullDisk(rig, mountSmallDisk(rig.at('disk'), KILOBYTES)) },
  { name: 'beyond a file size limit', open: fileSizeLimit },
];

interface Stage {
  readonly rig: Rig;
  readonly place: ClosedPlace;
  readonly telegram: BotApi;
  readonly stateFile: string;
  /** All that the folder of the state holds. */
  snapshot(): Record<string, string>;
  run(...argv: string[]): Promise<Ran>;
}

/** A job in trouble, one that may be resumed, and a queue item that is due. The last tick was so many seconds ago. */
async function setTheStage(
  context: TestContext,
  open: (rig: Rig) => ClosedPlace,
  ageSeconds = 30,
): Promise<Stage> {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  const place = open(rig);
  const stateFile = `${place.folder}/ops-monitor.json`;
  const marks = { lastTickAt: epochSeconds() - ageSeconds, meanTickGapSeconds: 60 };
  const ballast = 'x'.repeat(20_000);
  rig.write(stateFile, { version: 1, queue: [queued('q1', 'check')], ...marks, ballast });
  rig.write('hot.json', { ...RUNNING, level: 'alert', message: '91 °C' });
  rig.write('scan.json', PAUSED);
  const scan = longJob(rig, 'scan', {}, { autoResume: true });
  const stop = ['sh', '-c', 'echo stopped; echo scan >> stops.log'];
  rig.writeJobs([
    longJob(rig, 'hot'),
    { ...scan, commands: { ...(scan.commands as object), stop } },
    oneShot(rig, 'check', 'echo all is well; echo run >> runs.log'),
  ]);
  const names = () => readdirSync(place.folder);
  return {
    rig,
    place,
    telegram,
    stateFile,
    snapshot: () =>
      Object.fromEntries(names().map((name) => [name, readFileSync(`${place.folder}/${name}`, 'hex')])),
    run: (...argv) => rig.run([...argv, '--state-file', stateFile], place.run),
  };
}

describe.each(PLACES)('a state $name', ({ open }) => {
  test('is left as it is by a tick, which watches and tells', async (context) => {
    const { rig, place, telegram, stateFile, snapshot, run } = await setTheStage(context, open);
    place.close();
    const before = snapshot();

    const tick = await run('tick');
    expect(tick).toMatchObject({ exitCode: 1, stdout: '' });
    expect(tick.stderr).toMatch(/^ERROR: the state cannot be saved: .*\n$/);
    expect(tick.stderr).toContain(place.folder);
    // Then what to do about it.
    expect(tick.stderr).toContain(`: ${place.reason}; `);
    expect(telegram.accepted.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /• ALERT: state file cannot be written\n- error: .*\n[\s\S]*• hot \(hot, [\s\S]*• scan \(scan, /,
      ),
    ]);
    expect([rig.lines('starts.log'), rig.lines('runs.log')]).toEqual([[], []]);
    expect(snapshot()).toEqual(before);

    place.mend();
    expect(await run('tick')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(telegram.accepted[1]?.text).toMatch(/• hot \(hot, [\s\S]*• scan \(scan, [\s\S]*AUTORUN: started/);
    expect([rig.lines('starts.log'), rig.lines('runs.log')]).toEqual([['scan'], ['run']]);
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({
      outbox: [],
      queue: [{ status: 'done' }],
    });
  });

  test('keeps nobody from looking, from stopping a job, or from what a check says', async (context) => {
    const { rig, place, snapshot, run } = await setTheStage(context, open);
    place.close();
    const before = snapshot();
    const failure = {
      exitCode: 1,
      stderr: expect.stringMatching(
        new RegExp(`^ERROR: the state cannot be saved: .*: ${place.reason}; .*\n$`),
      ),
    };

    expect(await run('status')).toMatchObject({
      exitCode: 0,
      stdout: '- hot: running\n- scan: paused\n- check: never ran\n\nqueue: 1\n',
    });
    expect(await run('start', 'scan')).toMatchObject({ ...failure, stdout: '' });
    expect(rig.lines('starts.log')).toEqual([]);
    expect(await run('stop', 'scan')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        new RegExp(`^ERROR: .*: ${place.reason}; .*\nthat scan is to stay stopped could not be saved: .*\n$`),
      ),
      stdout: 'stop scan: exit=0\nstopped\n',
    });
    expect(rig.lines('stops.log')).toEqual(['scan']);
    expect(await run('run', 'check')).toMatchObject({
      ...failure,
      stdout: expect.stringMatching(/^run check: exit=0 durMs=\d+\nall is well\n$/),
    });
    expect(rig.lines('runs.log')).toEqual(['run']);
    expect(snapshot()).toEqual(before);
  });
});

describe('a state that could not be saved for a while is told', () => {
  test.for([
    { ageSeconds: 80, told: 1, when: 'by the first tick that could not' },
    { ageSeconds: 120, told: 1, when: 'by the next, since the first may have been lost' },
    { ageSeconds: 150, told: 0, when: 'not by the one after it' },
    { ageSeconds: 3500, told: 0, when: 'not before an hour is over' },
    { ageSeconds: 3601, told: 1, when: 'after an hour again' },
  ])('$when', async ({ ageSeconds, told }, context) => {
    const { place, telegram, run } = await setTheStage(context, closedFolder, ageSeconds);
    place.close();
    const tick = await run('tick');
    expect(tick).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^ERROR: /) });
    expect(telegram.accepted).toHaveLength(told);
  });
});

test('an alert that waits in a state that cannot be saved is told with it', async (context) => {
  const { rig, place, telegram, stateFile, run } = await setTheStage(context, closedFolder);
  const saved = JSON.parse(readFileSync(stateFile, 'utf8'));
  const sections = [{ jobId: 'scan', importance: 'alert', text: '• scan\n- paused' }];
  rig.write(stateFile, { ...saved, outbox: [{ id: 'r1', header: 'Ops 12:00', sections, attempts: 1 }] });
  place.close();
  expect(await run('tick')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^ERROR: the state/),
  });
  expect(telegram.accepted.map(({ text }) => text)).toEqual([
    'Ops 12:00\n\n• scan\n- paused',
    expect.stringContaining('• ALERT: state file cannot be written'),
  ]);
});

describe('a state in a folder that cannot be made', () => {
  // Node itself tries for ever to make a folder with all above it where the system says that there is nothing, as it
  // does in /proc and where a file server is gone.
  test.for([['start', 'scan'], ['tick', '--print-only'], ['status']])(
    'keeps %s for no time',
    async (argv, context) => {
      const rig = createRig(context);
      rig.writeJobs([longJob(rig, 'scan')]);
      rig.write('scan.json', PAUSED);
      const ran = await rig.run([...argv, '--state-file', '/proc/nowhere/state.json'], { longestMs: 20_000 });
      if (argv[0] === 'status')
        expect(ran).toMatchObject({ exitCode: 0, stdout: '- scan: paused\n', stderr: '' });
      else
        expect(ran).toMatchObject({
          exitCode: 1,
          stderr: expect.stringMatching(/^ERROR: the state cannot be saved: \/proc\/nowhere: /),
        });
      expect(rig.lines('starts.log')).toEqual([]);
    },
  );
});

test('a state file that is a link to nowhere: the message names the link, and what it leads to', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', PAUSED);
  const link = rig.at('state.json');
  symlinkSync('/proc/nowhere/state.json', link);
  const line =
    `ERROR: the state cannot be saved: /proc/nowhere: no such file or folder ` +
    `(${link} is a symbolic link to nowhere: /proc/nowhere/state.json); ` +
    'make or mount the folder of /proc/nowhere/state.json, or remove the link\n';
  for (const argv of [
    ['start', 'scan'],
    ['tick', '--print-only'],
  ]) {
    const ran = await rig.run([...argv, '--state-file', link]);
    expect(ran).toMatchObject({ exitCode: 1, stderr: line });
  }
  expect(rig.lines('starts.log')).toEqual([]);
});
