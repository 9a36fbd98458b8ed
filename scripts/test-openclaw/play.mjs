/** `node play.mjs FOLDER`: the test itself, with what is installed in FOLDER. Exit 1 where something is not as told. */
import { loadavg } from 'node:os';
import * as narrator from '../demo/narrator.mjs';
import { install } from './install.mjs';
import { bytesIn } from './size.mjs';
import { NotSo, setStage } from './stage.mjs';
import { tell } from './story.mjs';

/** Some four times what it takes on two busy cores: by then something hangs. */
const TIME_LIMIT_MS = 30 * 60_000;

async function play(folder, signal) {
  const installed = await install(folder, signal);
  const figures = [
    ['date', new Date().toISOString().slice(0, 10)],
    ['openclaw', installed.version],
    ['Node of openclaw', installed.nodeVersion],
    ['Node of ops-monitor', process.versions.node],
    ['installed', `${(bytesIn(folder) / 1e6).toFixed(0)} MB`],
  ];
  const stage = await setStage(installed, signal);
  try {
    await tell(stage, figures);
  } finally {
    await stage.end();
  }
  figures.push(['load average at the end', loadavg()[0].toFixed(1)]);
  narrator.title('All as told. Measured:');
  for (const [name, value] of figures) narrator.output(`${name}: ${value}`);
}

/** Returns the exit code. */
async function main() {
  const ending = new AbortController();
  const limit = setTimeout(() => ending.abort(), TIME_LIMIT_MS);
  try {
    await play(process.argv[2], ending.signal);
    return 0;
  } catch (error) {
    console.error(`FAILED: ${explain(error, ending.signal)}`);
    return 1;
  } finally {
    clearTimeout(limit);
  }
}

function explain(error, { aborted }) {
  if (aborted) return `not at its end after ${TIME_LIMIT_MS / 60_000} minutes`;
  return error instanceof NotSo ? `this is not so: ${error.message}` : error.message;
}

process.exitCode = await main();
