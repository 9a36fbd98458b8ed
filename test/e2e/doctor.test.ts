/** What a person reads on an empty home, on a broken one and on one where all is well: every line, as it is. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { expect, type TestContext, test } from 'vitest';
import { leaveLock, shown, withOpenclawJson, withSchedulers } from '../support/doctor-rig.ts';
import { epochSeconds, longJob } from '../support/e2e-jobs.ts';
import { BOT_TOKEN } from '../support/e2e-program.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { createStandInOpenclaw, type StandInOpenclaw } from '../support/stand-in-openclaw.ts';

// Where this host has an openclaw of its own in /usr/local/bin, the lines of openclaw and gateway differ here.
test('an empty home: what to do first, and nothing missing is told as five', async (context) => {
  const rig = createRig(context);
  withSchedulers(rig, '');
  const ran = await rig.run(['doctor']);
  expect(shown(rig, ran)).toBe(`\
ok    paths: the OpenClaw folder is OPENCLAW (~/.openclaw)
FAIL  job-file: OPENCLAW/net/config/ops-jobs.json is not there
      SELF init writes one; or name another with --config-file
FAIL  openclaw-json: OPENCLAW/openclaw.json is not there
      set up OpenClaw with Telegram; or set notify.target in the job file, and TELEGRAM_BOT_TOKEN in OPENCLAW/.env
warn  target: not known while openclaw.json is not there
warn  token: not known while openclaw.json is not there
ok    proxy: none (no proxy is set)
ok    bot-api: https://api.telegram.org not asked, as there is no token
warn  openclaw: the program openclaw was not found in PATH and the usual folders
      set notify.openclawBin to its path (command -v openclaw shows it)
ok    gateway: not asked, as openclaw was not found
warn  scheduler: no tick is scheduled (asked: crontab, systemd user timers)
      SELF schedule install
ok    permissions: the state can be saved
ok    state: OPENCLAW/net/state/ops-monitor.json is not there yet: the first tick makes it
ok    outbox: empty
ok    locks: none
ok    clock: TIME here, DATE UTC
15 checks: 2 failed, 4 warnings
`);
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' });
  expect(readdirSync(rig.home)).toEqual([]);
});

test('a broken home: each trouble with its mend', async (context) => {
  const rig = createRig(context);
  const openclaw = { gateway: 'down', telegram: ['unauthorized'], allowFrom: ['*'], mode: 0o644 } as const;
  await withOpenclawJson(rig, context, openclaw);
  rig.write(rig.configFile, '{ "version": 1, "jobs": [{ "id": "scan" }] }');
  rig.write(rig.stateFile, '{ "version": 1, "jobs"');
  createStandInOpenclaw(rig.at('bin'), { exit: 1, stderr: 'OpenClaw requires Node 24.16 or newer' });
  leaveLock(rig, '.tick', spawnSync('true').pid);
  withSchedulers(rig, '*/5 * * * * python3 /opt/ops-monitor.py tick\n');
  // Else nobody could get at what is in it.
  chmodSync(rig.folder, 0o755);
  const before = filesOf(rig);
  const ran = await rig.run(['doctor']);
  expect(shown(rig, ran)).toBe(`\
ok    paths: the OpenClaw folder is OPENCLAW (~/.openclaw)
FAIL  job-file: 3 errors, the first: OPENCLAW/net/config/ops-jobs.json:1:26: jobs[0].kind: job "scan": must be one of long_running_read, one_shot_read, one_shot_write (missing)
      ops-monitor validate-config shows them all
ok    openclaw-json: OPENCLAW/openclaw.json
FAIL  target: nobody to tell (--target: not given; notify.target: not set; heartbeat of agent main: not set; channels.telegram defaultTo: not set; commands.ownerAllowFrom: not set; channels.telegram allowFrom: no entry is the number of a person)
      set notify.target in the job file to your chat id, or give tick a --target; to a first message OpenClaw's bot answers with "Your Telegram user id", which is it
ok    token: found in channels.telegram.botToken
ok    proxy: none (127.0.0.1 is this host)
FAIL  bot-api: the bot token was refused by http://127.0.0.1:PORT (401 Unauthorized)
      get the token that is valid now from @BotFather, and put it where openclaw.json takes it from
warn  openclaw: RIG/bin/openclaw does not run: exit 1, OpenClaw requires Node 24.16 or newer
      run it by hand: RIG/bin/openclaw --version
warn  gateway: nobody answers at 127.0.0.1:PORT (gateway.port)
      openclaw gateway start
warn  scheduler: crontab (*/5 * * * *) still calls ops-monitor.py
      write «SELF tick» in its place
warn  permissions: others may read or write OPENCLAW/openclaw.json
      chmod 600 OPENCLAW/openclaw.json
FAIL  state: OPENCLAW/net/state/ops-monitor.json cannot be read as JSON: the next tick keeps it aside and begins afresh
      put a copy that is whole in its place before that, where you have one
ok    outbox: not known, as the state cannot be read
warn  locks: OPENCLAW/net/state/ops-monitor.json.tick.lock was left by pid N (tick, since TIME) that ended without giving it back
      nothing to do: the next tick clears it away
ok    clock: TIME here, DATE UTC
15 checks: 4 failed, 5 warnings
`);
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' });
  expect(filesOf(rig)).toEqual(before);
});

