/** What the doctor says of openclaw, its gateway and what calls tick: a row a finding. */
import { expect, test } from 'vitest';
import type { DoctorFacts } from '../../src/core/doctor-facts.ts';
import type { ChannelExplanation } from '../../src/core/openclaw-explanation.ts';
import { channelWith, file, HEALTHY, lineOf, missing, rows, scheduled } from '../support/healthy-facts.ts';

const explained = (more: Partial<ChannelExplanation>) => channelWith({}, more);
const NO_TOKEN = { token: missing('no token') };
const NO_PROGRAM = { program: missing('the program openclaw was not found') };
const CRON = scheduled();
const crontabSets = (...variables: string[]) => ({
  schedule: { found: [scheduled({ variables })], asked: [] },
});

rows(
  'openclaw',
  ['works', {}, 'ok: 2026.9.6 on Node 24.16.0 at /bin/openclaw (found in PATH)'],
  [
    'is missing',
    explained(NO_PROGRAM),
    'warn: the program openclaw was not found in PATH and the usual folders; reports go by the HTTP API → mend of: the program openclaw was not found',
  ],
  [
    'is missing, and Telegram does not answer',
    channelWith({ botApi: { kind: 'unreachable', detail: 'x' } }, NO_PROGRAM),
    'warn: the program openclaw was not found in PATH and the usual folders → mend of: the program openclaw was not found',
  ],
  [
    'does not run',
    channelWith({
      program: { version: undefined, detail: 'exit 1', nodeVersion: undefined, isInPathAlone: false },
    }),
    'warn: /bin/openclaw does not run: exit 1 → run it by hand: /bin/openclaw --version',
  ],
  [
    'does not run, and is the only way',
    channelWith(
      { program: { version: undefined, detail: 'exit 1', nodeVersion: undefined, isInPathAlone: false } },
      NO_TOKEN,
    ),
    'fail: /bin/openclaw does not run: exit 1 → run it by hand: /bin/openclaw --version',
  ],
  [
    'is in the PATH of the shell alone',
    inPathAlone(),
    'warn: 2026.9.6 at /bin/openclaw (found in PATH), which crontab (* * * * *) will not find → set notify.openclawBin to /bin/openclaw',
  ],
  [
    'is in the PATH of the crontab as well',
    { ...inPathAlone(), ...crontabSets('PATH') },
    'ok: 2026.9.6 at /bin/openclaw (found in PATH)',
  ],
  [
    'is not the one that the job file names',
    namedBin('/o/openclaw'),
    'warn: 2026.9.6 on Node 24.16.0 at /bin/openclaw (found in PATH), as notify.openclawBin (/o/openclaw) cannot be run → set it to this path',
  ],
  ['is not used', channelWith({ transport: 'telegram' }), 'ok: not used (notify.transport is telegram)'],
);

function inPathAlone(): Partial<DoctorFacts> {
  return channelWith({
    program: { version: '2026.9.6', detail: undefined, nodeVersion: undefined, isInPathAlone: true },
  });
}

function namedBin(openclawBin: string): Partial<DoctorFacts> {
  const { jobFile } = HEALTHY;
  const notify = { ...jobFile.config.notify, openclawBin };
  return { jobFile: { ...jobFile, config: { ...jobFile.config, notify } } };
}

const version = (text: string) => ({
  version: text,
  detail: undefined,
  nodeVersion: undefined,
  isInPathAlone: false,
});

