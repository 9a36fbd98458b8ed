import { expect, test } from 'vitest';
import { longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import { createRig } from '../support/e2e-rig.ts';

const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
const HEADER = /^🛠️ Ops report \(attic · \d\d:\d\d:\d\d\)\n/;
const SPEAKS = { defaults: { locale: 'en', hostLabel: 'attic' } };

test('reports are English, also of a job file that cannot be read any more', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.write('scan.json', { ...RUNNING, message: 'well', progress: { done: 1 } });
  rig.writeState({ version: 1, queue: [queued('q1', 'full'), queued('q2', 'gone')] });
  rig.writeJobs([longJob(rig, 'scan'), oneShot(rig, 'full', 'echo ALERT: 99%')], SPEAKS);
  expect(await rig.run(['validate-config'])).toMatchObject({
    stdout: `OK: version=1 jobs=2 defaults=${JSON.stringify(SPEAKS.defaults)}\n`,
    stderr: '',
  });
  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
  rig.write('scan.json', PAUSED);
  await rig.run(['tick']);
  rig.write(rig.configFile, '{ "version": 1');
  expect(await rig.run(['tick'])).toMatchObject({ exitCode: 2 });
  rig.writeJobs([longJob(rig, 'scan')], SPEAKS);
  rig.write('scan.json', RUNNING);
  await rig.run(['tick']);

  const told = telegram.accepted.map(({ text = '' }) => text);
  expect(told.map((text) => text.replace(HEADER, ''))).toEqual([
    expect.stringMatching(
      /ALERT: 99%[\s\S]*queued job missing[\s\S]*- status: running\n- info: well\n- progress: done=1$/,
    ),
    expect.stringContaining(
      '- status: paused stopReason=crashed\n- ACTION REQUIRED: please decide what to do next (or enable autoResume)',
    ),
    expect.stringContaining('• ALERT: ops-jobs config invalid\n'),
    expect.stringMatching(/RECOVERED ✅: ops-jobs config valid[\s\S]*- RECOVERED ✅ \(lasted /),
  ]);
  expect(told.filter((text) => !HEADER.test(text) || CHINESE.test(text))).toEqual([]);
});

test('the state that cannot be saved is told in English, by the name of its host', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([], SPEAKS);
  // A folder in its place: nothing can be read from it, and nothing saved.
  rig.write(`${rig.stateFile}/here`, '');
  const { exitCode, stdout } = await rig.run(['tick', '--print-only']);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(HEADER);
  expect(stdout).toContain('• ALERT: state file cannot be written\n- error: ');
  expect(stdout).not.toMatch(CHINESE);
});
