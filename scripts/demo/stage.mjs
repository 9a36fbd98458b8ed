/**
 * Where the story plays: the temporary home, the stand-in for Telegram, and the program, run as a scheduler would run it.
 */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findWorker } from '../../examples/jobs/parts/one-worker.mjs';
import { glossOf } from './gloss.mjs';
import { makeHome, writeOpenclawConfig } from './home.mjs';
import * as narrator from './narrator.mjs';
import { startStandInTelegram } from './stand-in-telegram.mjs';

export const PROGRAM = fileURLToPath(new URL('../../dist/ops-monitor.js', import.meta.url));
/** No real one: the stand-in takes it, and nobody else is ever asked. */
export const BOT_TOKEN = '10000001:demo-token-that-opens-nothing';
export const OWNER = '4242';

/** What was told did not happen. */
export class StoryBroken extends Error {}

export function check(isSo, told) {
  if (!isSo) throw new StoryBroken(told);
}

/** `signal` ends whatever runs; `clear` must be called in every case, and leaves neither process nor folder. */
export async function setStage(signal) {
  const home = await makeHome();
  const telegram = await startStandInTelegram(BOT_TOKEN);
  await writeOpenclawConfig(home, { botToken: BOT_TOKEN, owner: OWNER, apiRoot: telegram.apiRoot });
  let printed = 0;
  const stage = {
    home,
    telegram,
    worker: () => findWorker(home.stateDir),
    pause: (ms) => sleep(ms, undefined, { signal }),

    /** How many ms the program takes to do next to nothing here. */
    async measureCommand() {
      const began = performance.now();
      const { exit } = await runProgram(['--version'], home, signal);
      check(exit === 0, 'the built program runs');
      return performance.now() - began;
    },

    /** Runs `ops-monitor ARGS`, shows it, and returns what it said. It must end well. */
    async opsMonitor(...args) {
      narrator.command(`ops-monitor ${args.join(' ')}`);
      const ended = await runProgram(args, home, signal);
      if (ended.said !== '') narrator.output(ended.said);
      check(ended.exit === 0, `ops-monitor ${args.join(' ')} ends with exit code 0, not ${ended.exit}`);
      check(!ended.said.includes(BOT_TOKEN), 'no command shows the bot token');
      return ended.said;
    },

    /** One tick, and the messages that arrived by it. `isTerse`: it is not shown unless a message came. */
    async tick({ isTerse = false } = {}) {
      if (!isTerse) narrator.command('ops-monitor tick');
      const { exit, said } = await runProgram(['tick'], home, signal);
      const arrived = telegram.messages.slice(printed);
      printed = telegram.messages.length;
      if (isTerse && (arrived.length > 0 || said !== '')) narrator.command('ops-monitor tick');
      if (said !== '') narrator.output(said);
      for (const message of arrived) narrator.message(message, glossOf(message.text));
      check(exit === 0, `a tick ends with exit code 0, not ${exit}`);
      check(said === '', 'a tick that delivers its report prints nothing');
      return arrived.map(({ text }) => text);
    },

    async clear() {
      await killWorker(home.stateDir);
      telegram.close();
      await home.remove();
    },
  };
  return stage;
}

/** Stdout and stderr together are `said`. When `signal` aborts, the program is asked to end and awaited. */
async function runProgram(args, { env, folder }, signal) {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  };
  signal.addEventListener('abort', end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
    });
  }
  const exit = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code, killedBy) => resolve(code ?? killedBy));
  });
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  return { exit, said };
}

/** By the pid of its claim, and only while that pid is really the worker. */
async function killWorker(stateDir) {
  const worker = await findWorker(stateDir);
  if (!worker?.isAlive) return;
  process.kill(worker.pid, 'SIGKILL');
  while ((await findWorker(stateDir))?.isAlive) await sleep(20);
}
