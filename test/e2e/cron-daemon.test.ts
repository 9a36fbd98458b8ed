/** `schedule install` was seen to tick: by a real cron daemon, with the crontab that it wrote and cron's bare environment. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { findCron, inEmptySpool, installedSays, startCron } from '../support/cron-daemon.ts';
import { longJob, RUNNING } from '../support/e2e-jobs.ts';
import { createRig } from '../support/e2e-rig.ts';
import { createPrograms } from '../support/fake-programs.ts';
import { waitFor } from '../support/wait-for.ts';

const run = promisify(execFile);
const KIND = findCron();

test(`${KIND} calls tick, which tells its first message`, { timeout: 240_000 }, async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', RUNNING);
  const printed = await rig.run(['schedule', 'print', '--cron']);
  expect(printed.exitCode).toBe(0);

  const env = ['env', `HOME=${rig.user}`, 'PATH=/usr/bin:/bin'];
  const cron = startCron(KIND, rig.folder, printed.stdout, [
    ...env,
    ...builtProgram(),
    'schedule',
    'install',
    '--cron',
  ]);
  try {
    // It begins with the next full minute; the machine may be busy.
    await waitFor('the first message', () => telegram.accepted.length > 0, 150_000);
  } finally {
    await cron.end();
  }
  expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('• scan (scan, ')]);
  // It is nobody's child here, and must not write into a folder that is being removed.
  const isHeld = () => rig.stateFolder().some((name) => name.includes('.lock'));
  await waitFor('the tick to end', () => rig.state().outbox.length === 0 && !isHeld());
  if (KIND === 'cron')
    expect(installedSays(rig.folder)).toMatch(/^installed: a tick every 1m by a line in the crontab/);
  const status = await rig.run(['schedule', 'status', '--json']);
  expect(JSON.parse(status.stdout).lastTickAt).toBeGreaterThan(Date.now() / 1000 - 300);
});

/** What somebody may have: no line of it is ours to change. */
const MINE = '# mine\nMAILTO=""\nSHELL=/bin/bash\n\n0 4 * * * echo 100\\% >/dev/null\r\n';

test('the real crontab gives back what was there before, to the byte', async (context) => {
  const rig = createRig(context);
  rig.write('mine', MINE);
  const [node, file] = builtProgram();
  const call = (...words: string[]) => `${node} ${file} schedule ${words.join(' ')} >>said 2>&1`;
  const story = `cd '${rig.folder}'
export HOME='${rig.user}'
${call('install', '--cron')}
crontab -l >first
${call('remove')}
crontab -l >absent 2>&1 || true
crontab mine
${call('install', '--cron')}
${call('install', '--cron', '--every', '5m')}
crontab -l >second
${call('remove')}
EDITOR='${rig.at('bin', 'keep')}' crontab -e`;
  // What crontab lists need not be what it holds, byte for byte; what it gives an editor is.
  rig.write('bin/keep', `#!/bin/sh\ncat "$1" >'${rig.at('after')}'\n`, 0o755);
  // Without a real one the stand-in for crontab in test/adapters has to do, and this asks that it does.
  if (KIND !== 'cron') {
    createPrograms(rig.folder);
    await run('sh', ['-e', '-c', story], { env: { PATH: `${rig.at('bin')}:/usr/bin:/bin` } });
  } else {
    const [program = '', ...args] = inEmptySpool(story);
    await run(program, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
  }
  expect(rig.lines('first')).toHaveLength(3);
  expect(rig.read('absent')).toMatch(/no crontab for/);
  expect(rig.lines('second').slice(0, 2).join('\n')).toMatch(/begin.*\n\*\/5 \* \* \* \* said=/);
  // As Debian's crontab lists a carriage return.
  const listed = MINE.replaceAll('\r', '\\r');
  expect([MINE, listed].some((text) => rig.read('second').endsWith(`: end\n${text}`))).toBe(true);
  expect(readFileSync(rig.at('after'))).toEqual(readFileSync(rig.at('mine')));
  expect(rig.read('said')).not.toContain('ERROR');
});
