/** The monitor as a monitoring system sees it, from before the first tick to a trouble and its end. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { epochSeconds, longJob, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

async function check(rig: Rig, ...flags: string[]): Promise<[exitCode: number | null, line: string]> {
  const before = existsSync(rig.stateFile) ? readFileSync(rig.stateFile, 'utf8') : '';
  const { exitCode, stdout, stderr } = await rig.run(['check', ...flags]);
  expect(stderr).toBe('');
  if (before !== '') {
    expect(readFileSync(rig.stateFile, 'utf8')).toBe(before);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  }
  return [exitCode, stdout.replace(/tick_age=\d+s/, 'tick_age=Ns')];
}

test('no tick, a quiet one, a trouble, its end, and silence', async (context) => {
  const rig = createRig(context);
  await rig.startTelegram();
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', RUNNING);
  const [code, line] = await check(rig);
  expect(code).toBe(3);
  expect(line).toMatch(/^OPS UNKNOWN - the state knows of no tick yet: .* \| jobs=1 /);
  expect(existsSync(rig.stateFile)).toBe(false);

  await rig.run(['tick']);
  const well =
    /^OPS OK - 1 job watched, last tick .* ago \| jobs=1 anomalies=0;0;0 muted=0;0 waiting=0 queue=0 /;
  expect(await check(rig)).toEqual([0, expect.stringMatching(well)]);

  rig.write('scan.json', PAUSED);
  await rig.run(['tick']);
  const paused = /^OPS CRITICAL - scan: paused \(crashed\) for \d+s \| jobs=1 anomalies=1;0;0 /;
  expect(await check(rig)).toEqual([2, expect.stringMatching(paused)]);

  rig.write('scan.json', RUNNING);
  await rig.run(['tick']);
  expect(await check(rig)).toEqual([0, expect.stringMatching(well)]);

  rig.changeState((state) => ({ ...state, lastTickAt: epochSeconds() - 900 }));
  expect(await check(rig)).toEqual([2, expect.stringMatching(/^OPS CRITICAL - no tick for 15m: /)]);
  expect((await check(rig, '--max-age', '7200'))[0]).toBe(0);
});

test('a message that Telegram refuses is an alarm', async (context) => {
  const rig = createRig(context);
  await rig.startTelegram('chat not found');
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', RUNNING);
  await rig.run(['tick']);
  const [code, line] = await check(rig);
  expect(code).toBe(2);
  expect(line).toMatch(/^OPS CRITICAL - 1 message refused: .*chat not found/);
});

test('a torn state is no proof of anything, and a job file that is none is an alarm', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([]);
  rig.writeState('{ torn');
  expect((await check(rig))[0]).toBe(3);
  rig.write(rig.configFile, '{');
  const ran = await rig.run(['check', '--json']);
  expect(ran).toMatchObject({ exitCode: 2, stderr: '' });
  expect(JSON.parse(ran.stdout)).toMatchObject({ version: 1, state: 'CRITICAL', exitCode: 2 });
});
