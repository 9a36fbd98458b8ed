import { describe, expect, it, test } from 'vitest';
import type { ScheduledTick } from '../../src/core/doctor-facts.ts';
import type { SchedulerKind } from '../../src/core/schedule-call.ts';
import {
  chooseScheduler,
  findRival,
  passingPlace,
  type SchedulerFacts,
} from '../../src/core/schedule-choice.ts';
import { scheduled } from '../support/healthy-facts.ts';

const cannot = (what: string) => ({ what, mend: 'mend it' });

function facts(isMac: boolean, ...usable: SchedulerKind[]): SchedulerFacts {
  const trouble = (kind: SchedulerKind) => (usable.includes(kind) ? undefined : cannot(`no ${kind}`));
  return {
    isMac,
    unusable: { systemd: trouble('systemd'), launchd: trouble('launchd'), cron: trouble('cron') },
  };
}

const OURS_IN_CRON = scheduled({ isOurs: true });

describe('the scheduler', () => {
  it.each<
    readonly [
      what: string,
      facts: SchedulerFacts,
      found: ScheduledTick[],
      asked: SchedulerKind | undefined,
      chosen: string,
    ]
  >([
    ['macOS', facts(true, 'launchd', 'cron'), [], undefined, 'launchd: this is macOS'],
    [
      'Linux with systemd',
      facts(false, 'systemd', 'cron'),
      [],
      undefined,
      'systemd: systemd answers for this user',
    ],
    ['Linux without', facts(false, 'cron'), [], undefined, 'cron: no systemd'],
    ['one that was asked for', facts(false), [], 'launchd', 'launchd: you asked for it'],
    [
      'what is there already',
      facts(false, 'systemd'),
      [OURS_IN_CRON],
      undefined,
      'cron: it was installed before',
    ],
    [
      'what somebody else wrote is not ours',
      facts(false, 'systemd'),
      [scheduled()],
      undefined,
      'systemd: systemd answers for this user',
    ],
  ])('%s', (_what, host, found, asked, chosen) => {
    const choice = chooseScheduler(host, found, asked);
    expect(choice.kind === 'chosen' ? `${choice.scheduler}: ${choice.why}` : choice).toBe(chosen);
  });

  it('is none where none can be used', () => {
    expect(chooseScheduler(facts(false), [], undefined)).toMatchObject({
      kind: 'none',
      what: 'no scheduler can be used here: no systemd; no cron',
    });
  });
});

describe('a second tick', () => {
  const mendOf = (tick: Partial<ScheduledTick>, kind: SchedulerKind) =>
    findRival({ found: [scheduled(tick)], asked: [] }, kind, 'ops-monitor')?.mend;

  it.each<
    readonly [what: string, tick: Partial<ScheduledTick>, kind: SchedulerKind, mend: RegExp | undefined]
  >([
    ['by hand', {}, 'cron', /crontab -e/],
    ['by hand, elsewhere', {}, 'systemd', /crontab -e/],
    ['ours, the same', { isOurs: true }, 'cron', undefined],
    ['ours, another', { isOurs: true }, 'systemd', /ops-monitor schedule remove --cron/],
    ['that is off', { activity: 'off' }, 'cron', undefined],
    [
      'a timer of the user',
      { kind: 'systemd', by: 'systemd user timer o.timer' },
      'cron',
      /systemctl --user disable --now o\.timer/,
    ],
    [
      'a timer of the host',
      { kind: 'systemd', by: 'systemd timer o.timer' },
      'cron',
      /\(systemctl disable --now o\.timer/,
    ],
    [
      'an agent',
      { kind: 'launchd', by: 'launchd agent /L/o.plist' },
      'launchd',
      /launchctl bootout gui\/\$\(id -u\) \/L\/o\.plist/,
    ],
  ])('%s', (_what, tick, kind, mend) => {
    if (mend === undefined) expect(mendOf(tick, kind)).toBeUndefined();
    else expect(mendOf(tick, kind)).toMatch(mend);
  });

  it('of the original is named as such', () => {
    const rival = findRival({ found: [scheduled({ isOriginal: true })], asked: [] }, 'cron', 'x');
    expect(rival?.what).toContain('which calls ops-monitor.py');
  });
});

test('a program that npx fetched is not one to schedule', () => {
  expect(passingPlace(['/n', '/home/me/.npm/_npx/1a/node_modules/.bin/ops-monitor', 'tick'])?.mend).toContain(
    'npm install --global',
  );
  expect(
    passingPlace(['/n', '/usr/lib/node_modules/ops-framework/dist/ops-monitor.js', 'tick']),
  ).toBeUndefined();
});
