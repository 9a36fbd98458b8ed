import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import type { BotBehaviour } from '../support/bot-api.ts';
import { leaveLock, shown, withOpenclawJson } from '../support/doctor-rig.ts';
import { BOT_TOKEN } from '../support/e2e-program.ts';
import { createRig, OWNER } from '../support/e2e-rig.ts';
import { createStandInOpenclaw } from '../support/stand-in-openclaw.ts';

const FOR_OWNER = `it was for ${OWNER} (channels.telegram allowFrom in OPENCLAW/openclaw.json), and took N s`;

test('the test message arrives, and stdout says by which way, to whom, and why to them', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([]);
  const ran = await rig.run(['notify']);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(shown(rig, ran)).toBe(
    `sent via telegram (HTTP API) to ${OWNER} (channels.telegram allowFrom in OPENCLAW/openclaw.json) in N s\n`,
  );
  expect(telegram.accepted).toHaveLength(1);
  expect(telegram.accepted[0]).toMatchObject({ chat_id: OWNER });
  const [, host] =
    /^ops-monitor: test message from (.+) at \d\d:\d\d:\d\d$/.exec(telegram.accepted[0]?.text ?? '') ?? [];
  expect(host).toBe(hostname());
  expect(rig.processes()).toEqual([]);
});

test('it goes the way of a tick: openclaw first, while its gateway answers', async (context) => {
  const rig = createRig(context);
  const telegram = await withOpenclawJson(rig, context, { gateway: 'up' });
  const openclaw = createStandInOpenclaw(rig.at('bin'));
  const ran = await rig.run(['notify', 'hello', '--target', '-100123:topic:7']);
  expect(ran.exitCode).toBe(0);
  expect(shown(rig, ran)).toBe('sent via openclaw to -100123:topic:7 (--target) in N s\n');
  expect(ran.stderr).toMatch(/^WARNING: goes without the job file: .*ops-jobs\.json: not found/);
  expect(openclaw.calls.map((call) => [call.flag('--message'), call.flag('--target')])).toEqual([
    ['hello', '-100123'],
  ]);
  expect(telegram.accepted).toEqual([]);
});

test.for<[behaviour: BotBehaviour, lines: readonly string[]]>([
  [
    'blocked',
    [
      `ERROR: refused, this cannot succeed as things are: Telegram: the bot was blocked by the user (target ${OWNER})`,
      FOR_OWNER,
      'to mend it: unblock the bot: open the bot in Telegram and send it /start once',
    ],
  ],
  [
    { retryAfter: 600 },
    [
      'ERROR: failed, nothing was sent: Telegram: too many messages, it takes more after 600 s',
      FOR_OWNER,
      'to mend it: ops-monitor doctor looks for the cause',
    ],
  ],
  [
    'html 502',
    [
      'ERROR: unknown, it may or may not have arrived: Telegram: the server failed (HTTP 502)',
      FOR_OWNER,
      'to mend it: look into the chat before you send it again; ops-monitor doctor looks for the cause',
    ],
  ],
])('not sent: %j', async ([behaviour, lines], context) => {
  const rig = createRig(context);
  await rig.startTelegram(behaviour);
  rig.writeJobs([]);
  const ran = await rig.run(['notify', 'hello']);
  expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
  expect(shown(rig, { stdout: ran.stderr, stderr: '' })).toBe(`${lines.join('\n')}\n`);
  // Nothing is left for a tick to send: it was a test.
  expect(existsSync(rig.stateFile)).toBe(false);
});

test('nobody to tell: exit 3, and what was tried', async (context) => {
  const rig = createRig(context);
  rig.writeJobs([]);
  const ran = await rig.run(['notify']);
  expect(ran).toMatchObject({ exitCode: 3, stdout: '' });
  expect(ran.stderr).toContain('ERROR: missing Telegram target. Pass --target <chat_id>.\n');
  expect(ran.stderr).toContain('notify.target: not set');
});

test('--json: one object, sent or not', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram({ migrateTo: -100999 }, 'accept', 'chat not found');
  rig.writeJobs([]);
  const sent = await rig.run(['notify', 'hello', '--json', '--target', '-5']);
  expect(sent).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(sent.stdout)).toEqual({
    version: 1,
    outcome: 'sent',
    target: '-5',
    source: '--target',
    seconds: expect.any(Number),
    parts: 1,
    sentParts: 1,
    via: 'telegram',
    messageId: '1',
    movedTo: '-100999',
  });
  expect(telegram.accepted).toMatchObject([{ chat_id: '-100999', text: 'hello' }]);
  const refused = await rig.run(['notify', '--json']);
  expect(refused).toMatchObject({ exitCode: 1, stderr: '' });
  expect(JSON.parse(refused.stdout)).toMatchObject({
    version: 1,
    outcome: 'refused',
    target: OWNER,
    detail: `Telegram: chat not found (target ${OWNER})`,
    mend: expect.stringContaining('/start'),
  });
});

test('a group that became another is written to under its new id, as the state remembers it', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([]);
  rig.writeState({ version: 1, revision: 3, movedChats: { '-5': '-100999' } });
  expect(await rig.run(['notify', 'hello', '--target', '-5'])).toMatchObject({ exitCode: 0 });
  rig.write(rig.stateFile, 'torn');
  expect(await rig.run(['notify', 'hello', '--target', '-5'])).toMatchObject({ exitCode: 0 });
  expect(telegram.accepted.map(({ chat_id }) => chat_id)).toEqual(['-100999', '-5']);
  expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
});

test('it waits for no lock: a tick that hangs over a delivery does not hold it up', async (context) => {
  const rig = createRig(context);
  const telegram = await rig.startTelegram();
  rig.writeJobs([]);
  rig.writeState({ version: 1 });
  for (const name of ['', '.tick', '.delivery']) leaveLock(rig, name, process.pid);
  expect(await rig.run(['notify', 'hello'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(telegram.accepted).toHaveLength(1);
});

test('a token typed in place of a chat is not shown', async (context) => {
  const rig = createRig(context);
  await rig.startTelegram();
  rig.writeJobs([]);
  for (const more of [[], ['--json']]) {
    const ran = await rig.run(['notify', '--target', BOT_TOKEN, ...more]);
    expect(ran.exitCode).toBe(1);
    expect(shown(rig, ran) + ran.stderr).toContain('<token>');
  }
});
