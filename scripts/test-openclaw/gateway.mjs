/** A real gateway on loopback, as one process that is ended by its pid. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 180_000;
const STOP_MS = 30_000;
/** On a busy machine its own time limits for the start run out at times. */
const TRIES = 3;

/** Resolves when it answers and asks Telegram for news: `{seconds, freeze, thaw, stop}`. */
export async function startGateway(places, signal) {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await tryToStart(places, signal);
    } catch (error) {
      if (left === 0 || signal.aborted) throw error;
    }
  }
}

async function tryToStart({ installed, home, port, telegram }, signal) {
  const outputFile = join(home.folder, 'gateway.out');
  const output = openSync(outputFile, 'w');
  const child = spawn(installed.client, ['gateway', 'run'], {
    cwd: home.home,
    env: gatewayEnv(installed, home),
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = new Promise((resolve) => child.once('error', resolve).once('exit', resolve));
  const stop = () => end(child, ended);
  try {
    const began = performance.now();
    await waitUntil(child, () => isReady(port, telegram), signal);
    const seconds = (performance.now() - began) / 1000;
    const send = (name) => () => child.kill(name);
    return { seconds, freeze: send('SIGSTOP'), thaw: send('SIGCONT'), stop };
  } catch (error) {
    await stop();
    signal.throwIfAborted();
    throw new Error(`${error.message}; its last words:\n${readFileSync(outputFile, 'utf8').slice(-3000)}`);
  }
}

function gatewayEnv({ bin }, { home, stateDir, configPath, temp }) {
  return {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: home,
    TMPDIR: temp,
    OPENCLAW_STATE_DIR: stateDir,
    OPENCLAW_CONFIG_PATH: configPath,
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_NO_AUTO_UPDATE: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
  };
}

async function waitUntil(child, isDone, signal) {
  const limit = performance.now() + START_MS;
  while (!(await isDone())) {
    await sleep(100, undefined, { signal });
    if (child.exitCode !== null || child.signalCode !== null || !child.pid)
      throw new Error('the gateway ended');
    if (performance.now() > limit) throw new Error(`the gateway was not ready after ${START_MS / 1000} s`);
  }
}

async function isReady(port, telegram) {
  if (!telegram.methods.has('getUpdates')) return false;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5000) });
    return response.ok;
  } catch {
    return false;
  }
}

/** What it started itself and left behind ends with the network that it lives in. */
async function end(child, ended) {
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(patience);
}

/** Nobody listened there a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
