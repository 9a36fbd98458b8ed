/** The operator's hand in what waits: the queue, and the outbox. */
import { describe, expect, test } from 'vitest';
import { epochSeconds, HANGS, longJob, oneShot, PAUSED } from '../support/e2e-jobs.ts';
import { createRig, OWNER } from '../support/e2e-rig.ts';
import { waitFor } from '../support/wait-for.ts';

describe.concurrent('queue', () => {
  test('add, list, run by a tick, and shown as history', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([oneShot(rig, 'check', 'echo run >> runs.log', { enabled: false })]);
    const added = await rig.run(['queue', 'add', 'check', '--delay', '1h']);
    expect(added).toMatchObject({ exitCode: 0, stdout: 'queued q1.1: check, due in 1h 00m\n', stderr: '' });
    expect(await rig.run(['queue', 'add', 'check', '--json'])).toMatchObject({ exitCode: 0, stderr: '' });
    const list = await rig.run(['queue']);
    expect(list.stdout).toMatch(
      /^- q1\.1: check, pending, due in (1h 00m|59m), attempts 0, operator\n- q2\.1: check, pending, due now, attempts 0, operator\n$/,
    );
    expect(await rig.run(['tick', '--print-only'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(rig.lines('runs.log')).toEqual(['run']);
    const { items } = JSON.parse((await rig.run(['queue', '--all', '--json'])).stdout);
    expect(items).toMatchObject([
      { id: 'q1.1', status: 'pending' },
      { id: 'q2.1', status: 'done', attempts: 1, exitCode: 0 },
    ]);
    expect(items[1].endedAt).toBeLessThanOrEqual(epochSeconds());
    expect(await rig.run(['queue', 'drop', 'q1.1'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await rig.run(['queue', 'drop', 'q1.1', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await rig.run(['queue'])).toMatchObject({ stdout: 'the queue is empty\n' });
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  });

  test('drop leaves what a tick runs, and takes what a killed one ran', async (context) => {
    const rig = createRig(context);
    const [shell, flag, script] = HANGS;
    const run = [shell, flag, `echo $$ >> '${rig.at('hangs')}'; ${script}`];
    rig.writeJobs([{ ...oneShot(rig, 'check', ''), commands: { run } }]);
    await rig.run(['queue', 'add', 'check']);
    const tick = rig.launch(['tick']);
    await waitFor('the check to hang', () => rig.lines('hangs').length > 0);
    expect(await rig.run(['queue', 'drop', 'q1.1', '--yes'])).toMatchObject({
      exitCode: 2,
      stderr: `ERROR: queue item q1.1 cannot be dropped: pid ${tick.pid} runs it now\n`,
    });
    process.kill(tick.pid, 'SIGTERM');
    await tick.ended;
    expect((await rig.run(['queue'])).stdout).toContain('its tick is gone, the next one takes it up');
    expect(await rig.run(['queue', 'drop', 'q1.1', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.state().queue).toEqual([]);
    await rig.noProcessIsLeft();
  });
});

describe.concurrent('outbox', () => {
  test('retry delivers what waits for an hour, readdressed where its chat was wrong', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram('chat not found', 'accept');
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', PAUSED);
    expect(await rig.run(['tick', '--target', '5'])).toMatchObject({ exitCode: 1 });
    const list = await rig.run(['outbox']);
    expect(list.stdout).toMatch(
      /^- r\d+: \d+s old, to 5, alert, attempts 1, next try in (1h 00m|59m), last error: Telegram: chat not found \(target 5\)\. To mend it: [^\n]+\n {4}• scan \(scan, long_running_read\)\n$/,
    );
    const [id = ''] = /r\d+/.exec(list.stdout) ?? [];
    expect((await rig.run(['outbox', 'show', id])).stdout).toContain('- 状态: paused stopReason=crashed\n');
    expect(await rig.run(['outbox', 'retry', id, '--target', OWNER])).toMatchObject({
      exitCode: 0,
      stdout: `delivered: ${id}\n`,
      stderr: '',
    });
    expect(telegram.accepted).toMatchObject([{ chat_id: OWNER }]);
    expect(await rig.run(['outbox', 'list'])).toMatchObject({ stdout: 'the outbox is empty\n' });
  });

  test('drop takes a report out for good', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram('chat not found');
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', PAUSED);
    await rig.run(['tick']);
    expect(await rig.run(['outbox', 'drop', '--all'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await rig.run(['outbox', 'drop', '--all', '--yes'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^dropped r\d+: • scan \(scan, long_running_read\)\n$/),
      stderr: '',
    });
    expect(await rig.run(['outbox', 'retry', '--json'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(telegram.accepted).toEqual([]);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
  });
});
