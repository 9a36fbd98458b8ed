/** A process that dies in the middle: after the n-th line of the journal nothing it does has any effect. */
import type { StateStore } from '../../src/app/ports.ts';
import { createStage, type Stage, type StageOptions } from './app-stage.ts';

export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A stage that is dead once its journal has `lines` lines: whoever writes the last of them gets a Crash. */
export function createMortalStage(file: unknown, lines: number, options: StageOptions = {}): Stage {
  const journal: string[] = [];
  const isDead = () => journal.length >= lines;
  journal.push = (...entries) => {
    if (isDead()) throw new Crash('it is dead already');
    for (const entry of entries) journal[journal.length] = entry;
    if (isDead()) throw new Crash(`after ${journal.join(', ')}`);
    return journal.length;
  };
  const stage = createStage(file, { ...options, journal });
  return { ...stage, store: mortalStore(stage.store, isDead) };
}

/** Its writes come before their line in the journal: what a dead process still has under way must not be saved. */
function mortalStore<S extends StateStore>(store: S, isDead: () => boolean): S {
  const transact: StateStore['transact'] = (change) =>
    isDead() ? Promise.reject(new Crash('it is dead already')) : store.transact(change);
  // The fake's `saved` is a getter, which a copy would freeze.
  return Object.create(store, { transact: { value: transact } }) as S;
}
