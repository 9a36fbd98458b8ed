import { describe, expect, it } from 'vitest';
import { runMain } from '../support/cli-world.ts';
import { createFakeSchedulers, type FakeSchedulersOptions } from '../support/fake-schedulers.ts';
import { scheduled } from '../support/healthy-facts.ts';

const OURS = scheduled({ isOurs: true, everySeconds: 60 });

async function run(argv: string, options: FakeSchedulersOptions = {}) {
  const schedulers = createFakeSchedulers(options);
  const ran = await runMain(argv, undefined, { openSchedule: async () => schedulers });
  return { ...ran, asked: schedulers.asked };
}

describe('print', () => {
  it('the text alone on stdout, so that it can go into a file; how to go on beside it', async () => {
    const { code, stdout, stderr } = await run('schedule print --cron');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'the text\n' });
    expect(stderr).toBe('this is a line in the crontab (you asked for it), for /cron; then:\n  then this\n');
  });

  it('a crontab line where nothing can be installed', async () => {
    const { code, stderr } = await run('schedule print', { usable: [] });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'a line in the crontab (no scheduler can be used here: no systemd here; no cron here)',
    );
  });

  it('--json: the files and the commands', async () => {
    const { stdout, stderr } = await run('schedule print --json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      scheduler: 'systemd',
      why: 'systemd answers for this user',
      files: [{ path: '/systemd', text: 'the text\n' }],
      commands: ['then this'],
    });
  });

  it('what cannot be written down is wrong usage', async () => {
    const { code, stdout, stderr } = await run('schedule print --cron', { inexpressible: true });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'ERROR: it cannot be written: change it\n',
    });
  });
});

describe('install', () => {
  it('chooses, says which and why, and how to go on', async () => {
    const { code, stdout, asked } = await run('schedule install --every 5m');
    expect({ code, asked }).toEqual({ code: 0, asked: ['install systemd 300'] });
    expect(stdout).toBe(
      [
        'installed: a tick every 5m by a systemd user timer (systemd answers for this user)',
        '  wrote /systemd',
        '  what a tick says when it goes wrong: journalctl --user -u ops-monitor-tick.service',
        'The next tick comes within 5m; see that it does: ops-monitor schedule status',
        'Take it away: ops-monitor schedule remove',
        '',
      ].join('\n'),
    );
  });

  it('says what is still to do, and what ticks will lack', async () => {
    const note = { what: 'the timer stops when you log out', mend: 'loginctl enable-linger' };
    const { stdout } = await run('schedule install', {
      outcome: { kind: 'done', places: [], notes: [note] },
      leftOut: [{ name: 'TELEGRAM_BOT_TOKEN', mend: 'put it elsewhere' }],
    });
    expect(stdout).toMatch(/^nothing to do, it is there already: /);
    expect(stdout).toContain('  WARNING: the timer stops when you log out: loginctl enable-linger\n');
    expect(stdout).toContain('  WARNING: ticks will not have TELEGRAM_BOT_TOKEN: put it elsewhere\n');
  });

  it.each<readonly [what: string, options: FakeSchedulersOptions, says: RegExp]>([
    [
      'a tick by hand',
      { facts: { found: [scheduled()], asked: [] } },
      /already: crontab \(\* \* \* \* \*\), which was written by hand: .*--force/,
    ],
    ['ours elsewhere', { facts: { found: [OURS], asked: [] } }, /schedule remove --cron/],
    ['npx', { argv: ['/n', '/h/.npm/_npx/1/x.js', 'tick'] }, /npm install --global/],
  ])('adds none beside %s, unless forced to', async (_what, options, says) => {
    const { code, stderr, asked } = await run('schedule install --systemd', options);
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(stderr).toMatch(says);
    expect(await run('schedule install --systemd --force', options)).toMatchObject({
      code: 0,
      asked: ['install systemd 60'],
    });
  });

  it('goes on with the scheduler that it was installed with', async () => {
    const { asked } = await run('schedule install', { facts: { found: [OURS], asked: [] } });
    expect(asked).toEqual(['install cron 60']);
  });

  it.each<readonly [what: string, options: FakeSchedulersOptions]>([
    ['no scheduler', { usable: [] }],
    ['one that refuses', { outcome: { kind: 'failed', what: 'x', mend: 'y' } }],
  ])('fails with %s', async (_what, options) => {
    const { code, stdout, stderr } = await run('schedule install', options);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^ERROR: .+: .+\n$/);
  });

  it('--json', async () => {
    const { stdout } = await run('schedule install --cron --json');
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      scheduler: 'cron',
      why: 'you asked for it',
      everySeconds: 60,
      changed: true,
      wrote: ['/cron'],
      log: '/h/state/ops-monitor.tick.log',
      notes: [],
    });
  });
});

