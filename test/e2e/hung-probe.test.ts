import { expect, test } from 'vitest';
import { HANGS, longJob, RUNNING } from '../support/e2e-jobs.ts';
import { createRig } from '../support/e2e-rig.ts';

const LIMIT_SECONDS = 2;

test('one hung probe among twenty ends in time, and keeps no other one from being told', async (context) => {
  const rig = createRig(context);
  const others = Array.from({ length: 19 }, (_, i) => `job-${i + 1}`);
  for (const id of others) rig.write(`${id}.json`, RUNNING);
  rig.write('hung.json', RUNNING);
  const jobs = ['hung', ...others].map((id) => longJob(rig, id));
  const usual = async () => {
    rig.writeJobs(jobs);
    return rig.run(['tick', '--print-only']);
  };
  const healthy = await usual();
  expect(healthy).toMatchObject({ exitCode: 0, stderr: '' });
  rig.writeState({});

  const hung = longJob(rig, 'hung', { commands: { start: ['true'], status: HANGS } });
  rig.writeJobs([withLimit(hung), ...jobs.slice(1)]);
  const tick = await rig.run(['tick', '--print-only']);

  expect(tick).toMatchObject({ exitCode: 0, stderr: '' });
  // Healthy ticks before and after it show how busy the machine is.
  const usualMs = Math.max(healthy.ms, (await usual()).ms);
  expect(tick.ms).toBeLessThan((LIMIT_SECONDS + 3) * 1000 + 2 * usualMs + 1000);
  for (const id of others)
    expect(tick.stdout).toContain(`• ${id} (${id}, long_running_read)\n- 状态: running\n`);
  expect(tick.stdout).toContain(
    `• hung (hung, long_running_read)\n- 状态: unknown\n- 信息: status timed out after ${LIMIT_SECONDS}s\n`,
  );
  await rig.noProcessIsLeft();
});

function withLimit(job: Readonly<Record<string, unknown>>) {
  return { ...job, policy: { ...(job.policy as object), statusTimeoutSeconds: LIMIT_SECONDS } };
}
