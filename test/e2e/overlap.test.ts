/** Ticks that come while an earlier one is still at work: nobody waits for long, and nothing is done twice. */
import { chmodSync, readdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entry } from '../support/app-entries.ts';
import { longJob, oneShot, PAUSED, queued, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, OWNER, type Rig } from '../support/e2e-rig.ts';
import { waitFor } from '../support/wait-for.ts';

/** A shell script that says it has begun by the file NAME.begun, and goes on when NAME.go is there. */
function gate(rig: Rig, name: string): string {
  const file = rig.at(name);
  return `echo $$ >> '${file}.begun'; while [ ! -e '${file}.go' ]; do sleep 0.05; done`;
}

const hasBegun = (rig: Rig, name: string, times = 1) =>
  waitFor(`${name} to begin`, () => rig.lines(`${name}.begun`).length >= times);

describe.concurrent('a second tick', () => {
  test('while a probe holds the first one up, says whose turn it is, and ends with 0', async (context) => {
    const rig = createRig(context);
    const status = ['sh', '-c', `${gate(rig, 'probe')}; cat slow.json`];
    rig.writeJobs([longJob(rig, 'slow', { commands: { start: ['true'], status } })]);
    rig.write('slow.json', RUNNING);
    const first = rig.launch(['tick', '--print-only']);
    await hasBegun(rig, 'probe');

    const second = await rig.run(['tick', '--print-only']);
    expect(second).toMatchObject({ exitCode: 0, stdout: '' });
    expect(second.stderr).toMatch(
      new RegExp(
        `^another tick is at work \\(pid ${first.pid} \\(tick, since \\d\\d:\\d\\d:\\d\\d\\)\\)\\n$`,
      ),
    );

    rig.write('probe.go', '');
    expect(await first.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.lines('probe.begun')).toHaveLength(1);
  });

  test('while a delivery hangs, watches all the same and leaves what it has to tell to that one', async (context) => {
    const rig = createRig(context);
    const openclaw = rig.at('bin', 'openclaw');
    rig.write(
      openclaw,
      `#!/bin/sh\n${gate(rig, 'send')}\nfor word in "$@"; do echo "$word"; done >> sent.log\n`,
    );
    chmodSync(openclaw, 0o755);
    const notify = { transport: 'openclaw', openclawBin: openclaw, target: OWNER };
    rig.writeJobs([longJob(rig, 'early')], { notify });
    rig.write('early.json', PAUSED);
    const first = rig.launch(['tick']);
    await hasBegun(rig, 'send');

    rig.writeJobs([longJob(rig, 'early'), longJob(rig, 'late')], { notify });
    rig.write('late.json', PAUSED);
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(rig.state()).toMatchObject({ jobs: { late: { lastSeen: { running: false } } } });
    expect(rig.lines('send.begun')).toHaveLength(1);

    rig.write('send.go', '');
    expect(await first.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.state().outbox).toEqual([]);
    expect(rig.lines('user/.openclaw/sent.log').filter((line) => line.startsWith('• '))).toEqual([
      '• early (early, long_running_read)',
      '• late (late, long_running_read)',
    ]);
  });
});

describe.concurrent('a state that is reached by a symbolic link and by its own path at once', () => {
  test.for(['its path', 'the link'])(
    'sends what waits once, the tick by %s being first',
    async (first, context) => {
      const rig = createRig(context);
      const openclaw = rig.at('bin', 'openclaw');
      rig.write(openclaw, `#!/bin/sh\n${gate(rig, 'send')}\n`, 0o755);
      rig.writeJobs([], { notify: { transport: 'openclaw', openclawBin: openclaw, target: OWNER } });
      rig.writeState({ version: 1, outbox: [entry('waits', { importance: 'alert' })] });
      symlinkSync(rig.stateFile, rig.at('link.json'));
      const byPath = ['tick'];
      const byLink = ['tick', '--state-file', 'link.json'];
      const [one, other] = first === 'the link' ? [byLink, byPath] : [byPath, byLink];

      const sending = rig.launch(one);
      await hasBegun(rig, 'send');
      const besides = rig.launch(other);
      const isThrough = () => besides.child.exitCode !== null || rig.lines('send.begun').length > 1;
      await waitFor('the other to end, or to send as well', isThrough);
      rig.write('send.go', '');

      for (const tick of [sending, besides]) {
        expect(await tick.ended).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
      }
      expect(rig.lines('send.begun')).toHaveLength(1);
      expect(rig.state().outbox).toEqual([]);
      expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
      expect(readdirSync(rig.folder).sort()).toEqual(['bin', 'link.json', 'send.begun', 'send.go', 'user']);
    },
  );
});

