/** `tick --no-reply` as the command of an automation: what stands on stdout is the reply, to the letter. */
import { expect, test } from 'vitest';
import { longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import { createRig } from '../support/e2e-rig.ts';

test('a report when there is something to say, a lone NO_REPLY when there is not', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([longJob(rig, 'scan')]);
  const reply = async () => {
    const { stdout, stderr, exitCode } = await rig.run(['tick', '--no-reply']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    return stdout;
  };

  rig.write('scan.json', RUNNING);
  expect(await reply()).toMatch(
    /^🛠️ Ops 快报（[\d:]{8}）\n\n• scan \(scan, long_running_read\)\n- 状态: running\n$/,
  );
  expect(await reply()).toBe('NO_REPLY\n');
  rig.write('scan.json', PAUSED);
  expect(await reply()).toContain('- ACTION REQUIRED: ');
  expect(await reply()).toBe('NO_REPLY\n');
  expect(telegram.requests).toEqual([]);
  expect(rig.state().outbox).toEqual([]);
});

test('what a check has to say, however late, stands alone', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([oneShot(rig, 'check', 'echo noise >&2; echo ALERT: full')]);
  rig.writeState({ version: 1, queue: [queued('q1', 'check')] });
  const { stdout, stderr, exitCode } = await rig.run(['tick', '--no-reply']);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toMatch(/^🛠️ .*\n\n• check \(check\)\n- ALERT: full\n$/);
});

test('errors of the job file are in the reply and on stderr, and no failure', async (context) => {
  const rig = createRig(context);
  rig.write(rig.configFile, '{');
  const first = await rig.run(['tick', '--no-reply']);
  expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^ERROR: /) });
  expect(first.stdout).toContain('• ALERT: ops-jobs config invalid\n');
  expect(await rig.run(['tick', '--no-reply'])).toMatchObject({ exitCode: 0, stdout: 'NO_REPLY\n' });
});
