/** What waits in the outbox while the disk is full or read-only: told with the rest, and not lost by it. */
import { describe, expect, it } from 'vitest';
import type { TickRequest } from '../../src/app/tick.ts';
import type { MonitorState, OutboxEntry } from '../../src/schema/state.ts';
import { createStage, PAUSED, RUNNING, type Stage, tickOn } from '../support/app-stage.ts';
import { entry } from '../support/core-fixtures.ts';
import { NOON } from '../support/fakes.ts';
import { longJob } from '../support/written-jobs.ts';

const REASON = '- error: /state/ops-monitor.json: no space left on device';

const texts = (stage: Stage) => stage.notifier.sent.map(({ text }) => text);

/** The state was last saved at NOON by ticks that came each minute, and cannot be from then on. */
function fullDisk(state: Partial<MonitorState>): Stage {
  const marks = { lastTickAt: NOON, meanTickGapSeconds: 60 };
  const stage = createStage([longJob({ enabled: true })], { state: { ...marks, ...state } });
  stage.runner.script('scan --status', PAUSED);
  stage.store.failWith('unwritable');
  return stage;
}

function tickAfter(stage: Stage, seconds: number, request: Partial<TickRequest> = {}) {
  stage.clock.advance(seconds);
  return tickOn(stage, request);
}

describe('what waits in an outbox that cannot be saved', () => {
  const told = { lastAnomalyKey: '{"kind":"paused","stopReason":null}', lastAnomalyReportAt: NOON };
  const jobs = { scan: { ...told, lastSeen: { running: false, completed: false } } };
  const alert = { jobId: 'scan', importance: 'alert', text: '• scan\n- paused' } as const;
  const waiting = (parts: Partial<OutboxEntry> = {}) =>
    entry({ createdAt: NOON, header: 'Ops 12:00', sections: [alert], ...parts });
  const withWaiting = (...outbox: OutboxEntry[]) => fullDisk({ jobs, outbox });

  it('goes out in front of the report, as it was written', async () => {
    const stage = withWaiting(waiting({ attempts: 1, nextAttemptAt: NOON + 600, lastError: 'no network' }));
    await tickAfter(stage, 60);
    expect(texts(stage)).toEqual(['Ops 12:00\n\n• scan\n- paused', expect.stringContaining(REASON)]);
  });

  it('goes out again with the next telling, since it cannot be struck', async () => {
    const stage = withWaiting(waiting());
    await tickAfter(stage, 60);
    await tickAfter(stage, 1800);
    await tickAfter(stage, 1740);
    expect(texts(stage).filter((text) => text.startsWith('Ops 12:00'))).toHaveLength(2);
  });

  it('is all but routine news', async () => {
    const sections = (['alert', 'recovery', 'completion', 'reminder', 'routine'] as const).map(
      (importance) => ({ importance, text: `• ${importance}` }),
    );
    const routine = waiting({ id: 'r2', sections: sections.slice(4) });
    const stage = withWaiting(waiting({ sections }), routine);
    await tickAfter(stage, 60);
    expect(texts(stage)).toHaveLength(2);
    expect(texts(stage)[0]).toBe('Ops 12:00\n\n• alert\n\n• recovery\n\n• completion\n\n• reminder');
  });

  it.each([
    ['a silence holds', waiting({ silencedJob: 'scan' })],
    ['is to be printed', waiting({ via: 'print' })],
    ['another is to get', waiting({ target: '2' })],
    ['may be out already, and has its next try to come', waiting({ unknowns: 1, nextAttemptAt: NOON + 600 })],
  ])('is not what %s', async (_, other) => {
    const silences = { scan: { since: NOON - 60, until: NOON + 7200, held: 0 } };
    const stage = fullDisk({ jobs, outbox: [other], silences });
    await tickAfter(stage, 60);
    expect(texts(stage)).toEqual([expect.stringContaining(REASON)]);
  });

  it('is not what a silence of now would hold', async () => {
    const silences = { scan: { since: NOON + 10, until: NOON + 7200, held: 0 } };
    const stage = fullDisk({ jobs, outbox: [waiting()], silences });
    await tickAfter(stage, 60);
    expect(texts(stage)).toEqual([expect.stringContaining(REASON)]);
  });

  it.each([
    ['is written to the owner by name', waiting({ target: '1' })],
    ['waits for the end of a silence that is over', waiting({ silencedJob: 'scan' })],
    ['is due after an outcome that was not known', waiting({ unknowns: 1, nextAttemptAt: NOON + 60 })],
    ['was refused', waiting({ isRefused: true, attempts: 1, nextAttemptAt: NOON + 3600 })],
  ])('is also what %s', async (_, other) => {
    const stage = withWaiting(other);
    await tickAfter(stage, 60);
    expect(texts(stage)).toHaveLength(2);
  });

  it('goes to --target with that', async () => {
    const stage = withWaiting(waiting({ target: '2' }), waiting({ id: 'r2', target: '3' }));
    await tickAfter(stage, 60, { target: '2' });
    expect(stage.notifier.sent.map(({ target }) => target)).toEqual(['2', '2']);
  });

  it('is printed where it is to be printed', async () => {
    const stage = withWaiting(waiting(), waiting({ id: 'r2', via: 'print', header: 'printed' }));
    await tickAfter(stage, 60, { isPrintOnly: true });
    expect(stage.printer.sent.map(({ text }) => text)).toEqual([
      'printed\n\n• scan\n- paused',
      expect.stringContaining(REASON),
    ]);
  });

  it('is left out as far as it is out', async () => {
    const sections = ['a', 'b', 'c'].map((name) => ({ ...alert, text: `• ${name.repeat(3000)}` }));
    const stage = withWaiting(waiting({ sections, partsSent: 1 }));
    await tickAfter(stage, 60);
    expect(texts(stage)).toEqual([
      expect.stringMatching(/^• b+\n\(2\/3\)$/),
      expect.stringMatching(/^• c+\n\(3\/3\)$/),
      expect.stringContaining(REASON),
    ]);
  });

  it('comes with the news that it is over', async () => {
    const stage = withWaiting(waiting());
    stage.runner.script('scan --status', RUNNING);
    await tickAfter(stage, 60);
    expect(texts(stage)[1]).toContain('• scan (scan, long_running_read)\n- 状态: running');
  });

  it('is the newest ten messages, and the report says how many more there are', async () => {
    const many = Array.from({ length: 13 }, (_, i) => waiting({ id: `r${i}`, header: `Ops ${i}` }));
    const stage = withWaiting(...many);
    await tickAfter(stage, 60);
    expect(texts(stage)).toHaveLength(11);
    expect(texts(stage)[0]).toContain('Ops 3\n');
    expect(texts(stage)[10]).toContain('- older messages that wait for that too: 3');
  });

  it.each([
    ['one that is refused holds up no other', { kind: 'refused', detail: 'no', mend: 'mend it' }, 3],
    ['behind one that failed the report alone is tried', { kind: 'failed', detail: 'no network' }, 2],
  ] as const)('%s', async (_, outcome, asked) => {
    const stage = withWaiting(waiting(), waiting({ id: 'r2' }));
    stage.notifier.answer(outcome);
    expect(await tickAfter(stage, 60)).toMatchObject({
      delivery: { waiting: 0, problems: [{ kind: 'send', outcome }] },
    });
    expect(stage.notifier.asked).toHaveLength(asked);
  });

  it('is left to the others where the state is only locked', async () => {
    const stage = withWaiting(waiting());
    stage.store.failWith('locked');
    await tickAfter(stage, 60);
    expect(texts(stage)).toHaveLength(1);
  });
});
