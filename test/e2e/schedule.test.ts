/** What `schedule` writes is taken by those whom it is for, and what it says is called works with that environment alone. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { commandIn, cronEnvironment } from '../support/cron-daemon.ts';
import { longJob, RUNNING } from '../support/e2e-jobs.ts';
import { startProgram } from '../support/e2e-program.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { createPrograms } from '../support/fake-programs.ts';
import { createStandInOpenclaw } from '../support/stand-in-openclaw.ts';

const run = promisify(execFile);

async function withOneJob(rig: Rig) {
  const telegram = await rig.startTelegram();
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', RUNNING);
  return telegram;
}

/** Where a path has every character in it that a shell or a scheduler takes for its own. */
const AWKWARD = `a b'c"d%e$f\\g&h<i>`;

async function printed(rig: Rig, argv: readonly string[], env: Record<string, string> = {}) {
  const ran = await rig.run(['schedule', 'print', '--json', ...argv], { env });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(ran.stdout) as { files: { path: string; text: string }[] };
}

describe.concurrent('the line of a crontab', () => {
  test.for([['scan'], [AWKWARD]])(
    'ticks with the environment of cron, from a folder %s',
    async ([name], context) => {
      const rig = createRig(context);
      const telegram = await withOneJob(rig);
      const config = rig.at(name ?? '', 'jobs.json');
      rig.write(config, rig.read('user/.openclaw/net/config/ops-jobs.json'));
      const { files } = await printed(rig, ['--cron', '--config-file', config]);
      const line = commandIn(files[0]?.text ?? '');
      const tick = startProgram(['/bin/sh', '-c', line], { cwd: '/', env: cronEnvironment() });
      expect(await tick.ended).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
      expect(telegram.accepted).toHaveLength(1);
      expect(rig.exists('user/.openclaw/net/state/ops-monitor.tick.log')).toBe(false);
    },
  );

  test('keeps what a tick that goes wrong says, until another one does', async (context) => {
    const rig = createRig(context);
    rig.write(rig.configFile, '{');
    const [file] = (await printed(rig, ['--cron'])).files;
    const tick = () => run('/bin/sh', ['-c', commandIn(file?.text ?? '')], { env: cronEnvironment() });
    await tick();
    const log = rig.read('user/.openclaw/net/state/ops-monitor.tick.log');
    expect(log).toContain('ERROR: ');
    await withOneJob(rig);
    await tick().catch(() => {});
    expect(rig.read('user/.openclaw/net/state/ops-monitor.tick.log')).toBe(log);
  });

  test('ticks where its log cannot be written', async (context) => {
    const rig = createRig(context);
    const telegram = await withOneJob(rig);
    rig.write('user/.openclaw/net/state/ops-monitor.tick.log/in-the-way', '');
    const [file] = (await printed(rig, ['--cron'])).files;
    await run('/bin/sh', ['-c', commandIn(file?.text ?? '')], { env: cronEnvironment() }).catch(() => {});
    expect(telegram.accepted).toHaveLength(1);
  });

  test('finds openclaw, and the programs of jobs, as the shell does', async (context) => {
    const rig = createRig(context);
    createStandInOpenclaw(rig.at('programs'));
    const env = { PATH: `/opt/mine:${rig.at('programs')}:${dirname(builtProgram()[0])}:/usr/bin:/bin` };
    const [file] = (await printed(rig, ['--cron'], env)).files;
    const [, path = ''] = /PATH=(\S+)/.exec(file?.text ?? '') ?? [];
    // A temporary folder of the shell is not taken over, but where openclaw was found is.
    expect(path.split(':')).toEqual(expect.arrayContaining(['/opt/mine', rig.at('programs')]));
  });
});

/** `Environment=` and `ExecStart=` of a unit, by the rules of systemd.syntax(7) and systemd.service(5). */
function wordsOfUnit(text: string, key: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.startsWith(`${key}=`));
  return lines.flatMap((line) =>
    [...line.slice(key.length + 1).matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)].map(([whole, quoted]) =>
      (quoted?.replace(/\\(.)/g, '$1') ?? whole).replaceAll('%%', '%'),
    ),
  );
}

