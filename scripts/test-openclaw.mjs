/**
 * `npm run test:openclaw [-- --keep FOLDER]`: the built program against the real client. Installs openclaw and its Node
 * (some 850 MB; into FOLDER, where they stay for the next run, else into a temporary folder), starts a real gateway on
 * loopback with a stand-in for Telegram, and checks what arrives. Linux x64 alone. Exit 1 where it is not so.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as narrator from './demo/narrator.mjs';
import { install } from './test-openclaw/install.mjs';
import { runWithLoopbackOnly } from './test-openclaw/loopback-only.mjs';

const PROGRAM = fileURLToPath(new URL('../dist/ops-monitor.js', import.meta.url));
const PLAY = fileURLToPath(new URL('./test-openclaw/play.mjs', import.meta.url));

/** Returns the exit code. */
async function testIn(folder, signal) {
  narrator.title('ops-monitor against the real openclaw');
  const { isFresh, seconds } = await install(folder, signal);
  if (isFresh) narrator.output(`installed in ${seconds.toFixed(0)} s`);
  return runWithLoopbackOnly([PLAY, folder], signal);
}

/** Returns the exit code. */
async function main() {
  const { keep } = parseArgs({ options: { keep: { type: 'string' } } }).values;
  if (!existsSync(PROGRAM)) return fail('dist/ops-monitor.js is not there. Run: npm run build');
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort(signal));
  // As in `| head`: nobody reads on.
  process.stdout.on('error', () => ending.abort('SIGPIPE'));
  const folder = keep ? resolve(keep) : await mkdtemp(join(tmpdir(), 'ops-openclaw-client-'));
  try {
    return await testIn(folder, ending.signal);
  } catch (error) {
    return ending.signal.aborted ? 128 + constants.signals[ending.signal.reason] : fail(error.message);
  } finally {
    if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function fail(why) {
  console.error(`FAILED: ${why}`);
  return 1;
}

process.exitCode = await main();
