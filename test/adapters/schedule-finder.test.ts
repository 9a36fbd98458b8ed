import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import { findSchedules } from '../../src/adapters/schedule-finder.ts';
import { systemdUnits } from '../../src/core/schedule-systemd.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { PLAIN_CALL } from '../support/tick-calls.ts';

const newFolder = useTempFolders();
const NEVER = new AbortController().signal;
const NOTHING = { found: [], asked: [], lingers: undefined };
const UNITS = '.config/systemd/user';

/** `programs`: shell scripts by name, which are all that the search can start. `files`: by path below the home. */
async function find(
  programs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
) {
  const home = newFolder();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  for (const [name, script] of Object.entries(programs)) {
    write(join(home, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(home, 'bin', name), 0o755);
  }
  for (const [name, text] of Object.entries(files)) write(join(home, name), text);
  const env = { PATH: join(home, 'bin') };
  const runner = createProcessRunner({ env, home: { user: home, openclaw: home } });
  const systemUnits = join(home, 'etc');
  return findSchedules({ runner, userHome: home, systemUnits, userName: 'me' }, NEVER);
}

const TIMER = { [`${UNITS}/o.timer`]: '[Timer]\n', [`${UNITS}/o.service`]: 'ExecStart=ops-monitor tick\n' };

describe('crontab', () => {
  it('is asked with -l', async () => {
    const crontab = '[ "$*" = -l ] && echo "* * * * * ops-monitor tick"';
    expect(await find({ crontab })).toEqual({
      found: [
        {
          kind: 'crontab',
          by: 'crontab (* * * * *)',
          activity: 'on',
          isOriginal: false,
          isOurs: false,
          target: undefined,
          variables: [],
          everySeconds: undefined,
        },
      ],
      asked: ['crontab'],
      lingers: undefined,
    });
  });

  it('that is empty has been asked all the same', async () => {
    const crontab = 'echo "no crontab for me" >&2; exit 1';
    expect(await find({ crontab })).toEqual({ ...NOTHING, asked: ['crontab'] });
  });

  it('that is not there, or hangs, has not', async () => {
    expect(await find({})).toEqual(NOTHING);
    expect(await find({ crontab: 'while :; do :; done' })).toEqual(NOTHING);
  });
});

describe('systemd', () => {
  it.each([
    ['knows the timer', 'echo "Sun 2026-03-01 12:01:00 UTC 30s left n/a n/a o.timer o.service"', 'on'],
    ['knows another alone', 'echo "n/a n/a n/a n/a not-o.timer not-o.service"', 'off'],
    ['cannot be reached', 'echo "Failed to connect to bus" >&2; exit 1', 'unknown'],
  ])('%s', async (_what, systemctl, activity) => {
    expect(await find({ systemctl }, TIMER)).toMatchObject({
      found: [{ kind: 'systemd', by: 'systemd user timer o.timer', activity }],
      asked: ['systemd user timers'],
    });
  });

  it('is not to be had, and then the files alone speak', async () => {
    expect(await find({}, TIMER)).toMatchObject({ found: [{ activity: 'unknown' }] });
  });

  it('has a timer for another service than that of its name', async () => {
    const files = {
      [`${UNITS}/a.timer`]: 'Unit=b.service\n',
      [`${UNITS}/b.service`]: 'ExecStart=ops-monitor tick\n',
    };
    expect((await find({ systemctl: 'echo a.timer' }, files)).found).toMatchObject([
      { by: 'systemd user timer a.timer', service: 'b.service', activity: 'on' },
    ]);
  });

  it('has one for the whole host, and is asked of it then', async () => {
    const systemctl = '[ "$1" = list-timers ] && echo a.timer';
    const files = { 'etc/a.timer': '', 'etc/a.service': 'ExecStart=/usr/bin/ops-monitor tick\n' };
    expect(await find({ systemctl }, files)).toMatchObject({
      found: [{ by: 'systemd timer a.timer', activity: 'on' }],
      asked: ['systemd timers'],
    });
  });

  it('knows the timer of schedule install, whatever the program is called', async () => {
    const units = systemdUnits({ ...PLAIN_CALL, argv: ['/n', '/o/watch-my-jobs.js', 'tick'] }, UNITS);
    const texts = units.kind === 'texts' ? units.texts : [];
    const files = Object.fromEntries(texts.map(({ path, text }) => [path, text]));
    expect((await find({ systemctl: 'echo ops-monitor-tick.timer' }, files)).found).toEqual([
      {
        kind: 'systemd',
        by: 'systemd user timer ops-monitor-tick.timer',
        service: 'ops-monitor-tick.service',
        activity: 'on',
        isOriginal: false,
        isOurs: true,
        target: undefined,
        variables: ['PATH'],
        everySeconds: 60,
      },
    ]);
  });

  it.each([
    ['Linger=yes', true],
    ['Linger=no', false],
    ['Failed to look up user', undefined],
  ])('says whether its user lingers: %s', async (answer, lingers) => {
    const loginctl = `[ "$*" = 'show-user me --property=Linger' ] && echo '${answer}'`;
    expect(await find({ loginctl })).toMatchObject({ lingers });
  });

  it('has none of ours', async () => {
    const files = { [`${UNITS}/a.timer`]: '', [`${UNITS}/a.service`]: 'ExecStart=backup\n' };
    expect(await find({ systemctl: 'echo a.timer' }, files)).toEqual({
      found: [],
      asked: ['systemd user timers'],
      lingers: undefined,
    });
  });
});

describe('launchd', () => {
  it('has an agent', async () => {
    const text = '<array><string>/o/ops-monitor.js</string><string>tick</string></array>';
    const found = await find(
      {},
      { 'Library/LaunchAgents/o.plist': text, 'Library/LaunchAgents/o.txt': text },
    );
    expect(found).toMatchObject({ found: [{ kind: 'launchd', activity: 'on' }], asked: ['launchd agents'] });
  });
});
