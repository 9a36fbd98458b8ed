/** silence, unsilence and ack of the built program, beside real ticks that send to a Telegram of the test. */
import { expect, test } from 'vitest';
import { longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

/** Until an hour from now, as the program writes it; the rig's zone is UTC. */
const MINUTE = /\d{4}-\d\d-\d\d \d\d:\d\d/;

async function rigWithOwner(context: Parameters<typeof createRig>[0]) {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([longJob(rig, 'scan'), longJob(rig, 'sync'), oneShot(rig, 'check', 'exit 4')]);
  for (const id of ['scan', 'sync']) rig.write(`${id}.json`, RUNNING);
  return { rig, texts: () => telegram.accepted.map(({ text }) => text) };
}

/** The silence's end has come. */
function endSilence(rig: Rig, key: string): void {
  rig.changeState((state) => {
    const silence = state.silences?.[key];
    return { ...state, silences: { [key]: { ...silence, since: 1, until: Date.now() / 1000 - 1 } } };
  });
}

test('a silence keeps a job quiet, and what stands at its end is told', async (context) => {
  const { rig, texts } = await rigWithOwner(context);
  await rig.run(['tick']);
  const silenced = await rig.run(['silence', 'scan', '--for', '1h', '--reason', 'new disks']);
  expect(silenced).toMatchObject({ exitCode: 0, stderr: '' });
  expect(silenced.stdout).toMatch(new RegExp(`^silenced scan until ${MINUTE.source} \\(1h\\)\\n$`));

  for (const id of ['scan', 'sync']) rig.write(`${id}.json`, PAUSED);
  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0 });
  await rig.run(['tick']);
  expect(texts().slice(1)).toEqual([expect.stringContaining('(sync, ')]);
  expect(texts()[1]).not.toContain('(scan, ');
  expect(rig.state().silences?.scan).toMatchObject({ held: 1, reason: 'new disks' });

  endSilence(rig, 'scan');
  await rig.run(['tick']);
  expect(texts().slice(2)).toEqual([expect.stringMatching(/\(scan, .*\n- 状态: paused stopReason=crashed/)]);
  expect(rig.state()).not.toHaveProperty('silences');
});

test('unsilence lets go what was held, a check that failed too; the job file need not be there', async (context) => {
  const { rig, texts } = await rigWithOwner(context);
  await rig.run(['tick']);
  await rig.run(['silence', 'all', '--for', '3d']);
  rig.write('scan.json', PAUSED);
  rig.changeState((state) => ({ ...state, queue: [queued('q1', 'check')] }));
  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(texts()).toHaveLength(1);

  const nowhere = ['--config-file', rig.at('nowhere.json')];
  const lifted = await rig.run(['unsilence', 'all', '--json', ...nowhere]);
  expect(lifted).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(lifted.stdout)).toMatchObject({
    version: 1,
    job: null,
    lifted: { held: 2 },
    silenced: [],
  });
  await rig.run(['tick']);
  const told = texts().slice(1).join('\n');
  expect(told).toContain('ALERT: queued job failed');
  expect(told).toContain('(scan, ');
  expect(rig.state().outbox).toEqual([]);
});

test('ack ends the reminders, and not the news of the end', async (context) => {
  const { rig, texts } = await rigWithOwner(context);
  rig.write('scan.json', PAUSED);
  await rig.run(['tick']);
  const acked = await rig.run(['ack', 'scan', '--reason', 'Monday']);
  expect(acked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(acked.stdout).toMatch(
    /^acknowledged scan: paused \(crashed\) since .*; no reminders until it changes or ends\n$/,
  );

  rig.changeState((state) => {
    const { scan, ...others } = state.jobs;
    return { ...state, jobs: { ...others, scan: { ...scan, lastAnomalyReportAt: 1 } } };
  });
  await rig.run(['tick']);
  expect(texts()).toHaveLength(1);
  rig.write('scan.json', RUNNING);
  await rig.run(['tick']);
  expect(texts().slice(1)).toEqual([expect.stringContaining('RECOVERED ✅')]);

  const nothing = await rig.run(['ack', 'scan']);
  expect(nothing).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: 'ERROR: job scan has no trouble to acknowledge: it was running when last seen\n',
  });
});
