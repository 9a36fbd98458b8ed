import { describe, expect, it } from 'vitest';
import type { StateStore } from '../../src/app/ports.ts';
import type { MonitorState } from '../../src/schema/state.ts';

export interface StateStoreUnderTest {
  readonly store: StateStore;
  /** Another who works on the same state. */
  readonly other: StateStore;
  /** Once, while the next change is under way, another program changes the state so without asking for the lock. */
  interfere(change: (state: MonitorState) => MonitorState): void;
}

const countIn = (state: MonitorState) => Number(state.count ?? 0);
const countUp = (state: MonitorState) => ({
  state: { ...state, count: countIn(state) + 1 },
  result: countIn(state) + 1,
});

/** What every StateStore does, the real one and the fake. */
export function stateStoreContract(name: string, make: () => StateStoreUnderTest): void {
  describe(`${name} keeps the contract of a StateStore`, () => {
    it('begins fresh', async () => {
      expect(await make().store.read()).toMatchObject({ version: 1, jobs: {}, queue: [], outbox: [] });
    });

    it('remembers a change, and hands back what it found', async () => {
      const { store, other } = make();
      const job = { lastSeen: { running: true, completed: false }, lastReportAt: 12.5 };
      const change = (state: MonitorState) => ({ state: { ...state, jobs: { sync: job } }, result: 'done' });
      expect(await store.transact(change)).toBe('done');
      expect((await store.read()).jobs).toEqual({ sync: job });
      expect((await other.read()).jobs).toEqual({ sync: job });
    });

    it('keeps keys that nobody knows, at every depth', async () => {
      const { store } = make();
      const jobs = { sync: { theirs: [1, { deep: null }] } };
      await store.transact((state) => ({ state: { ...state, jobs, alien: 'x' }, result: 0 }));
      await store.transact(countUp);
      expect(await store.read()).toMatchObject({ jobs, alien: 'x', count: 1 });
    });

    it('counts its writes, and does not write where nothing changed', async () => {
      const { store } = make();
      const revisions = [(await store.read()).revision];
      for (const change of [countUp, countUp, (state: MonitorState) => ({ state, result: 0 }), countUp]) {
        await store.transact(change);
        revisions.push((await store.read()).revision);
      }
      const [first = 0] = revisions;
      expect(revisions.map((revision) => revision - first)).toEqual([0, 1, 2, 2, 3]);
    });

    it('keeps what it had where a change throws, and passes on what it threw', async () => {
      const { store } = make();
      await store.transact(countUp);
      const before = await store.read();
      const broken = () => {
        throw new TypeError('broken change');
      };
      await expect(store.transact(broken)).rejects.toThrow('broken change');
      expect(await store.read()).toEqual(before);
      expect(await store.transact(countUp)).toBe(2);
    });

    it('hands out states that are nobody else’s', async () => {
      const { store } = make();
      await store.transact(countUp);
      const mine = await store.read();
      mine.jobs.sync = {};
      expect((await store.read()).jobs).toEqual({});
    });

    it('applies changes that come at once one after another, in the order they came', async () => {
      const { store } = make();
      const results = await Promise.all(Array.from({ length: 10 }, () => store.transact(countUp)));
      expect(results).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it('loses no change of two who work at once', async () => {
      const { store, other } = make();
      const both = Array.from({ length: 10 }, (_, i) => (i % 2 ? store : other).transact(countUp));
      expect((await Promise.all(both)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(countIn(await store.read())).toBe(10);
    });

    it('applies a change again where another one came between', async () => {
      const { store, interfere } = make();
      await store.transact(countUp);
      interfere((state) => ({ ...state, theirs: 'kept', count: 40 }));
      expect(await store.transact(countUp)).toBe(41);
      expect(await store.read()).toMatchObject({ theirs: 'kept', count: 41 });
    });

    it('loses what JSON cannot hold', async () => {
      const { store } = make();
      await store.transact((state) => ({ state: { ...state, gone: undefined, kept: null }, result: 0 }));
      const state = await store.read();
      expect([Object.hasOwn(state, 'gone'), state.kept]).toEqual([false, null]);
    });
  });
}
