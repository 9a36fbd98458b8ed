/** Queue items beside the watching: claimed first, waited for a little, told late, taken up again. */
import { describe, expect, it } from 'vitest';
import { claimedBy, item } from '../support/app-entries.ts';
import {
  createStage,
  OWN_PID,
  PAUSED,
  pending,
  prints,
  type Stage,
  settled,
  tickOn,
} from '../support/app-stage.ts';
import { type ExitParts, NOON } from '../support/fakes.ts';
import { check, fileOf, longJob, type Written } from '../support/written-jobs.ts';

const texts = (stage: Stage) => stage.notifier.sent.map(({ text }) => text);
const ALERTS = prints('ALERT: disk');

/** A tick whose checks end when the test says so, 5 s later. */
async function impatientTick(
  names: readonly string[],
  request = {},
  signal?: AbortSignal,
  defaults: Written = {},
) {
  const watched = longJob({ enabled: true });
  const checks = names.map((id) => check({ id, commands: { run: [id] } }));
  const queue = names.map((jobId, i) => item(`q${i + 1}`, { jobId }));
  const stage = createStage({ ...fileOf(watched, ...checks), defaults }, { state: { queue } });
  stage.runner.script('scan --status', PAUSED);
  const ends = new Map(names.map((id) => [id, pending<ExitParts>()]));
  for (const [id, end] of ends) stage.runner.script(id, () => end.promise);
  const ticking = tickOn(stage, request, signal);
  await settled();
  const end = (id: string, exit: ExitParts) => ends.get(id)?.resolve(exit);
  return { stage, ticking, end };
}

describe('a due item', () => {
  it('is claimed and saved before it runs, and told with the report', async () => {
    const stage = createStage([check()], { state: { queue: [item('q1')] } });
    stage.runner.script('check', ALERTS);
    await tickOn(stage);
    expect(stage.journal.slice(0, 4)).toEqual(['hold watch', 'save', 'run check', 'save']);
    expect(stage.store.writes[0]?.queue).toMatchObject([
      { id: 'q1', status: 'running', attempt: 1, lease: { pid: OWN_PID, claimedAt: NOON } },
    ]);
    expect(texts(stage)).toEqual([expect.stringContaining('• check (check)\n- ALERT: disk')]);
    expect(stage.store.saved.queue).toMatchObject([{ id: 'q1', status: 'done', exitCode: 0 }]);
  });

  it('is told by one attempt a tick, like all else', async () => {
    const stage = createStage([check()], { state: { queue: [item('q1')] } });
    stage.runner.script('check', ALERTS);
    stage.notifier.answer({ kind: 'failed', detail: 'no network' });
    await tickOn(stage);
    expect(stage.notifier.asked).toHaveLength(1);
    expect(stage.store.saved.outbox).toMatchObject([{ attempts: 1 }]);
  });

  it('that is content is done without a word', async () => {
    const stage = createStage([check()], { state: { queue: [item('q1')] } });
    stage.runner.script('check', prints('all is well'));
    await tickOn(stage);
    expect(texts(stage)).toEqual([]);
  });

  it('runs with at most seven others', async () => {
    const queue = Array.from({ length: 20 }, (_, i) => item(`q${i}`));
    const stage = createStage([check()], { state: { queue } });
    stage.runner.script('check', ALERTS);
    await tickOn(stage);
    expect(stage.runner.calls).toHaveLength(20);
    expect(stage.runner.mostAtOnce).toBe(8);
  });
});

