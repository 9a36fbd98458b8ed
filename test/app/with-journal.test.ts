import { describe, expect, it } from 'vitest';
import type { EventWriter } from '../../src/app/ports.ts';
import { withJournal } from '../../src/app/with-journal.ts';
import type { JournalEvent } from '../../src/schema/event.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import { createStage, PAUSED, RUNNING, tickOn } from '../support/app-stage.ts';
import { createFakeClock, createFakeStateStore, NOON } from '../support/fakes.ts';
import { stateStoreContract } from '../support/state-store-contract.ts';
import { longJob } from '../support/written-jobs.ts';

const NOBODY: EventWriter = { append: async () => {} };

stateStoreContract('a store with a journal', () => {
  const store = createFakeStateStore();
  return {
    store: withJournal(store, NOBODY, createFakeClock()),
    other: withJournal(store, NOBODY, createFakeClock()),
    interfere: (change) => store.interfere(change),
  };
});

function createJournal(order: string[] = []) {
  const events: JournalEvent[] = [];
  const calls: number[] = [];
  const writer: EventWriter = {
    async append(more) {
      order.push('journal');
      calls.push(more.length);
      events.push(...more);
    },
  };
  return { writer, events, calls, names: () => events.map(({ event }) => event) };
}

const stopped = (id: string, at: number) => (state: MonitorState) => ({
  state: { ...state, jobs: { ...state.jobs, [id]: { ...state.jobs[id], lastStopAt: at } } },
  result: 'done',
});

describe('what a saved change came to', () => {
  it('is written after it, at the time of it, in one go', async () => {
    const order: string[] = [];
    const { events, calls, ...journal } = createJournal(order);
    const store = withJournal(createFakeStateStore({}, order), journal.writer, createFakeClock());
    expect(await store.transact(stopped('scan', 5))).toBe('done');
    expect(events).toEqual([{ v: 1, at: NOON, event: 'stopped', job: 'scan' }]);
    expect([order, calls]).toEqual([['save', 'journal'], [1]]);
  });

  it('is written as it was saved, where others came in between', async () => {
    const { writer, events } = createJournal();
    const inner = createFakeStateStore();
    inner.interfere((state) => ({ ...state, jobs: { scan: { lastStopAt: 7 } } }));
    const store = withJournal(inner, writer, createFakeClock());
    await store.transact((state) => {
      const id = state.jobs.scan === undefined ? 'not-saved' : 'saved';
      return stopped(id, 5)(state);
    });
    expect(events).toMatchObject([{ event: 'stopped', job: 'saved' }]);
  });

  it('is nothing where nothing happened, or nothing was saved', async () => {
    const { writer, calls } = createJournal();
    const inner = createFakeStateStore();
    const store = withJournal(inner, writer, createFakeClock());
    await store.transact((state) => ({ state, result: 0 }));
    await store.transact((state) => ({ state: { ...state, lastTickAt: 5 }, result: 0 }));
    inner.failWith('unwritable');
    await expect(store.transact(stopped('scan', 5))).rejects.toThrow('no space left');
    expect(calls).toEqual([]);
  });

  it('does not fail with the journal', async () => {
    const broken: EventWriter = { append: () => Promise.reject(new Error('broken')) };
    const inner = createFakeStateStore();
    const store = withJournal(inner, broken, createFakeClock());
    expect(await store.transact(stopped('scan', 5))).toBe('done');
    expect(inner.saved.jobs.scan?.lastStopAt).toBe(5);
  });
});

it('a tick that resumes a job tells all of it, in its order', async () => {
  const { writer, events, names } = createJournal();
  const stage = createStage([longJob({ enabled: true, policy: { autoResume: true } })]);
  stage.runner.script('scan --status', PAUSED);
  stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
  await tickOn({ ...stage, store: withJournal(stage.store, writer, stage.clock) });
  expect(names()).toEqual(['started', 'start-ended', 'changed', 'told', 'sent']);
  expect(events.at(-1)).toMatchObject({ jobs: ['scan'], via: 'fake' });
});

it('a tick that prints tells it so', async () => {
  const { writer, events } = createJournal();
  const stage = createStage([longJob({ enabled: true })]);
  stage.runner.script('scan --status', RUNNING);
  await tickOn({ ...stage, store: withJournal(stage.store, writer, stage.clock) }, { isPrintOnly: true });
  expect(events.at(-1)).toMatchObject({ event: 'sent', via: expect.any(String) });
});

it('a send that fails is told with its reason and the next try', async () => {
  const { writer, events } = createJournal();
  const stage = createStage([longJob({ enabled: true })]);
  stage.runner.script('scan --status', PAUSED);
  stage.notifier.answer({ kind: 'failed', detail: 'no route', retryAfterSeconds: 90 });
  await tickOn({ ...stage, store: withJournal(stage.store, writer, stage.clock) });
  expect(events.at(-1)).toMatchObject({
    event: 'failed',
    outcome: 'failed',
    error: 'no route',
    nextAt: NOON + 90,
  });
});
