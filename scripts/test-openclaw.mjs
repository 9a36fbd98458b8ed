/**
 * `npm run test:openclaw [-- --keep FOLDER]`: the built program against the real client. Installs openclaw and its Node
 * (some 835 MB; into FOLDER, where they stay for the next run, else into a temporary folder), starts a real gateway on
 * loopback with a stand-in for Telegram, and checks what arrives. Exit 1 where it is not so.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as narrator from './demo/narrator.mjs';
import { install } from './test-openclaw/install.mjs';
import { bytesIn } from './test-openclaw/size.mjs';
import { NotSo, setStage } from './test-openclaw/stage.mjs';
import { tell } from './test-openclaw/story.mjs';

const PROGRAM = fileURLToPath(new URL('../dist/ops-monitor.js', import.meta.url));
/** Some four times what it takes on two busy cores: by then something hangs. */
const TIME_LIMIT_MS = 30 * 60_000;

async function testWith(folder, figures, signal) {
  narrator.title('ops-monitor against the real openclaw');
  const installed = await install(folder, signal);
  figures.push(['openclaw', installed.version], ['Node of openclaw', installed.nodeVersion]);
  figures.push(
    ['Node of ops-monitor', process.versions.node],
    ['date', new Date().toISOString().slice(0, 10)],
  );
  if (installed.isFresh) figures.push(['installation', `${installed.seconds.toFixed(0)} s`]);
  figures.push(['installed', `${(bytesIn(folder) / 1e6).toFixed(0)} MB`]);
  const stage = await setStage(installed, signal);
  try {
    await tell(stage, figures);
  } finally {
    await stage.clear();
  }
}

/** Returns the exit code. */
async function main() {
  const { keep } = parseArgs({ options: { keep: { type: 'string' } } }).values;
  if (!existsSync(PROGRAM)) return fail('dist/ops-monitor.js is not there. Run: npm run build');
  const ending = new AbortController();
  const limit = setTimeout(() => ending.abort('time limit'), TIME_LIMIT_MS);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort(signal));
  process.stdout.on('error', () => ending.abort('SIGPIPE'));
  const folder = keep ? resolve(keep) : await mkdtemp(join(tmpdir(), 'ops-openclaw-client-'));
  const figures = [];
  try {
    await testWith(folder, figures, ending.signal);
    figures.push(['load average at the end', loadavg()[0].toFixed(1)]);
    narrator.title('All as told. Measured:');
    for (const [name, value] of figures) narrator.output(`${name}: ${value}`);
    return 0;
  } catch (error) {
    return explain(error, ending.signal);
  } finally {
    clearTimeout(limit);
    if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function explain(error, { aborted, reason }) {
  if (aborted && reason !== 'time limit') return 128 + constants.signals[reason];
  if (aborted) return fail(`not at its end after ${TIME_LIMIT_MS / 60_000} minutes`);
  return fail(error instanceof NotSo ? `this is not so: ${error.message}` : error.message);
}

function fail(why) {
  console.error(`FAILED: ${why}`);
  return 1;
}

process.exitCode = await main();
