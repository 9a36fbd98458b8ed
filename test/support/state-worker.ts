/**
 * A program on its own that works on one state or one lock, for tests with real processes. Its arguments: what to do,
 * the path, and the rest as said below. It prints a line for each thing done, and a failure as JSON.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { acquire } from '../../src/adapters/file-lock.ts';
import { createJsonStateStore } from '../../src/adapters/json-state-store.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import type { MonitorState } from '../../src/schema/state.ts';

const [action = '', path = '', ...rest] = process.argv.slice(2);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const say = (line: string) => writeFileSync(1, `${line}\n`);

const store = createJsonStateStore({ path, clock: createSystemClock(), command: 'worker' });
const countIn = (state: MonitorState) => Number(state.count ?? 0);
const countUp = (state: MonitorState) => ({
  state: { ...state, count: countIn(state) + 1 },
  result: countIn(state) + 1,
});

const ACTIONS: Readonly<Record<string, () => Promise<void>>> = {
  /** TIMES: raises `count` so often by one, and prints the new value each time. */
  async count() {
    for (let left = Number(rest[0]); left > 0; left -= 1) say(String(await store.transact(countUp)));
  },

  /** BYTES: writes a state larger by so much. With a second argument, under that user id. */
  async grow() {
    if (rest[1]) process.seteuid?.(Number(rest[1]));
    await store.transact((state) => ({
      state: { ...state, ballast: 'x'.repeat(Number(rest[0])) },
      result: 0,
    }));
    say('written');
  },

  /** STALE_MS MODE: holds the lock until it is lost or the program is ended. MODE `polite` handles SIGTERM. */
  async hold() {
    const [staleMs, mode] = rest;
    if (mode === 'polite') {
      process.on('SIGTERM', async () => {
        say('SIGTERM');
        await pause(200);
        process.exit(143);
      });
    }
    const lock = await acquire(path, {
      pid: process.pid,
      command: 'hold',
      waitMs: 0,
      staleMs: Number(staleMs),
    });
    say(lock.kind);
    if (lock.kind === 'busy') return;
    const alive = setInterval(() => {}, 1000);
    lock.compromised.addEventListener('abort', async () => {
      say('lost');
      await lock.release();
      clearInterval(alive);
    });
  },

  /** TIMES: takes the lock so often; each time a file that only one may have made is made and removed. */
  async take() {
    for (let left = Number(rest[0]); left > 0; left -= 1) {
      const lock = await acquire(path, { pid: process.pid, command: 'take', waitMs: 60_000 });
      if (lock.kind === 'busy') throw new Error(`busy: ${lock.owner}`);
      writeFileSync(`${path}.inside`, String(process.pid), { flag: 'wx' });
      await pause(1);
      rmSync(`${path}.inside`);
      await lock.release();
      say('taken');
    }
  },
};

try {
  await ACTIONS[action]?.();
} catch (error) {
  const { name, kind, message } = error as Error & { kind?: string };
  say(JSON.stringify({ name, kind, message }));
  process.exitCode = 1;
}
