/** What the doctor says of what ops-monitor keeps for itself, and of its clock: a row a finding. */
import { expect, test } from 'vitest';
import type { DoctorFacts, StateFacts } from '../../src/core/doctor-facts.ts';
import { instantAt, NOON } from '../support/fake-clock.ts';
import {
  channelWith,
  examine,
  HEALTHY,
  lineOf,
  rows,
  STATE_PATH,
  scheduled,
} from '../support/healthy-facts.ts';

function stateWith(more: Partial<Extract<StateFacts, { kind: 'state' }>>): Pick<DoctorFacts, 'state'> {
  return { state: { ...(HEALTHY.state as Extract<StateFacts, { kind: 'state' }>), ...more } };
}

const ago = (seconds: number, more = {}) => stateWith({ lastTickAt: NOON - seconds, ...more });
const NO_SCHEDULE = { schedule: { found: [], asked: [] } };
const LOG = 'look at the file that its line in the crontab writes to, or at the mail of cron';

const timer = (by: string, service: string) => ({
  schedule: { found: [scheduled({ kind: 'systemd', by, service })], asked: [] },
});

rows(
  'state',
  ['is fresh', ago(900), 'ok: revision 7, the last tick was 15m ago'],
  [
    'is late',
    ago(901),
    `warn: revision 7, the last tick was 15m ago, although one is scheduled (crontab (* * * * *)) → ${LOG}`,
  ],
  [
    'is late for a slow schedule',
    ago(5000, { meanTickGapSeconds: 1600 }),
    `warn: revision 7, the last tick was 1h 23m ago, although one is scheduled (crontab (* * * * *)) → ${LOG}`,
  ],
  [
    'is in time for a slow schedule',
    ago(4800, { meanTickGapSeconds: 1600 }),
    'ok: revision 7, the last tick was 1h 20m ago',
  ],
  [
    'is late for a timer of this user',
    { ...ago(901), ...timer('systemd user timer o.timer', 'p.service') },
    'warn: revision 7, the last tick was 15m ago, although one is scheduled (systemd user timer o.timer) → journalctl --user -u p.service',
  ],
  [
    'is late for a timer of the host',
    { ...ago(901), ...timer('systemd timer o.timer', 'o.service') },
    'warn: revision 7, the last tick was 15m ago, although one is scheduled (systemd timer o.timer) → sudo journalctl -u o.service',
  ],
  [
    'is late for launchd',
    { ...ago(901), schedule: { found: [scheduled({ kind: 'launchd', by: 'launchd agent /x' })], asked: [] } },
    'warn: revision 7, the last tick was 15m ago, although one is scheduled (launchd agent /x) → look at StandardErrorPath of its plist',
  ],
  [
    'is late, as nothing is scheduled',
    { ...ago(90_000), ...NO_SCHEDULE },
    'ok: revision 7, the last tick was 1d 1h ago',
  ],
  ['is of the future', ago(-121), 'warn: the last tick is dated 2m ahead: the clock was set back since'],
  [
    'was never written by a tick',
    stateWith({ lastTickAt: undefined }),
    'ok: revision 7, no tick has written it yet',
  ],
  [
    'is not there',
    { state: { path: '/s', kind: 'absent' }, ...NO_SCHEDULE },
    'ok: /s is not there yet: the first tick makes it',
  ],
  [
    'is not there, and a tick is scheduled',
    { state: { path: '/s', kind: 'absent' } },
    'warn: /s is not there yet, although a tick is scheduled → ops-monitor schedule status says when the first one comes',
  ],
  [
    'cannot be read',
    { state: { path: '/s', kind: 'unreadable', detail: '/s: a folder, not a file' } },
    'fail: /s: a folder, not a file → make it a file that you may read and write, or name another with --state-file',
  ],
  [
    'is torn',
    { state: { path: '/s', kind: 'unparsable', detail: 'cannot be read as JSON' } },
    'fail: /s cannot be read as JSON: the next tick keeps it aside and begins afresh → put a copy that is whole in its place before that, where you have one',
  ],
  [
    'holds what is none',
    stateWith({ dropped: ['jobs.a.lastReportAt'] }),
    `warn: ${STATE_PATH} holds what is no state, and the next write leaves it out: jobs.a.lastReportAt`,
  ],
);

