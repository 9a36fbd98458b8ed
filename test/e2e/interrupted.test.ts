/** A program that is told to end: it ends what it started, gives back what it held, and tells nothing that is not so. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { entry } from '../support/app-entries.ts';
import { epochSeconds, HANGS, longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { waitFor } from '../support/wait-for.ts';

const SIGNALS = [
  { signal: 'SIGINT', exitCode: 130 },
  { signal: 'SIGTERM', exitCode: 143 },
  { signal: 'SIGHUP', exitCode: 129 },
] as const;

/** Says that it runs by a file, and then hangs for good, with a child of its own. */
function hanging(rig: Rig): string[] {
  const [shell, flag, script] = HANGS;
  return [shell, flag, `echo $$ >> '${rig.at('hangs')}'; ${script}`];
}

/** Starts the command, and interrupts it as soon as what hangs does so. */
async function interrupt(rig: Rig, argv: readonly string[], signal: NodeJS.Signals) {
  const running = rig.launch(argv);
  await waitFor('the command to hang', () => rig.lines('hangs').length > 0);
  process.kill(running.pid, signal);
  const ran = await running.ended;
  await rig.noProcessIsLeft();
  return ran;
}

describe.concurrent.each(SIGNALS)('$signal', ({ signal, exitCode }) => {
  test('during a probe', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    rig.writeJobs([
      longJob(rig, 'hot'),
      longJob(rig, 'slow', { commands: { start: ['true'], status: hanging(rig) } }),
    ]);
    rig.write('hot.json', { ...RUNNING, level: 'alert' });

    expect(await interrupt(rig, ['tick'], signal)).toMatchObject({
      exitCode,
      signal: null,
      stdout: '',
      stderr: '',
    });
    expect(telegram.accepted).toEqual([]);

    rig.writeJobs([longJob(rig, 'hot'), longJob(rig, 'slow')]);
    rig.write('slow.json', RUNNING);
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(telegram.accepted.map(({ text }) => text)).toEqual([
      expect.stringMatching(/• hot \(hot, [\s\S]*• slow \(slow, long_running_read\)\n- 状态: running$/),
    ]);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  });
});

describe.concurrent('SIGTERM', () => {
  test('during a start that a tick makes: it is not repeated, and the pause is told', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    const commands = { start: hanging(rig), status: ['cat', 'scan.json'] };
    rig.writeJobs([longJob(rig, 'scan', { commands }, { autoResume: true })]);
    rig.write('scan.json', PAUSED);

    const tick = await interrupt(rig, ['tick'], 'SIGTERM');
    expect(tick).toMatchObject({ exitCode: 143, stdout: '', stderr: '' });
    expect(rig.state().jobs.scan).toMatchObject({ lastAutoResumeAt: expect.any(Number) });

    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('hangs')).toHaveLength(1);
    expect(telegram.accepted.map(({ text }) => text)).toEqual([
      // That the start was cut short may be told, that it succeeded may not.
      expect.stringMatching(
        /- 状态: paused stopReason=crashed\n- ACTION REQUIRED: [^\n]*(\n- AUTORUN: start error)?$/,
      ),
    ]);
  });

  test('during a queue item: the next tick runs it again', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    const check = oneShot(rig, 'check', 'true');
    rig.writeJobs([{ ...check, commands: { run: hanging(rig) } }]);
    rig.writeState({ version: 1, queue: [queued('q1', 'check')] });

    expect(await interrupt(rig, ['tick'], 'SIGTERM')).toMatchObject({
      exitCode: 143,
      stdout: '',
      stderr: '',
    });
    expect(telegram.accepted).toEqual([]);

    rig.writeJobs([oneShot(rig, 'check', 'echo ALERT: it ran')]);
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.state().queue).toMatchObject([{ id: 'q1', status: 'done', attempt: 2 }]);
    expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('ALERT: it ran')]);
  });

  test('while nobody reads what it prints: the report waits', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([]);
    // More than a pipe holds.
    rig.writeState({ version: 1, outbox: [entry('p', { via: 'print', text: 'x'.repeat(2_000_000) })] });
    const tick = rig.launch(['tick', '--print-only']);
    tick.child.stdout?.once('data', () => tick.child.stdout?.pause());
    await waitFor('it to print', () => tick.said.stdout !== '');
    const ended = once(tick.child, 'exit');
    process.kill(tick.pid, 'SIGTERM');
    expect(await ended).toEqual([143, null]);
    tick.child.stdout?.resume();
    await tick.ended;
    expect(rig.state().outbox).toHaveLength(1);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  });

  test('during a send: what may have arrived is sent once more, ten minutes later', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram('hang', 'accept');
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', PAUSED);

    const tick = rig.launch(['tick']);
    await waitFor('the message to be under way', () => telegram.requests.length > 0);
    process.kill(tick.pid, 'SIGTERM');
    expect(await tick.ended).toMatchObject({ exitCode: 143, stdout: '', stderr: '' });
    const { nextAttemptAt } = rig.state().outbox[0] ?? {};
    expect((nextAttemptAt ?? 0) - epochSeconds()).toBeGreaterThan(500);
    expect(await rig.run(['tick'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/1 report waits/),
    });

    rig.changeState((state) => ({
      ...state,
      outbox: state.outbox.map((entry) => ({ ...entry, nextAttemptAt: 0 })),
    }));
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('• scan (scan,')]);
    expect(rig.state().outbox).toEqual([]);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  });

  test.for([
    { argv: ['start', 'slow'], command: 'start' },
    { argv: ['stop', 'slow'], command: 'stop' },
    { argv: ['status'], command: 'status' },
    { argv: ['status', '--json'], command: 'status' },
    { argv: ['status', 'slow'], command: 'status' },
  ])('during $argv', async ({ argv, command }, context) => {
    const rig = createRig(context);
    const commands = { start: ['true'], stop: ['true'], status: ['echo', '{}'], [command]: hanging(rig) };
    rig.writeJobs([longJob(rig, 'slow', { commands })]);
    const ran = await interrupt(rig, argv, 'SIGTERM');
    expect(ran).toMatchObject({ exitCode: 143, signal: null, stderr: '' });
    // A probe that was cut short is no trouble: only the line says so.
    if (command === 'status')
      expect(ran.stdout).toBe(argv.length === 1 ? '- slow: unknown (interrupted)\n' : '');
  });

  test('during run: it is not remembered as one that failed', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([{ ...oneShot(rig, 'check', 'true'), commands: { run: hanging(rig) } }]);
    const ran = await interrupt(rig, ['run', 'check'], 'SIGTERM');
    expect(ran).toMatchObject({ exitCode: 143, signal: null, stderr: '' });
    expect(await rig.run(['status'])).toMatchObject({ stdout: '- check: never ran\n' });
  });
});