describe('remove', () => {
  it('asks every scheduler, and names what still calls', async () => {
    const facts = { found: [scheduled()], asked: [] };
    const { code, stdout, asked } = await run('schedule remove', { facts });
    expect({ code, asked }).toEqual({ code: 0, asked: ['remove systemd', 'remove launchd', 'remove cron'] });
    expect(stdout).toBe(
      'removed from /cron\n  crontab (* * * * *) still calls tick: it is not from schedule install\n',
    );
  });

  it('of one alone, with nothing there, is done', async () => {
    expect(await run('schedule remove --systemd')).toMatchObject({
      code: 0,
      asked: ['remove systemd'],
      stdout: 'nothing to remove\n',
    });
  });

  it('--json', async () => {
    const { stdout } = await run('schedule remove --json');
    expect(JSON.parse(stdout)).toEqual({ version: 1, changed: true, removed: ['/cron'], others: [] });
  });
});

describe('status', () => {
  it('what is installed, when it ticked, and when it will', async () => {
    const { code, stdout } = await run('schedule status', { facts: { found: [OURS], asked: [] } });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'crontab (* * * * *): every 1m active (by schedule install)\nlast tick: 40s ago\nnext tick: in 20s\n',
    });
  });

  it('before the first tick: how long it may take, and where to look then', async () => {
    const state = { path: '/s', kind: 'absent' } as const;
    const { code, stdout } = await run('schedule status', { facts: { found: [OURS], asked: [] }, state });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'crontab (* * * * *): every 1m active (by schedule install)\nlast tick: none yet\nnext tick: within 1m; if none comes: is the cron daemon running? /h/state/ops-monitor.tick.log\n',
    });
  });

  it('nothing: how to set it up, and exit 1', async () => {
    const { code, stdout } = await run('schedule status', { state: { path: '/s', kind: 'absent' } });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        'no tick is scheduled (asked: crontab)\nlast tick: none yet\nSet it up: ops-monitor schedule install\n',
    });
  });

  it('ticks that stay away, and where to look', async () => {
    const found = [OURS, scheduled({ kind: 'systemd', by: 'systemd user timer o', activity: 'off' })];
    const { code, stdout } = await run('schedule status', {
      facts: { found, asked: [], lingers: false },
      state: {
        path: '/s',
        kind: 'state',
        revision: 1,
        lastTickAt: 0,
        meanTickGapSeconds: 60,
        waiting: [],
        dropped: [],
      },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /WARNING: ticks stay away: journalctl .*; is the cron daemon running\? \/h\/state\//,
    );
    expect(stdout).toContain('systemd user timer o: NOT active (by hand)\n');
    expect(stdout).toContain('WARNING: the timer stops when you log out: loginctl enable-linger\n');
  });

  it('--json', async () => {
    const { stdout } = await run('schedule status --json', { facts: { found: [OURS], asked: ['crontab'] } });
    const report = JSON.parse(stdout);
    expect(report).toEqual({
      version: 1,
      scheduled: true,
      ticks: [
        {
          scheduler: 'cron',
          by: 'crontab (* * * * *)',
          activity: 'on',
          ours: true,
          original: false,
          everySeconds: 60,
        },
      ],
      asked: ['crontab'],
      lingers: null,
      lastTickAt: expect.any(Number),
      nextTickAt: expect.any(Number),
      overdue: false,
    });
    expect(report.nextTickAt - report.lastTickAt).toBe(60);
  });
});

it.each([
  ['schedule', /missing required argument/],
  ['schedule begin', /Allowed choices are print, install, remove, status/],
  ['schedule install --every soon', /time from 10s to 24h/],
  ['schedule install --every 9s', /time from 10s to 24h/],
  ['schedule install --cron --systemd', /cannot be used with/],
])('%s is wrong usage', async (argv, says) => {
  const { code, stderr } = await run(argv);
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
});