describe.concurrent('a queue item that takes long', () => {
  const NEWS = '• slow (slow)\n- ACTION REQUIRED: look at it';

  test('delays neither the report nor the next tick, and is told when it ends', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    const texts = () => telegram.accepted.map(({ text }) => text ?? '');
    rig.writeJobs([
      longJob(rig, 'scan'),
      oneShot(rig, 'slow', `${gate(rig, 'item')}; echo ACTION REQUIRED: look at it`),
    ]);
    rig.write('scan.json', PAUSED);
    rig.writeState({ version: 1, queue: [queued('q1', 'slow')] });

    const first = rig.launch(['tick']);
    await hasBegun(rig, 'item');
    const begunAt = Date.now();
    await waitFor('the report', () => telegram.accepted.length > 0);
    expect(Date.now() - begunAt).toBeLessThan(5000 + 5000);
    expect(texts()).toEqual([expect.stringMatching(/^🛠️ Ops 快报（\d\d:\d\d:\d\d）\n\n• scan \(scan, /)]);

    rig.write('scan.json', RUNNING);
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    // Sent by the first one, where that has not ended its own delivery yet.
    await waitFor('the recovery', () => texts().length > 1);
    expect(texts()[1]).toContain('RECOVERED');
    expect(rig.state().queue).toMatchObject([{ status: 'running', attempt: 1, lease: { pid: first.pid } }]);
    expect(rig.lines('item.begun')).toHaveLength(1);

    rig.write('item.go', '');
    expect(await first.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(texts().slice(2)).toEqual([
      expect.stringMatching(new RegExp(`^🛠️ Ops 快报（.*）\n\n${escaped(NEWS)}$`)),
    ]);
    expect(rig.state()).toMatchObject({ outbox: [], queue: [{ status: 'done', exitCode: 0, attempt: 1 }] });
  });

  test('is taken up again where its runner was killed, and told once', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    rig.writeJobs([oneShot(rig, 'slow', `${gate(rig, 'item')}; echo ACTION REQUIRED: look at it`)]);
    rig.writeState({ version: 1, queue: [queued('q1', 'slow')] });
    const first = rig.launch(['tick']);
    await hasBegun(rig, 'item');
    first.child.kill('SIGKILL');
    await first.ended;

    const next = rig.launch(['tick']);
    await hasBegun(rig, 'item', 2);
    rig.write('item.go', '');
    expect(await next.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rig.state()).toMatchObject({ outbox: [], queue: [{ status: 'done', attempt: 2 }] });
    expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining(NEWS)]);
    expect(await rig.run(['tick'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(telegram.accepted).toHaveLength(1);
  });

  test('is told by --print-only as well, by the very tick that ran it', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([
      longJob(rig, 'scan'),
      oneShot(rig, 'slow', `${gate(rig, 'item')}; echo ACTION REQUIRED: look at it`),
    ]);
    rig.write('scan.json', PAUSED);
    rig.writeState({ version: 1, queue: [queued('q1', 'slow')] });
    const tick = rig.launch(['tick', '--print-only']);
    await waitFor('the report', () => tick.said.stdout.includes('• scan (scan,'));
    expect(tick.said.stdout).not.toContain('slow');
    rig.write('item.go', '');
    expect(await tick.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(tick.said.stdout).toContain(NEWS);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[()]/g, '\\$&');
}