test('a healthy home: all is well, and nothing is sent or changed', async (context) => {
  const { rig, telegram, openclaw } = await createHealthyHome(context);
  const before = filesOf(rig);
  const ran = await rig.run(['doctor']);
  expect(shown(rig, ran)).toBe(`\
ok    paths: the OpenClaw folder is OPENCLAW (~/.openclaw)
ok    job-file: OPENCLAW/net/config/ops-jobs.json: 1 job, 1 watched
ok    openclaw-json: OPENCLAW/openclaw.json
ok    target: 111222333 (channels.telegram allowFrom)
ok    token: found in channels.telegram.botToken
ok    proxy: none (127.0.0.1 is this host)
ok    bot-api: http://127.0.0.1:PORT answers as @stand_in_bot in N s
ok    openclaw: 2026.9.6 on Node N at RIG/bin/openclaw (found in PATH)
ok    gateway: answers at 127.0.0.1:PORT (gateway.port)
ok    scheduler: crontab (* * * * *)
ok    permissions: the state can be saved, and what may hold secrets is yours alone
ok    state: revision 7, the last tick was Ns ago
ok    outbox: empty
ok    locks: none
ok    clock: TIME here, DATE UTC, as at the Bot API
15 checks: all is well
`);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(telegram.requests.map(({ method }) => method)).toEqual(['getMe']);
  expect(openclaw.calls.map(({ argv }) => argv)).toEqual([['--version']]);
  expect(filesOf(rig)).toEqual(before);
});

test('--json: one object', async (context) => {
  const { rig } = await createHealthyHome(context);
  rig.write(rig.stateFile, 'torn');
  const ran = await rig.run(['doctor', '--json']);
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' });
  const report = JSON.parse(ran.stdout);
  expect(report).toMatchObject({ version: 1, ok: false, counts: { ok: 14, warn: 0, fail: 1 } });
  expect(report.checks).toContainEqual({
    name: 'state',
    level: 'fail',
    summary: `${rig.stateFile} cannot be read as JSON: the next tick keeps it aside and begins afresh`,
    mend: 'put a copy that is whole in its place before that, where you have one',
  });
  expect(report.checks).toContainEqual({ name: 'outbox', level: 'ok', summary: expect.any(String) });
});

test('a token that a person put where it does not belong is shown nowhere', async (context) => {
  const rig = createRig(context);
  await withOpenclawJson(rig, context, { gateway: 'down', allowFrom: [BOT_TOKEN] });
  rig.writeJobs([], { notify: { transport: 'telegram', target: BOT_TOKEN, account: BOT_TOKEN } });
  rig.writeState({ outbox: [waiting(`Telegram: POST /bot${BOT_TOKEN}/sendMessage`)] });
  withSchedulers(rig, `* * * * * ops-monitor tick --target ${BOT_TOKEN}\n`);
  for (const argv of [['doctor'], ['doctor', '--json']]) {
    const ran = await rig.run(argv, { env: { TELEGRAM_BOT_TOKEN: BOT_TOKEN } });
    expect(shown(rig, ran)).toContain('<token>');
  }
});

interface HealthyHome {
  readonly rig: Rig;
  readonly telegram: Awaited<ReturnType<typeof withOpenclawJson>>;
  readonly openclaw: StandInOpenclaw;
}

async function createHealthyHome(context: TestContext): Promise<HealthyHome> {
  const rig = createRig(context);
  const telegram = await withOpenclawJson(rig, context, { gateway: 'up' });
  rig.writeJobs([longJob(rig, 'scan')], { notify: { transport: 'auto' } });
  rig.writeState({ version: 1, revision: 7, lastTickAt: epochSeconds() - 20, meanTickGapSeconds: 60 });
  const openclaw = createStandInOpenclaw(rig.at('bin'), { exit: 0, stdout: 'OpenClaw 2026.9.6 (abc1234)' });
  withSchedulers(rig, `PATH=/usr/bin:/bin:${rig.at('bin')}\n* * * * * ops-monitor tick >>log 2>&1\n`);
  return { rig, telegram, openclaw };
}

function waiting(lastError: string): unknown {
  const section = { importance: 'alert', text: '• x' };
  const entry = {
    id: 'r1',
    createdAt: epochSeconds() - 7500,
    via: 'channel',
    header: 'h',
    sections: [section],
  };
  return { ...entry, attempts: 3, nextAttemptAt: epochSeconds() + 600, partsSent: 0, lastError };
}

/** All that is in the home, with its content: the doctor may change none of it. */
function filesOf(rig: Rig): Readonly<Record<string, string>> {
  const entries = readdirSync(rig.home, { recursive: true, withFileTypes: true });
  const files = entries.map((entry) => {
    const path = `${entry.parentPath}/${entry.name}`;
    return [path, entry.isFile() ? readFileSync(path, 'utf8') : 'folder'];
  });
  return Object.fromEntries(files);
}