describe.concurrent('the units of systemd', () => {
  test('are called by hand, with their own environment alone', async (context) => {
    const rig = createRig(context);
    const telegram = await withOneJob(rig);
    const config = rig.at(AWKWARD, 'jobs.json');
    rig.write(config, rig.read('user/.openclaw/net/config/ops-jobs.json'));
    const { files } = await printed(rig, ['--systemd', '--config-file', config]);
    const service = files.find(({ path }) => path.endsWith('.service'))?.text ?? '';
    const start = wordsOfUnit(service, 'ExecStart').map((word) => word.replaceAll('$$', '$'));
    const words = ['env', '-i', ...wordsOfUnit(service, 'Environment'), ...start];
    const env = { PATH: '/usr/bin:/bin' };
    expect(await startProgram(words, { cwd: '/', env }).ended).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    expect(telegram.accepted).toHaveLength(1);
  });

  test('are taken by systemd, where this host has it', async (context) => {
    const rig = createRig(context);
    const config = rig.at(AWKWARD, 'jobs.json');
    const { files } = await printed(rig, ['--systemd', '--config-file', config], {
      XDG_CONFIG_HOME: rig.at('xdg'),
    });
    expect(files.map(({ path }) => dirname(path))).toEqual(Array(2).fill(rig.at('xdg', 'systemd', 'user')));
    for (const { path, text } of files) rig.write(path, text);
    // What its manager would complain of: unknown sections and keys, values that it does not understand.
    for (const { text } of files) expect(text).toMatch(/^\[(?:Service|Timer)\]$/m);
    if (!existsSync('/usr/bin/systemd-analyze')) return;
    const env = { PATH: '/usr/bin:/bin', HOME: rig.user, XDG_RUNTIME_DIR: rig.folder };
    const paths = files.map(({ path }) => path);
    const { stdout, stderr } = await run('systemd-analyze', ['verify', '--user', '--man=no', ...paths], {
      env,
    });
    expect((stdout + stderr).split('\n').filter((line) => line.includes('ops-monitor'))).toEqual([]);
  });
});

describe.concurrent('the agent of launchd', () => {
  test('is a property list, and says what was meant', async (context) => {
    const rig = createRig(context);
    const config = rig.at(AWKWARD, 'jobs.json');
    const { files } = await printed(rig, ['--launchd', '--every', '5m', '--config-file', config]);
    const [agent] = files;
    rig.write('agent.plist', agent?.text);
    const [node, file] = builtProgram();
    const strings = [...(agent?.text ?? '').matchAll(/<string>(.*?)<\/string>/g)].map(([, text = '']) =>
      plain(text),
    );
    expect(strings).toEqual(expect.arrayContaining([node, file, 'tick', '--config-file', config]));
    for (const [program, args] of PLIST_READERS) {
      if (existsSync(program)) await run(program, [...args, rig.at('agent.plist')]);
    }
  });
});

function plain(xml: string): string {
  return xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const READ =
  'import plistlib, sys; p = plistlib.load(open(sys.argv[1], "rb")); assert p["StartInterval"] == 300, p';
const PLIST_READERS: readonly (readonly [string, readonly string[]])[] = [
  ['/usr/bin/plutil', ['-lint']],
  ['/usr/bin/plistutil', ['-o', '/dev/null', '-i']],
  ['/usr/bin/python3', ['-c', READ]],
];

test('install, status and remove, from one to the other', async (context) => {
  const rig = createRig(context);
  await withOneJob(rig);
  const { spool, write } = createPrograms(rig.folder);
  write('systemctl', 'echo "Failed to connect to bus" >&2; exit 1');
  expect(await rig.run(['schedule', 'status'])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(
      /^no tick is scheduled \(asked: crontab\)\nlast tick: none yet\nSet it up: /,
    ),
  });
  const installed = await rig.run(['schedule', 'install']);
  expect(installed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(installed.stdout).toMatch(/by a line in the crontab \(systemd does not answer for this user /);
  await rig.run(['tick']);
  const status = await rig.run(['schedule', 'status']);
  expect(status).toMatchObject({ exitCode: 0, stderr: '' });
  expect(status.stdout).toMatch(
    /^crontab \(\* \* \* \* \*\): every 1m active \(by schedule install\)\nlast tick: \d+s ago\nnext tick: in (\d+s|1m)\n$/,
  );
  expect((await rig.run(['doctor'])).stdout).toContain('ok    scheduler: crontab (* * * * *)\n');
  expect(await rig.run(['schedule', 'remove'])).toMatchObject({
    exitCode: 0,
    stdout: 'removed from the crontab\n',
  });
  expect(existsSync(spool)).toBe(false);
});

test('beside a tick that was scheduled by hand none is added', async (context) => {
  const rig = createRig(context);
  const { spool } = createPrograms(rig.folder);
  const mine = '* * * * * /usr/local/bin/ops-monitor tick\n';
  rig.write(spool, mine);
  const refused = await rig.run(['schedule', 'install', '--cron']);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toMatch(
    /^ERROR: a tick is scheduled already: crontab \(\* \* \* \* \*\), .* --force adds one/,
  );
  expect(readFileSync(spool, 'utf8')).toBe(mine);
  expect(await rig.run(['schedule', 'install', '--cron', '--force'])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(spool, 'utf8').endsWith(mine)).toBe(true);
});
