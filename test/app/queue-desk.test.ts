/** The operator's hand in the queue: what may be put there, and what may be taken out. */
import { describe, expect, it } from 'vitest';
import { addToQueue, dropFromQueue, findDroppable, readQueue } from '../../src/app/queue-desk.ts';
import type { QueueItem } from '../../src/schema/state.ts';
import { claimedBy, item } from '../support/app-entries.ts';
import { createStage, type Stage, tickOn } from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob, write } from '../support/written-jobs.ts';

const FILE = [
  check(),
  longJob(),
  write({ after: [{ jobId: 'check' }] }),
  check({ id: 'risky', risk: 'write_local' }),
];

const stageWith = (...queue: QueueItem[]): Stage => createStage(FILE, { state: { queue } });
const add = (stage: Stage, id: string, delaySeconds = 0) =>
  addToQueue(stage, stage.setting.loaded, { id, delaySeconds });
const ids = (stage: Stage) => stage.store.saved.queue.map(({ id }) => id);

describe('adding', () => {
  it('queues a check, disabled as it may be, and the next tick that finds it due runs it', async () => {
    const stage = stageWith();
    stage.runner.script('check', { kind: 'exited', exitCode: 0, stdout: 'ALERT: seen' });
    expect(await add(stage, 'check', 600)).toMatchObject({
      ok: true,
      value: { at: NOON, item: { id: 'q1.1', jobId: 'check', notBefore: NOON + 600, reason: 'operator' } },
    });
    await tickOn(stage);
    expect(stage.runner.calls).toEqual([]);
    stage.clock.advance(600);
    await tickOn(stage);
    expect(stage.store.saved.queue).toMatchObject([{ id: 'q1.1', status: 'done', attempt: 1 }]);
    expect(stage.notifier.sent.map(({ text }) => text)).toEqual([expect.stringContaining('ALERT: seen')]);
  });

  it('keeps the delay whole where the clock was set back since the last tick', async () => {
    const stage = createStage(FILE, {
      state: { lastTickAt: NOON + 3600, queue: [item('q1', { notBefore: NOON + 3660 })] },
    });
    await add(stage, 'check', 1800);
    expect(stage.store.saved).toMatchObject({
      lastTickAt: NOON,
      queue: [{ id: 'q1', notBefore: NOON + 60 }, { notBefore: NOON + 1800 }],
    });
    expect((await readQueue(stage, false)).items[1]?.item.notBefore).toBe(NOON + 1800);
    await tickOn(stage);
    expect(stage.runner.calls).toEqual([]);
  });

  it.each([
    ['scan', { kind: 'queue-blocked', jobKind: 'long_running_read' }],
    ['write', { kind: 'queue-blocked', jobKind: 'one_shot_write' }],
    ['risky', { kind: 'queue-blocked', risk: 'write_local' }],
    ['nobody', { kind: 'unknown-job' }],
  ])('refuses %s, and saves nothing', async (id, failure) => {
    const stage = stageWith();
    expect(await add(stage, id)).toMatchObject({ ok: false, failure });
    expect(stage.store.writes).toEqual([]);
  });
});

describe('reading', () => {
  const QUEUE = [
    item('q1'),
    claimedBy(77, { id: 'q2' }),
    claimedBy(3000, { id: 'q3' }),
    item('q4', { status: undefined }),
    item('q5', { status: 'done' }),
    item('q6', { status: 'theirs' }),
  ];

  it('shows what waits and runs, and whether its tick still lives', async () => {
    const { items, at } = await readQueue(stageWith(...QUEUE), false);
    expect(at).toBe(NOON);
    expect(items.map(({ item, isBeingRun }) => [item.id, isBeingRun])).toEqual([
      ['q1', false],
      ['q2', false],
      ['q3', true],
      ['q4', false],
    ]);
  });

  it('shows all there is where it is asked to, and changes nothing', async () => {
    const stage = stageWith(...QUEUE);
    expect((await readQueue(stage, true)).items).toHaveLength(6);
    expect(stage.store.writes).toEqual([]);
  });
});

describe('dropping', () => {
  it.each([
    ['what waits', item('q1')],
    ['what is not due yet', item('q1', { notBefore: NOON + 60 })],
    ['what an ended tick was running', claimedBy(77)],
    ['what was claimed too long ago', claimedBy(3000, { lease: { pid: 3000, claimedAt: 0, until: NOON } })],
  ])('takes out %s, and that alone', async (_, waiting) => {
    const stage = stageWith(item('q0'), waiting, item('q2'));
    expect(await dropFromQueue(stage, 'q1')).toMatchObject({ ok: true, value: { id: 'q1' } });
    expect(ids(stage)).toEqual(['q0', 'q2']);
  });

  it.each<[string, QueueItem[], object]>([
    ['what a tick runs', [claimedBy(3000)], { kind: 'item-running', pid: 3000 }],
    ['what has ended', [item('q1', { status: 'failed' })], { kind: 'item-ended', status: 'failed' }],
    ["what is somebody's own", [item('q1', { status: 'theirs' })], { kind: 'item-ended', status: 'theirs' }],
    ['what is not there', [item('q2')], { kind: 'not-waiting', known: ['q2'] }],
  ])('does not take out %s', async (_, queue, failure) => {
    const stage = stageWith(...queue);
    expect(await findDroppable(stage, 'q1')).toMatchObject({ ok: false, failure });
    expect(await dropFromQueue(stage, 'q1')).toMatchObject({ ok: false, failure });
    expect(stage.store.writes).toEqual([]);
  });

  it('takes the one that waits, where two bear the id', async () => {
    const stage = stageWith(item('q1', { status: 'done' }), item('q1'));
    await dropFromQueue(stage, 'q1');
    expect(stage.store.saved.queue).toMatchObject([{ status: 'done' }]);
  });

  it('looks again when it does it: a tick may have claimed it since', async () => {
    const stage = stageWith(item('q1'));
    stage.store.interfere((state) => ({ ...state, queue: [claimedBy(3000)] }));
    expect(await dropFromQueue(stage, 'q1')).toMatchObject({ failure: { kind: 'item-running' } });
    expect(ids(stage)).toEqual(['q1']);
  });
});
