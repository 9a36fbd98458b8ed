/** systemd and launchd, on stand-ins for systemctl, loginctl and launchctl. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import { createLaunchdScheduler } from '../../src/adapters/scheduler-launchd.ts';
import { createSystemdScheduler } from '../../src/adapters/scheduler-systemd.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createPrograms, noting } from '../support/fake-programs.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { PLAIN_CALL } from '../support/tick-calls.ts';

const newFolder = useTempFolders();
const NEVER = new AbortController().signal;

function createHost() {
  const root = newFolder();
  const programs = createPrograms(root);
  const env = { PATH: `${programs.bin}:/usr/bin:/bin` };
  const runner = createProcessRunner({ env, home: { user: root, openclaw: root } });
  const host = { runner, env, typed: 'ops-monitor', pid: process.pid };
  const folder = join(root, 'config', 'systemd', 'user');
  const path = join(root, 'Library', 'LaunchAgents', 'ops-monitor.tick.plist');
  const clock = { ...createFakeClock(), sleep: async () => {} };
  const lines = () =>
    existsSync(programs.calls) ? readFileSync(programs.calls, 'utf8').trim().split('\n') : [];
  return {
    ...programs,
    lines,
    folder,
    path,
    call: { ...PLAIN_CALL, logFile: join(root, 'state', 'tick.log') },
    systemd: createSystemdScheduler({ ...host, folder, userName: 'me' }),
    launchd: createLaunchdScheduler({ ...host, path, userId: 501, clock }),
  };
}

describe('systemd', () => {
  it('install writes both units, loads, enables and starts; a second one has nothing to do', async () => {
    const { systemd, call, folder, lines } = createHost();
    const places = ['ops-monitor-tick.service', 'ops-monitor-tick.timer'].map((name) => join(folder, name));
    expect(await systemd.install(call, NEVER)).toEqual({ kind: 'done', places, notes: [] });
    expect(lines().slice(-3)).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable ops-monitor-tick.timer',
      'systemctl --user restart ops-monitor-tick.timer',
    ]);
    expect(places.map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    const before = lines().length;
    expect(await systemd.install(call, NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
    expect(lines().slice(before).join()).not.toContain('restart');
  });

  it('another interval replaces what is there', async () => {
    const { systemd, call, folder } = createHost();
    await systemd.install(call, NEVER);
    expect(await systemd.install({ ...call, everySeconds: 300 }, NEVER)).toMatchObject({ kind: 'done' });
    expect(readFileSync(join(folder, 'ops-monitor-tick.timer'), 'utf8')).toContain('OnUnitInactiveSec=300s');
  });

  it('remove takes away what install made, and nothing else', async () => {
    const { systemd, call, folder, lines } = createHost();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'ops-monitor.timer'), 'mine');
    await systemd.install(call, NEVER);
    expect(await systemd.remove(NEVER)).toMatchObject({
      kind: 'done',
      places: [expect.any(String), expect.any(String)],
    });
    expect(lines()).toContain('systemctl --user disable --now ops-monitor-tick.timer');
    expect(readdirSync(folder)).toEqual(['ops-monitor.timer']);
    expect(await systemd.remove(NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
  });

  it('a unit of that name which is not ours stays', async () => {
    const { systemd, call, folder } = createHost();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'ops-monitor-tick.timer'), 'mine');
    expect(await systemd.install(call, NEVER)).toMatchObject({
      kind: 'failed',
      mend: expect.stringContaining('move it away'),
    });
    expect(await systemd.remove(NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
    expect(readdirSync(folder)).toEqual(['ops-monitor-tick.timer']);
  });

  it('a manager that does not answer: cron is offered, and nothing is written', async () => {
    const { systemd, call, folder, write } = createHost();
    write('systemctl', 'echo "Failed to connect to bus: No medium found" >&2; exit 1');
    const outcome = await systemd.install(call, NEVER);
    expect(outcome).toMatchObject({
      kind: 'failed',
      what: expect.stringContaining('No medium found'),
      mend: expect.stringContaining('ops-monitor schedule install --cron'),
    });
    expect(await systemd.trouble(NEVER)).toMatchObject({ what: expect.stringContaining('No medium found') });
    expect(existsSync(folder)).toBe(false);
  });

  it('a timer that cannot be started leaves no unit behind', async () => {
    const { systemd, call, folder, write, calls } = createHost();
    write(
      'systemctl',
      noting(calls, 'systemctl', 'case "$*" in *restart*) echo "no way" >&2; exit 1 ;; esac'),
    );
    expect(await systemd.install(call, NEVER)).toMatchObject({
      kind: 'failed',
      what: 'systemctl --user restart ops-monitor-tick.timer: no way',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a user who does not linger is told', async () => {
    const { systemd, call, write, calls } = createHost();
    write('loginctl', noting(calls, 'loginctl', 'echo Linger=no'));
    expect(await systemd.install(call, NEVER)).toMatchObject({
      notes: [{ what: 'the timer stops when you log out', mend: 'loginctl enable-linger' }],
    });
  });
});

describe('launchd', () => {
  it('install writes the agent and loads it, remove undoes it', async () => {
    const { launchd, call, path, lines, write, calls } = createHost();
    expect(await launchd.install(call, NEVER)).toEqual({ kind: 'done', places: [path], notes: [] });
    expect(lines().at(-1)).toBe(`launchctl bootstrap gui/501 ${path}`);
    expect(existsSync(dirname(call.logFile))).toBe(true);
    expect(await launchd.install(call, NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
    write('launchctl', noting(calls, 'launchctl', 'case "$1" in print) exit 113 ;; esac'));
    expect(await launchd.install(call, NEVER)).toMatchObject({ places: [path] });
    expect(await launchd.remove(NEVER)).toEqual({ kind: 'done', places: [path], notes: [] });
    expect(lines()).toContain('launchctl bootout gui/501/ops-monitor.tick');
    expect(existsSync(path)).toBe(false);
    expect(await launchd.remove(NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
  });

  it('a login without a desktop is loaded into the other domain', async () => {
    const { launchd, call, lines, write, calls } = createHost();
    write(
      'launchctl',
      noting(calls, 'launchctl', 'case "$2" in gui/*) echo "125: Domain" >&2; exit 125 ;; esac'),
    );
    expect(await launchd.install(call, NEVER)).toMatchObject({ kind: 'done' });
    expect(lines().at(-1)).toContain('launchctl bootstrap user/501 ');
  });

  it('one that is refused, over and over, leaves no agent behind', async () => {
    const { launchd, call, path, write, calls } = createHost();
    write(
      'launchctl',
      noting(calls, 'launchctl', '[ "$1" = bootstrap ] && { echo "5: Input/output error" >&2; exit 5; }; :'),
    );
    expect(await launchd.install(call, NEVER)).toMatchObject({
      kind: 'failed',
      what: 'launchctl bootstrap gui/501: 5: Input/output error',
    });
    expect(existsSync(path)).toBe(false);
  });

  it('an agent of that name which is not ours stays', async () => {
    const { launchd, call, path } = createHost();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'mine');
    expect(await launchd.install(call, NEVER)).toMatchObject({ kind: 'failed' });
    expect(await launchd.remove(NEVER)).toEqual({ kind: 'done', places: [], notes: [] });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
