/** The bot token is in openclaw.json and nowhere else: not in what is printed, saved, logged, or on any command line. */
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BotBehaviour } from '../support/bot-api.ts';
import { epochSeconds, longJob, PAUSED } from '../support/e2e-jobs.ts';
import { BOT_TOKEN } from '../support/e2e-program.ts';
import { createRig, OWNER } from '../support/e2e-rig.ts';

const SECRET = BOT_TOKEN.split(':')[1] ?? '';

const ECHO = JSON.stringify({ ok: false, error_code: 400, description: `no method /bot${BOT_TOKEN}/send` });
// As of a program in trouble that shows what it worked with, its config above all.
const QUOTES =
  'cat "$OPENCLAW_CONFIG_PATH" >&2; echo "(400: Bad Request) $(cat "$OPENCLAW_CONFIG_PATH")"; exit 1';

interface Way {
  readonly transport: 'telegram' | 'openclaw';
  readonly exitCode: 0 | 1;
  readonly target?: string;
  readonly telegram?: BotBehaviour;
  readonly openclaw?: string;
}

test.for<[what: string, way: Way]>([
  ['the HTTP way', { transport: 'telegram', exitCode: 0 }],
  ['the HTTP way, refused', { transport: 'telegram', exitCode: 1, target: 'not a chat' }],
  [
    'the HTTP way, to a server that says it back',
    { transport: 'telegram', exitCode: 1, telegram: { status: 400, body: ECHO } },
  ],
  ['the openclaw way', { transport: 'openclaw', exitCode: 0 }],
  ['the openclaw way, by a program that says it', { transport: 'openclaw', exitCode: 1, openclaw: QUOTES }],
])('%s shows it to nobody', async ([, way], context) => {
  const { transport, exitCode, target, telegram: behaviour = 'accept', openclaw = '' } = way;
  const rig = createRig(context);
  const telegram = await rig.startTelegram(behaviour);
  const openclawBin = join(rig.folder, 'openclaw-stand-in');
  rig.write('openclaw-stand-in', `#!/bin/sh\nsleep 1\n${openclaw}\n`);
  chmodSync(openclawBin, 0o755);
  rig.writeJobs([longJob(rig, 'scan')], { notify: { transport, openclawBin, target } });
  rig.write('scan.json', PAUSED);
  const seen = new Set<string>();
  const watch = setInterval(() => {
    for (const pid of rig.processes()) seen.add(commandLine(pid));
  }, 10);
  const tick = await rig.run(['tick']);
  clearInterval(watch);
  expect(tick.exitCode).toBe(exitCode);
  expect(telegram.accepted).toHaveLength(transport === 'telegram' && exitCode === 0 ? 1 : 0);
  const doctor = await rig.run(['doctor']);
  expect([...seen].some((line) => line.includes('tick'))).toBe(true);
  expect([...seen].some((line) => line.includes('openclaw-stand-in'))).toBe(transport === 'openclaw');
  const places = [...seen, tick.stdout, tick.stderr, doctor.stdout, doctor.stderr, ...filesBelow(rig.folder)];
  expect(places.filter((text) => text.includes(SECRET))).toEqual([]);
});

test.for([
  ['as the target', { target: BOT_TOKEN }],
  ['as the account', { account: BOT_TOKEN }],
  ['as a topic', { threadId: BOT_TOKEN }],
  ['as a key', { [BOT_TOKEN]: true }],
] as const)(
  'a token that a person typed in the wrong place, %s, is shown by no tick',
  async ([, notify], context) => {
    const rig = createRig(context);
    await rig.startTelegram();
    // With a token at hand the account does not matter.
    if ('account' in notify)
      rig.write(`${rig.home}/openclaw.json`, { channels: { telegram: { allowFrom: [OWNER] } } });
    rig.writeJobs([longJob(rig, 'scan')], { notify: { transport: 'telegram', ...notify } });
    rig.write('scan.json', PAUSED);
    const said: string[] = [];
    for (const argv of [
      ['tick'],
      ['tick', '--target', BOT_TOKEN],
      ['validate-config'],
      ['tick', '--print-only'],
    ]) {
      const ran = await rig.run(argv);
      said.push(ran.stdout, ran.stderr);
      // What waited is due again, and what was told is news again.
      if (rig.exists('user/.openclaw/net/state/ops-monitor.json')) {
        rig.changeState((state) => ({
          ...state,
          jobs: {},
          configError: undefined,
          outbox: state.outbox.map((entry) => ({ ...entry, nextAttemptAt: epochSeconds() - 1 })),
        }));
      }
    }
    const isOurs = (text: string) => !text.includes('"notify"');
    const places = [...said, ...filesBelow(rig.folder).filter(isOurs)];
    expect(places.filter((text) => text.includes(SECRET))).toEqual([]);
    expect(said.join('')).toContain('<token>');
  },
);

/** Empty where it has ended meanwhile. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** The text of every file but openclaw.json. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('openclaw.json'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'));
}
