/** On a full or read-only disk: watched all the same, told at a pace that needs no memory, nothing started. */
import { describe, expect, it } from 'vitest';
import type { TickRequest } from '../../src/app/tick.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import { createStage, PAUSED, RUNNING, type Stage, says, tickOn } from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { longJob } from '../support/written-jobs.ts';

const SCAN = longJob({ enabled: true });
const SAVED = { lastTickAt: NOON, meanTickGapSeconds: 60 };
const REASON = '- error: /state/ops-monitor.json: no space left on device';

const texts = (stage: Stage) => stage.notifier.sent.map(({ text }) => text);

/** The state was last saved at NOON by ticks that came each minute, and cannot be from then on. */
function fullDisk(state: Partial<MonitorState> = {}, ...jobs: unknown[]): Stage {
  const stage = createStage(jobs.length === 0 ? [SCAN] : jobs, { state: { ...SAVED, ...state } });
  stage.runner.script('scan --status', PAUSED);
  stage.store.failWith('unwritable');
  return stage;
}

function tickAfter(stage: Stage, seconds: number, request: Partial<TickRequest> = {}, signal?: AbortSignal) {
  stage.clock.advance(seconds);
  return tickOn(stage, request, signal);
}

describe('a tick that cannot save', () => {
  it('tells of the state and of trouble straight away', async () => {
    const stage = fullDisk();
    expect(await tickAfter(stage, 60)).toMatchObject({
      kind: 'done',
      delivery: { waiting: 0, problems: [] },
      stateFailure: { kind: 'unwritable' },
    });
    expect(texts(stage)).toHaveLength(1);
    expect(texts(stage)[0]).toContain(`• ALERT: state file cannot be written\n${REASON}`);
    expect(texts(stage)[0]).toContain('• scan (scan, long_running_read)\n- 状态: paused');
  });

  it('tells at the first two ticks, then hourly', async () => {
    const stage = fullDisk();
    const told: number[] = [];
    for (let minute = 1; minute <= 125; minute++) {
      const before = texts(stage).length;
      await tickAfter(stage, 60);
      if (texts(stage).length > before) told.push(minute);
    }
    expect(told).toEqual([1, 2, 60, 120]);
  });

  it('tells of trouble alone', async () => {
    const stage = fullDisk();
    stage.runner.script('scan --status', RUNNING);
    await tickAfter(stage, 60);
    expect(texts(stage)[0]).not.toContain('• scan');
  });

  it('does not tell again what was told before the disk was full', async () => {
    const told = { lastAnomalyKey: '{"kind":"paused","stopReason":null}', lastAnomalyReportAt: NOON };
    const lastSeen = { running: false, completed: false };
    const stage = fullDisk({ jobs: { scan: { ...told, lastSeen } } });
    await tickAfter(stage, 60);
    expect(texts(stage)[0]).not.toContain('• scan');
  });

  it('starts nothing', async () => {
    const stage = fullDisk({}, longJob({ enabled: true, policy: { autoResume: true } }));
    await tickAfter(stage, 60);
    expect(stage.runner.calls.map(({ argv }) => argv[1])).not.toContain('--resume');
    expect(texts(stage)[0]).toContain('- ACTION REQUIRED');
  });

  it('sends a long report in parts', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `job-${i}`);
    const stage = fullDisk(
      {},
      ...ids.map((id) => longJob({ id, enabled: true, commands: { start: ['x'], status: [id] } })),
    );
    for (const id of ids) {
      stage.runner.script(id, says({ running: false, completed: false, message: 'm'.repeat(500) }));
    }
    await tickAfter(stage, 60);
    expect(texts(stage).length).toBeGreaterThan(1);
    for (const id of ids) expect(texts(stage).join('\n')).toContain(`• ${id} (`);
  });

  it('knows of chats that moved, and of --target', async () => {
    const stage = fullDisk({ movedChats: { '5': '-1005' } });
    await tickAfter(stage, 60, { target: '5' });
    expect(stage.opened).toMatchObject([{ target: '5', movedChats: { '5': '-1005' } }]);
  });

  it('prints where it is to print', async () => {
    const stage = fullDisk();
    await tickAfter(stage, 60, { isPrintOnly: true });
    expect(stage.printer.sent[0]?.text).toContain(REASON);
    expect(stage.notifier.asked).toEqual([]);
  });

  it('promises no message that it could not keep', async () => {
    const nobody = fullDisk();
    nobody.setting.recipient = undefined;
    expect(await tickAfter(nobody, 60)).toMatchObject({
      delivery: { waiting: 0, problems: [{ kind: 'no-target', tried: 'nowhere' }] },
    });
    const noNetwork = fullDisk();
    noNetwork.notifier.answer({ kind: 'failed', detail: 'no network' });
    expect(await tickAfter(noNetwork, 60)).toMatchObject({
      delivery: { waiting: 0, problems: [{ kind: 'send', outcome: { kind: 'failed' } }] },
    });
  });

  it('ends with the signal, and tells nothing that it did not see', async () => {
    const stage = fullDisk();
    const ending = new AbortController();
    stage.runner.script('scan --status', () => {
      ending.abort('SIGTERM');
      return { kind: 'aborted' };
    });
    expect(await tickAfter(stage, 60, {}, ending.signal)).toEqual({ kind: 'interrupted' });
    expect(stage.notifier.asked).toEqual([]);
  });

  it('goes on as if nothing had been when the disk has room again', async () => {
    const stage = fullDisk();
    await tickAfter(stage, 60);
    stage.store.mend();
    await tickAfter(stage, 60);
    expect(texts(stage)[1]).toContain('- 状态: paused');
    expect(texts(stage)[1]).not.toContain('state file');
    await tickAfter(stage, 60);
    expect(texts(stage)).toHaveLength(2);
  });
});

it('watches also where the state cannot even be read', async () => {
  const stage = fullDisk();
  const read = () => stage.store.transact((state) => ({ state, result: state }));
  const store = Object.create(stage.store, { read: { value: read } }) as Stage['store'];
  // Without any memory it is told at the full hours.
  stage.clock.set(NOON + 30);
  expect(await tickOn({ ...stage, store })).toMatchObject({ stateFailure: { kind: 'unwritable' } });
  expect(texts(stage)[0]).toContain('- 状态: paused');
});
