import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createJsonStateStore } from '../../src/adapters/json-state-store.ts';
import { createFakeClock } from '../support/fakes.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { useWorkers } from '../support/worker-process.ts';

const newFolder = useTempFolders();
const newPath = () => join(newFolder(), 'ops-monitor.json');
const workers = useWorkers();

const storeAt = (path: string) => createJsonStateStore({ path, clock: createFakeClock(), command: 'test' });
const countIn = async (path: string) => Number((await storeAt(path).read()).count ?? 0);

describe('many programs on one state', () => {
  it('lose no change: 20 programs, 25 changes each', async () => {
    const path = newPath();
    const counters = Array.from({ length: 20 }, () => workers.start('count', path, '25'));
    expect(await Promise.all(counters.map((counter) => counter.ended))).toEqual(Array(20).fill(0));
    const results = counters.flatMap((counter) => counter.lines.map(Number));
    expect(results.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(await countIn(path)).toBe(500);
    expect((await storeAt(path).read()).revision).toBe(500);
    expect(readdirSync(dirname(path))).toEqual(['ops-monitor.json']);
  }, 120_000);

  it('lose no change either while one of them is killed again and again', async () => {
    const path = newPath();
    const counters = Array.from({ length: 4 }, () => workers.start('count', path, '40'));
    let done = 0;
    for (let round = 0; round < 8; round += 1) {
      const victim = workers.start('count', path, '100000');
      await pause(60 + Math.random() * 150);
      victim.child.kill('SIGKILL');
      await victim.ended;
      done += victim.lines.length;
    }
    expect(await Promise.all(counters.map((counter) => counter.ended))).toEqual(Array(4).fill(0));
    done += counters.reduce((sum, counter) => sum + counter.lines.length, 0);
    // A victim may have been killed between its write and telling of it.
    const count = await countIn(path);
    expect(count).toBeGreaterThanOrEqual(done);
    expect(count).toBeLessThanOrEqual(done + 8);
  }, 120_000);
});

describe('a program killed in the middle of its transactions', () => {
  it('leaves a whole file, no done change is lost, and the next transaction is not held up', async () => {
    const path = newPath();
    let told = 0;
    for (let round = 0; round < 20; round += 1) {
      const victim = workers.start('count', path, '100000');
      await victim.says(String(told + 1));
      await pause(Math.random() * 30);
      victim.child.kill('SIGKILL');
      expect(await victim.ended).toBe('SIGKILL');

      const onDisk = JSON.parse(readFileSync(path, 'utf8'));
      const last = Number(victim.lines.at(-1));
      expect([last, last + 1]).toContain(onDisk.count);

      const from = performance.now();
      told = await storeAt(path).transact((state) => {
        const count = Number(state.count) + 1;
        return { state: { ...state, count }, result: count };
      });
      expect(performance.now() - from).toBeLessThan(15_000);
      expect(readdirSync(dirname(path))).toEqual(['ops-monitor.json']);
    }
    expect(existsSync(`${path}.lock`)).toBe(false);
  }, 120_000);
});