describe('an item that takes longer than 5 s', () => {
  it('does not keep the report, and is told in a message of its own when it ends', async () => {
    const { stage, ticking, end } = await impatientTick(['slow']);
    expect(stage.store.saved.outbox).toEqual([]);
    stage.clock.advance(4.9);
    await settled();
    expect(texts(stage)).toEqual([]);
    stage.clock.advance(0.1);
    await settled();
    expect(texts(stage)).toEqual([expect.stringContaining('• scan (scan')]);
    expect(stage.journal).toContain('release watch');
    expect(stage.store.saved.queue).toMatchObject([{ status: 'running' }]);

    stage.clock.advance(30);
    end('slow', ALERTS);
    expect(await ticking).toMatchObject({ kind: 'done', delivery: { waiting: 0, problems: [] } });
    expect(texts(stage)[1]).toBe('🛠️ Ops 快报（12:00:35）\n\n• slow (slow)\n- ALERT: disk');
    expect(stage.store.saved.queue).toMatchObject([{ status: 'done', finishedAt: NOON + 35 }]);
  });

  it('is told in the language and by the host of all other reports', async () => {
    const speaks = { locale: 'en', hostLabel: 'attic' };
    const { stage, ticking, end } = await impatientTick(['slow'], {}, undefined, speaks);
    stage.clock.advance(5);
    await settled();
    end('slow', { kind: 'timed-out', afterSeconds: 300 });
    await ticking;
    expect(texts(stage)[1]).toMatch(/^🛠️ Ops report \(attic · 12:00:05\)\n\n• ALERT: queued job error\n/);
  });

  it('is told though the report before it could not be delivered, and what was wrong is not forgotten', async () => {
    const { stage, ticking, end } = await impatientTick(['slow']);
    stage.notifier.answer({ kind: 'refused', detail: 'chat not found', mend: 'name another' });
    stage.clock.advance(5);
    await settled();
    end('slow', ALERTS);
    expect(await ticking).toMatchObject({
      delivery: { waiting: 1, problems: [{ kind: 'send', outcome: { kind: 'refused' } }] },
    });
    expect(texts(stage)).toEqual([expect.stringContaining('• slow')]);
  });

  it('names nobody-to-tell once, however many messages it keeps', async () => {
    const { stage, ticking, end } = await impatientTick(['slow']);
    stage.setting.recipient = undefined;
    stage.clock.advance(5);
    await settled();
    end('slow', ALERTS);
    expect(await ticking).toMatchObject({
      delivery: { waiting: 2, problems: [{ kind: 'no-target', tried: 'nowhere' }] },
    });
  });

  it('goes to the target of its tick', async () => {
    const { stage, ticking, end } = await impatientTick(['slow'], { target: '42' });
    stage.clock.advance(5);
    await settled();
    end('slow', ALERTS);
    await ticking;
    expect(stage.notifier.sent.map(({ target }) => target)).toEqual(['42', '42']);
  });

  it('is printed once, as the others that end with it are', async () => {
    const names = ['one', 'two', 'three'];
    const { stage, ticking, end } = await impatientTick(names, { isPrintOnly: true });
    stage.clock.advance(5);
    await settled();
    for (const id of names) end(id, prints(`ALERT: ${id}`));
    await ticking;
    const printed = stage.printer.sent.map(({ text }) => text).join('\n');
    for (const id of names) expect(printed.split(`ALERT: ${id}`)).toHaveLength(2);
    expect(stage.store.saved.outbox).toEqual([]);
  });

  it('has its outcome saved at once, even while a delivery hangs', async () => {
    const { stage, ticking, end } = await impatientTick(['slow']);
    const hung = pending<{ kind: 'sent'; via: string }>();
    stage.notifier.answer(() => hung.promise);
    stage.clock.advance(5);
    await settled();
    end('slow', ALERTS);
    await settled();
    expect(stage.store.saved.queue).toMatchObject([{ status: 'done' }]);
    hung.resolve({ kind: 'sent', via: 'fake' });
    await ticking;
    expect(texts(stage)).toHaveLength(2);
  });

  it('is ended with the tick, and left to the next one', async () => {
    const ending = new AbortController();
    const { stage, ticking, end } = await impatientTick(['slow'], {}, ending.signal);
    stage.clock.advance(5);
    await settled();
    ending.abort('SIGTERM');
    end('slow', { kind: 'aborted' });
    expect(await ticking).toEqual({ kind: 'interrupted' });
    expect(stage.store.saved.queue).toMatchObject([{ status: 'running', lease: { pid: OWN_PID } }]);
  });
});

describe('when the state cannot be saved while items run', () => {
  it('the others are still seen to their end', async () => {
    const { stage, ticking, end } = await impatientTick(['one', 'two']);
    stage.clock.advance(5);
    await settled();
    stage.store.failWith('unwritable');
    end('one', ALERTS);
    await settled();
    stage.store.mend();
    end('two', ALERTS);
    expect(await ticking).toMatchObject({ kind: 'done', stateFailure: { kind: 'unwritable' } });
    expect(stage.store.saved.queue).toMatchObject([{ status: 'running' }, { status: 'done' }]);
    expect(texts(stage).at(-1)).toContain('• two (two)');
  });

  it('the tick waits for its items, and saves what became of them if it can by then', async () => {
    const { stage, ticking, end } = await impatientTick(['slow']);
    stage.store.failWith('unwritable');
    stage.clock.advance(5);
    await settled();
    let isOver = false;
    void ticking.then(() => {
      isOver = true;
    });
    await settled();
    expect(isOver).toBe(false);
    stage.store.mend();
    end('slow', ALERTS);
    expect(await ticking).toMatchObject({ kind: 'done', stateFailure: { kind: 'unwritable' } });
    expect(stage.store.saved.queue).toMatchObject([{ status: 'done' }]);
  });
});

describe('an item that is marked as running', () => {
  it.each([
    ['is left to a runner that lives', 77, 0, 0],
    ['is taken up when its runner died', 78, 0, 1],
    ['is taken up when its lease is over, whoever has that pid now', 77, 600, 1],
    ['is taken up when its runner had the pid that is ours now', OWN_PID, 0, 1],
  ])('%s', async (_, pid, laterSeconds, runs) => {
    const stage = createStage([check()], { state: { queue: [claimedBy(pid)] } });
    stage.processes.add(77);
    stage.runner.script('check', ALERTS);
    stage.clock.advance(laterSeconds);
    await tickOn(stage);
    expect(stage.runner.calls).toHaveLength(runs);
    expect(stage.store.saved.queue).toMatchObject([
      runs === 0 ? { status: 'running', attempt: 1 } : { status: 'done', attempt: 2 },
    ]);
  });

  it('keeps no tick from watching', async () => {
    const stage = createStage([longJob({ enabled: true }), check()], { state: { queue: [claimedBy(77)] } });
    stage.processes.add(77);
    stage.runner.script('scan --status', PAUSED);
    await tickOn(stage);
    expect(texts(stage)).toHaveLength(1);
  });

  it('is given up and told when it was taken up three times', async () => {
    const queue = [claimedBy(78, { attempt: 3 })];
    const stage = createStage([check()], { state: { queue } });
    await tickOn(stage);
    expect(stage.runner.calls).toEqual([]);
    expect(texts(stage)).toEqual([expect.stringContaining('- error: interrupted 3 times')]);
  });
});
