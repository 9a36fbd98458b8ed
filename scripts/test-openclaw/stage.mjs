/** Where the test plays: the client, the gateway, the stand-in for Telegram, and a copy of the built program. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as narrator from '../demo/narrator.mjs';
import { startBotApi } from './bot-api.mjs';
import { freePort, startGateway } from './gateway.mjs';
import { BOT_TOKEN, GATEWAY_TOKEN, makeHome } from './home.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** What was told did not happen. */
export class NotSo extends Error {}

export function check(isSo, told) {
  if (!isSo) throw new NotSo(told);
  narrator.happened(told);
}

/** `end` must be called in every case: it ends the gateway and the stand-in. */
export async function setStage(installed, signal) {
  const home = await makeHome();
  const program = await copyProgram(home.folder);
  const telegram = await startBotApi(BOT_TOKEN);
  const port = await freePort();
  await home.writeOpenclawConfig({ apiRoot: telegram.apiRoot, port });
  let seen = 0;
  let gateway;
  const stage = {
    home,
    telegram,
    async startGateway() {
      gateway = await startGateway({ installed, home, port, telegram }, signal);
      return gateway;
    },
    writeJobs: (jobs, notify = {}) => home.writeJobs(jobs, { openclawBin: installed.client, ...notify }),

    /** Runs the program as cron would: `{exit, said, seconds, arrived}`. `env` is laid over what cron gives. */
    async opsMonitor(args, env = {}) {
      narrator.command(`ops-monitor ${args.map(shown).join(' ')}`);
      const cron = { PATH: '/usr/bin:/bin', HOME: home.home, TMPDIR: home.temp };
      const ended = await run([process.execPath, program, ...args], { ...cron, ...env }, home.home, signal);
      if (ended.said !== '') narrator.output(ended.said.slice(0, 600));
      for (const secret of [BOT_TOKEN.split(':')[1], GATEWAY_TOKEN]) {
        if (ended.said.includes(secret)) throw new NotSo('no command shows a token');
      }
      const arrived = telegram.messages.slice(seen);
      seen = telegram.messages.length;
      return { ...ended, arrived };
    },

    /** The client itself, with nothing of the monitor between. */
    client: (args, env, cwd) =>
      run(
        [installed.client, ...args],
        { PATH: `${installed.bin}:/usr/bin:/bin`, TMPDIR: home.temp, ...env },
        cwd,
        signal,
      ),

    async end() {
      await gateway?.stop();
      telegram.close();
    },
  };
  return stage;
}

/** Others may build the program anew while this runs. */
async function copyProgram(folder) {
  const target = join(folder, 'program');
  await mkdir(target);
  for (const name of ['ops-monitor.js', 'package.json']) await copyFile(join(DIST, name), join(target, name));
  return join(target, 'ops-monitor.js');
}

function shown(argument) {
  const text = /[\s'"<>&|*\\]/.test(argument) ? JSON.stringify(argument) : argument;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Stdout and stderr together are `said`. When `signal` aborts, the child is asked to end and awaited. */
async function run([file, ...args], env, cwd, signal) {
  signal.throwIfAborted();
  const began = performance.now();
  const child = spawn(file, args, {
    env: { ...env, OPENCLAW_NO_RESPAWN: '1' },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
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
  return { exit, said, seconds: (performance.now() - began) / 1000 };
}
