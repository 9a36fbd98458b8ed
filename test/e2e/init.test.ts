/** The first hour: from nothing at all to the first message, with what the program itself says to do. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { STARTER_SCRIPT_TEXT } from '../../src/core/starter-job.ts';
import { builtProgram } from '../support/built-program.ts';
import { commandIn, cronEnvironment } from '../support/cron-daemon.ts';
import { startProgram } from '../support/e2e-program.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { createPrograms } from '../support/fake-programs.ts';

const run = promisify(execFile);

function withoutAnything(rig: Rig) {
  rmSync(rig.home, { recursive: true });
  const programs = createPrograms(rig.folder);
  programs.write('systemctl', 'exit 1');
  return programs;
}

test('of several at once one makes the job file, whole, and the others replace nothing', async (context) => {
  const rig = createRig(context);
  withoutAnything(rig);
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const flags = ['--kind', 'one_shot_read', '--run', 'true', '--json'];
  const ran = await Promise.all(ids.map((id) => rig.run(['init', '--job', id, ...flags])));
  const winners = ids.filter((_, i) => ran[i]?.exitCode === 0);
  expect(winners).toHaveLength(1);
  expect(readFileSync(rig.configFile, 'utf8')).toContain(`"id": "${winners[0]}"`);
  expect((await rig.run(['validate-config'])).exitCode).toBe(0);
  expect(readdirSync(dirname(rig.configFile))).toEqual(['ops-jobs.json']);
});

test('what init says to do next works as it is said, to the first message', async (context) => {
  const rig = createRig(context);
  const { spool } = withoutAnything(rig);
  const telegram = await rig.startTelegram();
  const made = await rig.run(['init', '--json']);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  const { next, wrote, recipient } = JSON.parse(made.stdout);
  expect(recipient).toMatchObject({ target: '111222333' });
  expect(wrote).toEqual([rig.configFile, `${rig.home}/net/jobs/disk-space.sh`]);
  expect(wrote.map((path: string) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
  expect(statSync(dirname(rig.configFile)).mode & 0o777).toBe(0o700);

  const [status, doctor, notify, schedule, ...more] = next;
  expect(more).toEqual([]);
  const shell = (call: string) => {
    const env = { HOME: rig.user, PATH: `${rig.at('bin')}:/usr/bin:/bin`, OPS_MONITOR_E2E: rig.folder };
    return startProgram(['/bin/sh', '-c', call], { cwd: rig.folder, env }).ended;
  };
  expect(await shell(status)).toMatchObject({ exitCode: 0, stdout: '- disk-space: running\n', stderr: '' });
  expect((await shell(doctor)).stdout).toContain(`job-file: ${rig.configFile}: 1 job, 1 watched`);
  expect(await shell(notify)).toMatchObject({ exitCode: 0 });
  expect(await shell(schedule)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(telegram.accepted).toHaveLength(1);
  // The owner's quiet hours hold a first report back; the test may run in the night.
  rig.write(rig.configFile, readFileSync(rig.configFile, 'utf8').replace('"end": "08:00"', '"end": "23:00"'));
  await run('/bin/sh', ['-c', commandIn(readFileSync(spool, 'utf8'))], { env: cronEnvironment() });
  expect(telegram.accepted[1]?.text).toMatch(
    /• Disk space \(disk-space, .*\n- .*running\n- .*\d+% of the disk is used, /,
  );
});

test.each([
  ['0', 'alert', /^The disk is getting full: \d+% of the disk is used, /],
  ['101', 'ok', /^\d+% of the disk is used, \d+ GiB are free \(limit 101%\)$/],
])('its script with a limit of %s%% says %s', async (limit, level, message) => {
  const { stdout } = await run('sh', ['-c', STARTER_SCRIPT_TEXT, 'disk-space.sh', limit]);
  const says = { running: true, completed: false, level, message: expect.stringMatching(message) };
  expect(JSON.parse(stdout)).toMatchObject(says);
});

test('for people: what was written and what is next; a second time nothing is touched', async (context) => {
  const rig = createRig(context);
  withoutAnything(rig);
  const { exitCode, stdout, stderr } = await rig.run(['init', '--config-file', 'my jobs.json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const self = builtProgram().join(' ');
  const plain = stdout
    .replaceAll(self, 'SELF')
    .replaceAll(rig.folder, 'RIG')
    .replace(/^quiet hours now.*\n/m, '');
  expect(plain).toBe(`\
wrote RIG/my jobs.json
wrote RIG/user/.openclaw/net/jobs/disk-space.sh
checked, and OK; its job: disk-space
nobody to tell yet: set "notify": { "target": "YOUR CHAT ID" } in the job file, or set up Telegram in OpenClaw
messages are in English ("locale" in the job file)

Next:
  SELF status --config-file 'my jobs.json'             # what your jobs say now
  SELF doctor --config-file 'my jobs.json'             # whether all is set up right
  SELF notify --config-file 'my jobs.json'             # a test message to your chat
  SELF schedule install --config-file 'my jobs.json'   # watch from now on, every minute
Then a job of your own: RIG/my jobs.json has an example of one
`);
  const text = rig.read('my jobs.json');
  const again = await rig.run(['init', '--config-file', 'my jobs.json']);
  expect(again).toMatchObject({ exitCode: 2, stdout: '' });
  expect(again.stderr).toMatch(
    /^ERROR: .*my jobs\.json is there already, and init overwrites nothing\ncheck it: .*\nbegin anew: /,
  );
  expect(rig.read('my jobs.json')).toBe(text);
  expect(await rig.run(['validate-config', '--config-file', 'my jobs.json'])).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
});

/**
 * On a terminal of its own, as `script` of util-linux makes one. Typed when the first question is there: before, the
 * terminal is not the program's, and ^C is a signal.
 */
function onTerminal(rig: Rig, typed: string) {
  const call = builtProgram()
    .map((word) => `'${word}'`)
    .join(' ');
  const untilAsked = `until grep -q '1 or 2' terminal.log 2>/dev/null; do sleep 0.1; done`;
  const shell = `{ ${untilAsked}; printf '${typed}'; sleep 3; } | script -qefc "${call} init" terminal.log`;
  const env = {
    HOME: rig.user,
    PATH: `${rig.at('bin')}:/usr/bin:/bin`,
    TERM: 'xterm',
    OPS_MONITOR_E2E: rig.folder,
  };
  return startProgram(['/bin/sh', '-c', shell], { cwd: rig.folder, env }).ended;
}

test('on a terminal it asks', async (context) => {
  const rig = createRig(context);
  withoutAnything(rig);
  const { stdout } = await onTerminal(rig, '1\\r123456789\\r');
  expect(stdout).toContain('What is to be watched first?');
  expect(stdout).toContain('tells Telegram chat 123456789 (the job file)');
  expect(readFileSync(rig.configFile, 'utf8')).toContain('"notify": { "target": "123456789" },');
});

test('questions that are broken off leave nothing behind', async (context) => {
  const rig = createRig(context);
  withoutAnything(rig);
  const { stdout, exitCode } = await onTerminal(rig, '1\\r\\003');
  expect(stdout).toContain('nothing was written');
  expect(exitCode).toBe(130);
  expect(existsSync(rig.home)).toBe(false);
  expect(readdirSync(rig.user).filter((name) => name !== '.cache')).toEqual([]);
});