const report = (age: number, lastError?: string, next = -1) => ({
  createdAt: NOON - age,
  lastError,
  nextAttemptAt: NOON + next,
});

rows(
  'outbox',
  ['is empty', {}, 'ok: empty'],
  [
    'has one',
    stateWith({ waiting: [report(60)] }),
    'warn: 1 report waits, the oldest for 1m → mend what is named above; the next tick tries again',
  ],
  [
    'has two',
    stateWith({ waiting: [report(7500, 'a', 3000), report(60, 'b', 600)] }),
    'warn: 2 reports wait, the oldest for 2h 05m; last error: b → mend what is named above; it is tried again in 10m',
  ],
  ['without a state', { state: { path: '/s', kind: 'absent' } }, 'ok: empty'],
  [
    'of a state that cannot be read',
    { state: { path: '/s', kind: 'unparsable', detail: 'x' } },
    'ok: not known, as the state cannot be read',
  ],
);

rows(
  'locks',
  ['are free', {}, 'ok: none'],
  [
    'are held',
    {
      locks: [
        { path: '/l', kind: 'held', owner: 'pid 5 (tick)' },
        { path: '/m', kind: 'held', owner: 'pid 5 (tick)' },
      ],
    },
    'ok: held by pid 5 (tick)',
  ],
  [
    'are held by nobody known',
    { locks: [{ path: '/l', kind: 'held', owner: undefined }] },
    'ok: held by somebody unnamed',
  ],
  [
    'are left',
    { locks: [{ path: '/l', kind: 'left', owner: 'pid 5 (tick)' }] },
    'warn: /l was left by pid 5 (tick) that ended without giving it back → nothing to do: the next tick clears it away',
  ],
  [
    'are obstructed',
    { locks: [{ path: '/l', kind: 'obstructed' }] },
    'fail: /l is in the way of a lock → rm /l',
  ],
);

const SET = 'let the host keep its time: sudo timedatectl set-ntp true, or the date settings of macOS';
const ahead = (aheadSeconds: number | undefined) =>
  channelWith({ botApi: { kind: 'answers', bot: undefined, seconds: 1, aheadSeconds } });

rows(
  'clock',
  ['is right', ahead(-60), 'ok: 12:00:00 here, 2026-03-01T12:00:00 UTC, as at the Bot API'],
  ['was not compared', ahead(undefined), 'ok: 12:00:00 here, 2026-03-01T12:00:00 UTC'],
  ['is ahead', ahead(61), `warn: 12:00:00 here, 2026-03-01T12:00:00 UTC, 1m ahead of the Bot API → ${SET}`],
  [
    'is behind',
    ahead(-3600),
    `warn: 12:00:00 here, 2026-03-01T12:00:00 UTC, 1h 00m behind the Bot API → ${SET}`,
  ],
  [
    'was never set',
    { now: instantAt(1_735_689_599) },
    `fail: 23:59:59 here, 2024-12-31T23:59:59 UTC, which cannot be → ${SET}`,
  ],
  [
    'is as early as can be',
    { ...ahead(undefined), now: instantAt(1_735_689_600) },
    'ok: 00:00:00 here, 2025-01-01T00:00:00 UTC',
  ],
);

test('what looks like a bot token is shown in no line, and every line is one', () => {
  const token = '987654:AAF-never-to-be-shown-anywhere_0123';
  const line = lineOf('outbox', stateWith({ waiting: [report(1, `POST /bot${token}/sendMessage\nfailed`)] }));
  expect(line).toContain('last error: POST /bot<token>/sendMessage failed');
});

test('the order is that in which a newcomer has to mend', () => {
  expect(examine({}).map(({ name }) => name)).toEqual(
    `paths job-file openclaw-json target token proxy bot-api openclaw gateway scheduler permissions state outbox locks clock`.split(
      ' ',
    ),
  );
});
