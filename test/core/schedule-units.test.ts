/** The texts for systemd and launchd. Whether these take them is asked of them in test/e2e/schedule-texts.test.ts. */
import { describe, expect, it } from 'vitest';
import type { TickCall } from '../../src/core/schedule-call.ts';
import { intervalOfAgent, isOurAgent, launchAgent } from '../../src/core/schedule-launchd.ts';
import { intervalOfTimer, isOurUnit, systemdUnits } from '../../src/core/schedule-systemd.ts';
import { AWKWARD_CALL, PLAIN_CALL } from '../support/tick-calls.ts';

const WITH_BREAK = { ...PLAIN_CALL, env: { PATH: '/a\n/b' } };

function unitsOf(call: TickCall): readonly [service: string, timer: string] {
  const units = systemdUnits(call, '/u');
  if (units.kind === 'inexpressible') throw new Error(units.what);
  expect(units.texts.map(({ path }) => path)).toEqual([
    '/u/ops-monitor-tick.service',
    '/u/ops-monitor-tick.timer',
  ]);
  return units.texts.map(({ text }) => text) as [string, string];
}

function settings(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('systemd', () => {
  it('a service that ends the tick alone, and shuts no job in', () => {
    const [service] = unitsOf(PLAIN_CALL);
    expect(settings(service)).toEqual([
      '[Unit]',
      'Description=ops-monitor: one round of watching',
      'Documentation=https://github.com/Zjianru/ops-framework',
      '[Service]',
      'Type=oneshot',
      'Environment=PATH=/home/me/bin:/usr/bin:/bin',
      'ExecStart=/usr/bin/node /o/ops-monitor.js tick',
      'KillMode=process',
      'OOMPolicy=continue',
      'TimeoutStartSec=30min',
      'TimeoutStopSec=15s',
    ]);
  });

  it('a timer that begins by itself, and goes on from the end of each tick', () => {
    const [, timer] = unitsOf({ ...PLAIN_CALL, everySeconds: 90 });
    expect(settings(timer)).toEqual([
      '[Unit]',
      'Description=ops-monitor every 90 s',
      '[Timer]',
      'OnActiveSec=1s',
      'OnUnitInactiveSec=90s',
      'AccuracySec=1s',
      'Persistent=true',
      '[Install]',
      'WantedBy=timers.target',
    ]);
    expect(intervalOfTimer(timer)).toBe(90);
  });

  it('escapes what systemd takes for its own', () => {
    const [service] = unitsOf({
      ...PLAIN_CALL,
      argv: ['/n', '/50%/$HOME/a "b" \\c', 'tick'],
      env: { PATH: '/50%/$HOME' },
    });
    expect(service).toContain(String.raw`ExecStart=/n "/50%%/$$HOME/a \"b\" \\c" tick`);
    expect(service).toContain('Environment="PATH=/50%%/$HOME"');
  });

  it('knows its own files', () => {
    expect(unitsOf(AWKWARD_CALL).map(isOurUnit)).toEqual([true, true]);
    expect(isOurUnit('[Unit]\n# Written by ops-monitor schedule install\n')).toBe(false);
  });

  it('writes no line break into a unit', () => {
    expect(systemdUnits(WITH_BREAK, '/u')).toMatchObject({ kind: 'inexpressible' });
  });
});

describe('launchd', () => {
  it('an agent that leaves resumed jobs alone', () => {
    const agent = launchAgent({ ...AWKWARD_CALL, everySeconds: 300 });
    const text = agent.kind === 'text' ? agent.text : '';
    expect(text).toMatch(/<key>AbandonProcessGroup<\/key>\s*<true\/>/);
    expect(text).toMatch(/<key>RunAtLoad<\/key>\s*<true\/>/);
    expect(text).toContain(`<string>/c/a b'c"d%e$f\\g&amp;h&lt;i&gt;j;k#l\`m*é漢</string>`);
    expect(intervalOfAgent(text)).toBe(300);
    expect(isOurAgent(text)).toBe(true);
  });

  it('is no text where a value has a line break in it', () => {
    expect(launchAgent(WITH_BREAK)).toMatchObject({ kind: 'inexpressible' });
  });

  it('of somebody else is not ours', () => {
    expect(isOurAgent('<plist><dict/></plist>')).toBe(false);
    expect(intervalOfAgent('<plist><dict/></plist>')).toBeUndefined();
  });
});
