import { describe, expect, it } from 'vitest';
import type { TurnLock } from '../../src/app/ports.ts';

export interface TurnLockUnderTest {
  readonly lock: TurnLock;
  /** Another who wants the same turn. */
  readonly rival: TurnLock;
  /** Whoever holds the turn loses it. */
  lose(): Promise<void>;
}

/** What every TurnLock does, the real one and the fake. */
export function turnLockContract(name: string, make: () => TurnLockUnderTest): void {
  describe(`${name} keeps the contract of a TurnLock`, () => {
    it('lets the holder work, and hands back what it found', async () => {
      expect(await make().lock.tryHold(async () => 42)).toEqual({ kind: 'held', value: 42 });
    });

    it('turns others away while it is held, and says whose turn it is', async () => {
      const { lock, rival } = make();
      const outcome = await lock.tryHold(() => rival.tryHold(async () => 'never'));
      expect(outcome).toMatchObject({ kind: 'held', value: { kind: 'busy' } });
      const inner = outcome.kind === 'held' && outcome.value.kind === 'busy' && outcome.value.owner;
      expect(inner).toMatch(/^pid \d+ \(\w+, since \d\d:\d\d:\d\d\)$/);
    });

    it('is no turn within a turn', async () => {
      const { lock } = make();
      const outcome = await lock.tryHold(() => lock.tryHold(async () => 'never'));
      expect(outcome).toMatchObject({ kind: 'held', value: { kind: 'busy' } });
    });

    it('is free again afterwards, for the rival and for the same again', async () => {
      const { lock, rival } = make();
      await lock.tryHold(async () => 1);
      expect(await rival.tryHold(async () => 2)).toEqual({ kind: 'held', value: 2 });
      expect(await lock.tryHold(async () => 3)).toEqual({ kind: 'held', value: 3 });
    });

    it('is free again after work that threw, and passes on what it threw', async () => {
      const { lock, rival } = make();
      const work = async () => {
        throw new Error('broken work');
      };
      await expect(lock.tryHold(work)).rejects.toThrow('broken work');
      expect(await rival.tryHold(async () => 2)).toEqual({ kind: 'held', value: 2 });
    });

    it('aborts nothing while it is held', async () => {
      const outcome = await make().lock.tryHold(async (signal) => signal.aborted);
      expect(outcome).toEqual({ kind: 'held', value: false });
    });

    it('aborts the work when the turn is lost', async () => {
      const { lock, lose } = make();
      const outcome = await lock.tryHold(async (signal) => {
        const aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted')));
        await lose();
        return aborted;
      });
      expect(outcome).toEqual({ kind: 'held', value: 'aborted' });
    });
  });
}
