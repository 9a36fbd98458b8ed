/** Processes that die: at their n-th act, before or after it had its effect; and the one thing that outlives them. */
import type { StateStore } from '../../../src/app/ports.ts';
import { freshState, type MonitorState } from '../../../src/schema/state.ts';

class Death extends Error {
  override readonly name = 'Death';
}

export function isDeath(error: unknown): boolean {
  return error instanceof Death;
}

export interface Mortality {
  /** An act with an effect on the world. A dead process has none. */
  act<T>(effect: () => Promise<T>): Promise<T>;
}

/** `diesAt` counts acts from 1; undefined: it lives. */
export function createMortality(diesAt: number | undefined, isAfterEffect: boolean): Mortality {
  let acts = 0;
  return {
    async act(effect) {
      acts += 1;
      if (diesAt === undefined || acts < diesAt) return effect();
      if (acts === diesAt && isAfterEffect) await effect();
      throw new Death(`at act ${diesAt}`);
    },
  };
}

/** Keeps the state as a file would; `saved` sees each one that was written. */
export function createMemoryStore(saved: (state: MonitorState) => void): StateStore {
  let current = freshState();
  return {
    read: async () => current,
    async transact(change) {
      const { state, result } = change(current);
      if (state === current) return result;
      current = { ...state, revision: current.revision + 1 };
      // Now and then through the text of a file, or the state would hold what no file can. Each time would take too long.
      if (current.revision % 16 === 0) current = JSON.parse(JSON.stringify(current)) as MonitorState;
      saved(current);
      return result;
    },
  };
}
