import { describe, expect, it } from 'vitest';
import { cronLine, withCronLine } from '../../src/core/schedule-cron.ts';
import { launchAgent } from '../../src/core/schedule-launchd.ts';
import { serviceOfTimer, tickInPlist, tickInTimer, ticksInCrontab } from '../../src/core/schedule-text.ts';
import { PLAIN_CALL } from '../support/tick-calls.ts';

const OURS = { isOriginal: false, isOurs: false, target: undefined, variables: [], everySeconds: undefined };

describe('a line of a crontab calls tick', () => {
  it.each<readonly [line: string, found: object]>([
    ['* * * * * ops-monitor tick', { by: 'crontab (* * * * *)', ...OURS }],
    [
      '*/5 7-23 * * 1-5\t/usr/bin/node /o/ops-monitor.js tick >>log 2>&1',
      { by: 'crontab (*/5 7-23 * * 1-5)', ...OURS },
    ],
    ['0,30 * * jan mon ops-monitor tick', { by: 'crontab (0,30 * * jan mon)', ...OURS }],
    ['@hourly cd /o && node ./ops-monitor.js --debug tick', { by: 'crontab (@hourly)', ...OURS }],
    ["* * * * * sh -c 'ops-monitor tick'", OURS],
    ['* * * * * ops-monitor tick; true', OURS],
    ['* * * * * ops-monitor tick --target 5', { target: '5' }],
    ['* * * * * ops-monitor tick --target=-100:topic:7', { target: '-100:topic:7' }],
    ['* * * * * python3 /o/ops-monitor.py tick', { isOriginal: true }],
    [
      '* * * * * PATH=/x TELEGRAM_BOT_TOKEN=1:a ops-monitor tick',
      { variables: ['PATH', 'TELEGRAM_BOT_TOKEN'] },
    ],
  ])('%s', (line, found) => {
    expect(ticksInCrontab(line)).toMatchObject([{ kind: 'crontab', ...found }]);
  });

  it.each([
    '',
    '# * * * * * ops-monitor tick',
    '@reboot ops-monitor tick',
    '* * * * * ops-monitor status',
    '* * * * * ops-monitor-backup tick',
    '* * * * * echo tick ops-monitor',
    'PATH=/opt/ops-monitor tick',
    '* * * * ops-monitor tick',
  ])('not: %s', (line) => {
    expect(ticksInCrontab(line)).toEqual([]);
  });

  it('that schedule install wrote, whatever the program is called', () => {
    const line = cronLine({ ...PLAIN_CALL, argv: ['/n', '/o/watch my jobs', 'tick'], everySeconds: 300 });
    const text = withCronLine('* * * * * /o/watch-my-jobs tick\n', line.kind === 'line' ? line.line : '');
    expect(ticksInCrontab(text)).toMatchObject([
      { by: 'crontab (*/5 * * * *)', isOurs: true, everySeconds: 300, variables: ['PATH'] },
    ]);
  });

  it('with the variables that stand above it', () => {
    const text = 'SHELL=/bin/sh\n PATH = /usr/bin\n\n0 4 * * * backup\n* * * * * ops-monitor tick\n';
    expect(ticksInCrontab(text)).toMatchObject([{ variables: ['SHELL', 'PATH'] }]);
  });
});

describe('a systemd timer', () => {
  const service = (...lines: string[]) => `[Unit]\nDescription=x\n[Service]\n${lines.join('\n')}\n`;
  const find = (text: string) => tickInTimer({ name: 'o.timer' }, text);

  it.each<readonly [what: string, text: string, found: object]>([
    [
      'calls tick',
      service('ExecStart=/usr/bin/ops-monitor tick'),
      { by: 'systemd user timer o.timer', service: 'o.service', ...OURS },
    ],
    ['over two lines', service('ExecStart = /usr/bin/node \\\n  /o/ops-monitor.js tick'), OURS],
    [
      'as its second step',
      service('ExecStart=/bin/true', 'ExecStart=ops-monitor tick --target 5'),
      { target: '5' },
    ],
    [
      'with variables',
      service('Environment=PATH=/x "OPENCLAW_HOME=/y z"', 'ExecStart=ops-monitor tick'),
      { variables: ['PATH', 'OPENCLAW_HOME'] },
    ],
  ])('%s', (_what, text, found) => {
    expect(find(text)).toMatchObject({ kind: 'systemd', ...found });
  });

  it.each([
    ['of another program', service('ExecStart=/usr/bin/backup tick')],
    ['whose service is not there', ''],
    ['that only speaks of it', service('ExecStartPre=ops-monitor tick', 'ExecStart=/bin/true')],
  ])('not: one %s', (_what, text) => {
    expect(find(text)).toBeUndefined();
  });

  it('starts the service of its own name, or the one that it names', () => {
    expect(serviceOfTimer('o.timer', '[Timer]\nOnCalendar=minutely\n')).toBe('o.service');
    expect(serviceOfTimer('o.timer', '[Timer]\nUnit=p.service\n')).toBe('p.service');
  });
});

it('a plist that schedule install wrote is found, whatever the program is called', () => {
  const agent = launchAgent({ ...PLAIN_CALL, argv: ['/o/watch-my-jobs', 'tick'], everySeconds: 300 });
  expect(tickInPlist('/L/x.plist', agent.kind === 'text' ? agent.text : '')).toMatchObject({
    isOurs: true,
    everySeconds: 300,
    variables: ['PATH'],
  });
});

describe('a plist of launchd', () => {
  const plist = (args: string[], more = '') =>
    `<plist><dict><key>Label</key><string>x</string><key>ProgramArguments</key><array>${args
      .map((arg) => `<string>${arg}</string>`)
      .join('\n')}</array>${more}</dict></plist>`;

  it.each<readonly [args: string[], more: string, found: object]>([
    [
      ['/opt/homebrew/bin/node', '/o/ops-monitor.js', 'tick'],
      '',
      { by: 'launchd agent /L/x.plist', ...OURS },
    ],
    [['/bin/sh', '-c', 'ops-monitor tick --target 5'], '', { target: '5' }],
    [
      ['ops-monitor', 'tick'],
      '<key>EnvironmentVariables</key><dict><key>PATH</key><string>/x</string></dict>',
      { variables: ['PATH'] },
    ],
  ])('calls tick: %j', (args, more, found) => {
    expect(tickInPlist('/L/x.plist', plist(args, more))).toMatchObject({ kind: 'launchd', ...found });
  });

  it.each([[['backup', 'tick']], [['ops-monitor', 'status']]])('not: %j', (args) => {
    expect(tickInPlist('/L/x.plist', plist(args))).toBeUndefined();
  });
});