rows(
  'gateway',
  ['answers', {}, 'ok: answers at 127.0.0.1:18789 (the usual port)'],
  [
    'is silent, and Telegram is there',
    channelWith({ gateway: 'silent' }),
    'warn: nobody answers at 127.0.0.1:18789 (the usual port); reports go by the HTTP API → openclaw gateway start',
  ],
  [
    'is silent, and Telegram is not there either',
    channelWith({ gateway: 'silent', botApi: { kind: 'unreachable', detail: 'x' } }),
    'warn: nobody answers at 127.0.0.1:18789 (the usual port) → openclaw gateway start',
  ],
  [
    'is silent, and openclaw needs it',
    channelWith({ gateway: 'silent', program: version('2026.4.27') }, NO_TOKEN),
    'fail: nobody answers at 127.0.0.1:18789 (the usual port), and openclaw cannot send without it → openclaw gateway start',
  ],
  [
    'is silent, and openclaw is older',
    channelWith({ gateway: 'silent', program: version('2026.4.26') }, NO_TOKEN),
    'warn: nobody answers at 127.0.0.1:18789 (the usual port) → openclaw gateway start',
  ],
  [
    'is elsewhere',
    channelWith({ gateway: undefined }, { gateway: { port: undefined, from: 'gateway.mode is remote' } }),
    'ok: cannot be tested from here (gateway.mode is remote)',
  ],
  [
    'is not asked without openclaw',
    channelWith({ gateway: undefined }, NO_PROGRAM),
    'ok: not asked, as openclaw was not found',
  ],
  ['is not used', channelWith({ transport: 'telegram' }), 'ok: not used (notify.transport is telegram)'],
);

rows(
  'scheduler',
  ['calls tick', {}, 'ok: crontab (* * * * *)'],
  [
    'is two',
    { schedule: { found: [CRON, scheduled({ by: 'launchd agent x' })], asked: [] } },
    'ok: crontab (* * * * *) and launchd agent x',
  ],
  [
    'could not be asked',
    {
      schedule: { found: [scheduled({ by: 'systemd user timer o.timer', activity: 'unknown' })], asked: [] },
    },
    'ok: systemd user timer o.timer (whether it is active could not be asked)',
  ],
  [
    'is off',
    {
      schedule: {
        found: [scheduled({ by: 'systemd user timer o.timer', kind: 'systemd', activity: 'off' })],
        asked: [],
      },
    },
    'warn: systemd user timer o.timer is there, but not active → systemctl --user enable --now o.timer',
  ],
  [
    'is off, and is ours',
    {
      schedule: {
        found: [scheduled({ by: 'systemd user timer o', kind: 'systemd', activity: 'off', isOurs: true })],
        asked: [],
      },
    },
    'warn: systemd user timer o is there, but not active → ops-monitor schedule install',
  ],
  [
    'is a timer of the host that is off',
    {
      schedule: {
        found: [scheduled({ by: 'systemd timer o.timer', kind: 'systemd', activity: 'off' })],
        asked: [],
      },
    },
    'warn: systemd timer o.timer is there, but not active → sudo systemctl enable --now o.timer',
  ],
  [
    'ends with the login',
    {
      schedule: {
        found: [scheduled({ by: 'systemd user timer o.timer', kind: 'systemd' })],
        asked: [],
        lingers: false,
      },
    },
    'warn: systemd user timer o.timer, which stops when you log out → loginctl enable-linger',
  ],
  [
    'does not end with the login, as the crontab goes on',
    {
      schedule: {
        found: [scheduled({ by: 'systemd user timer o.timer', kind: 'systemd' }), CRON],
        asked: [],
        lingers: false,
      },
    },
    'ok: systemd user timer o.timer and crontab (* * * * *)',
  ],
  [
    'calls the original',
    { schedule: { found: [scheduled({ isOriginal: true })], asked: [] } },
    'warn: crontab (* * * * *) still calls ops-monitor.py → write «node ops-monitor.js tick» in its place',
  ],
  [
    'is none, yet a tick came',
    { schedule: { found: [], asked: ['crontab', 'x'] } },
    'warn: no tick is scheduled (asked: crontab, x), yet one came 40s ago: by hand, or by another scheduler → ops-monitor schedule install',
  ],
  [
    'is none',
    { schedule: { found: [], asked: [] }, state: { path: '/s', kind: 'absent' } },
    'warn: no tick is scheduled (asked: nothing that could be) → ops-monitor schedule install',
  ],
);

test('files that openclaw.json includes are looked at as well', () => {
  const open = file('/h/.openclaw/.env', 'openclaw file', { othersCanRead: true });
  expect(lineOf('permissions', { files: [...HEALTHY.files, open] })).toBe(
    'warn: others may read or write /h/.openclaw/.env → chmod 600 /h/.openclaw/.env',
  );
});
