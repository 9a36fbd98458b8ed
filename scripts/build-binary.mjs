// `npm run build:binary`: dist-binary/ops-monitor, one executable with Node inside, for hosts where the scheduler finds no
// `node`. It is made by Node's own means (single executable applications), for the platform of the Node that it is made
// of. Not part of the npm package.
//   --node PATH     the Node to put in (default: the one that runs this)
//   --program PATH  the built file (default dist/ops-monitor.js)
//   --output PATH   where to put it
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { inject } from 'postject';

/** Where Node looks for the program inside of itself, and the mark in its binary that says whether it should. */
const RESOURCE = 'NODE_SEA_BLOB';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const { node, program, output } = parseArgs({
  options: {
    node: { type: 'string', default: process.execPath },
    program: { type: 'string', default: 'dist/ops-monitor.js' },
    output: { type: 'string', default: 'dist-binary/ops-monitor' },
  },
}).values;
const isMac = process.platform === 'darwin';
const work = await mkdtemp(join(tmpdir(), 'ops-monitor-binary-'));
try {
  const binary = join(work, 'ops-monitor');
  await copyFile(node, binary);
  await chmod(binary, 0o755);
  if (isMac) execFileSync('codesign', ['--remove-signature', binary]);
  await inject(binary, RESOURCE, await makeBlob(), {
    sentinelFuse: FUSE,
    ...(isMac ? { machoSegmentName: 'NODE_SEA' } : {}),
  });
  if (isMac) execFileSync('codesign', ['--sign', '-', binary]);
  const version = execFileSync(binary, ['--version'], { encoding: 'utf8', env: {} }).trim();
  await install(binary);
  const { size } = await stat(output);
  console.log(`${output}: ops-monitor ${version}, ${(size / 2 ** 20).toFixed(0)} MiB`);
} finally {
  await rm(work, { recursive: true, force: true });
}

/** The program as Node wants to find it in itself. */
async function makeBlob() {
  const config = join(work, 'sea-config.json');
  const blob = join(work, 'program.blob');
  const wanted = { main: program, output: blob, disableExperimentalSEAWarning: true };
  await writeFile(config, JSON.stringify(wanted));
  execFileSync(node, ['--experimental-sea-config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFile(blob);
}

/** In one step: a scheduler may call the program at any moment. */
async function install(binary) {
  await mkdir(dirname(output), { recursive: true });
  const temporary = `${output}.${process.pid}`;
  await copyFile(binary, temporary);
  await rename(temporary, output);
}
