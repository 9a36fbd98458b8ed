import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTurnLock } from '../../src/adapters/turn-lock.ts';
import { createFakeTurnLock } from '../support/fakes.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { turnLockContract } from '../support/turn-lock-contract.ts';

const newFolder = useTempFolders();

turnLockContract('the turn lock', () => {
  const path = join(newFolder(), 'tick.lock');
  return {
    lock: createTurnLock({ path, command: 'tick', staleMs: 2000 }),
    rival: createTurnLock({ path, command: 'tick', staleMs: 2000 }),
    lose: async () => rmSync(path, { recursive: true }),
  };
});

turnLockContract('the fake turn lock', () => {
  const lock = createFakeTurnLock();
  return { lock, rival: lock, lose: async () => lock.lose() };
});

describe('the turn lock on disk', () => {
  it('makes its folder, closed to others, and leaves nothing in it', async () => {
    const folder = join(newFolder(), 'net', 'state');
    const path = join(folder, 'tick.lock');
    const modes = await createTurnLock({ path, command: 'tick' }).tryHold(async () =>
      [dirname(folder), folder, path].map((name) => statSync(name).mode & 0o777),
    );
    expect(modes).toEqual({ kind: 'held', value: [0o700, 0o700, 0o700] });
    expect([existsSync(path), existsSync(`${path}.owner`)]).toEqual([false, false]);
  });

  it('is a courtesy: where it cannot be made, the turn is taken without it', async () => {
    const file = join(newFolder(), 'a-file');
    writeFileSync(file, '');
    const holding = createTurnLock({ path: join(file, 'tick.lock'), command: 'tick' }).tryHold(
      async (lost) => lost.aborted,
    );
    await expect(holding).resolves.toEqual({ kind: 'held', value: false });
  });
});
