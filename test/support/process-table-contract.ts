import { describe, expect, it } from 'vitest';
import type { ProcessTable } from '../../src/app/ports.ts';

export interface ProcessTableUnderTest {
  readonly table: ProcessTable;
  readonly selfPid: number;
  readonly parentPid: number;
  /** Of a process that lives, ours to end. */
  readonly livePid: number;
  /** Of no process. */
  readonly deadPid: number;
}

/** What every ProcessTable does, the real one and the fake. */
export function processTableContract(name: string, make: () => Promise<ProcessTableUnderTest>): void {
  describe(`${name} keeps the contract of a ProcessTable`, () => {
    it('knows who is alive', async () => {
      const { table, selfPid, livePid, deadPid } = await make();
      expect([selfPid, livePid, deadPid].map(table.isAlive)).toEqual([true, true, false]);
    });

    it.each([0, -1, -2, 1.5, Number.NaN, 2 ** 40])('knows no process %d', async (pid) => {
      expect((await make()).table.isAlive(pid)).toBe(false);
    });

    it('asks a process to end', async () => {
      const { table, livePid } = await make();
      expect(table.terminate(livePid)).toBe('sent');
    });

    it('says that a process which is not there could not be asked', async () => {
      const { table, deadPid } = await make();
      expect(table.terminate(deadPid)).toBe('failed');
    });

    it.each([0, 1, -1, -4000, 2.5, Number.NaN])('refuses to signal %d', async (pid) => {
      expect((await make()).table.terminate(pid)).toBe('refused');
    });

    it('refuses to signal itself and its parent', async () => {
      const { table, selfPid, parentPid } = await make();
      expect([selfPid, parentPid].map(table.terminate)).toEqual(['refused', 'refused']);
    });
  });
}
