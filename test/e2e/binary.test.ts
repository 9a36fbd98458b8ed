/** The single executable, on a host whose scheduler finds no program at all. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { builtProgram } from '../support/built-program.ts';
import { longJob, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { startProgram } from '../support/e2e-program.ts';
import { createRig } from '../support/e2e-rig.ts';

const BUILD = fileURLToPath(new URL('../../scripts/build-binary.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('the single executable does everything with an empty PATH', { timeout: 600_000 }, async (context) => {
  const rig = createRig(context);
  const [node, program] = builtProgram();
  const binary = rig.at('ops-monitor');
  const words = [BUILD, '--node', node, '--program', program, '--output', binary];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: ROOT });
  expect(stdout).toMatch(/ops-monitor: ops-monitor [\d.]+, \d+ MiB\n$/);

  const env = { PATH: '', HOME: rig.user, TZ: 'UTC', OPS_MONITOR_E2E: rig.folder };
  const call = (...argv: string[]) => startProgram([binary, ...argv], { cwd: rig.folder, env }).ended;
  expect(await call('--version')).toMatchObject({
    exitCode: 0,
    stdout: `${packageJson.version}\n`,
    stderr: '',
  });
  expect(await call('selftest')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/\nselftest: OK\n$/),
  });

  const telegram = await rig.startTelegram();
  const job = longJob(rig, 'scan', {
    commands: { start: ['/bin/sh', '-c', ':'], status: ['/bin/cat', 'scan.json'] },
  });
  rig.writeJobs([job]);
  rig.write('scan.json', RUNNING);
  expect(await call('status')).toMatchObject({ exitCode: 0, stdout: '- scan: running\n', stderr: '' });
  rig.write('scan.json', PAUSED);
  expect(await call('tick')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('• scan (scan, ')]);
  expect(await call('doctor')).toMatchObject({
    stdout: expect.stringContaining(`\n      ${binary} schedule install\n`),
  });
  await rig.noProcessIsLeft();
});
