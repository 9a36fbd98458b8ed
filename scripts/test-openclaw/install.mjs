/** The real client and the Node it asks for, installed from the npm registry into a folder of their own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const CLIENT = '2026.9.6';
const NODE = '24';
const PLATFORM = 'linux-x64';

/**
 * Returns `{client, bin, version, nodeVersion, isFresh, seconds}`; what is in `folder` from an earlier run is used again.
 * Throws with the last words of npm where it cannot be installed.
 */
export async function install(folder, signal) {
  const own = `${process.platform}-${process.arch}`;
  if (own !== PLATFORM) throw new Error(`this test needs ${PLATFORM}, and here is ${own}`);
  const began = performance.now();
  const versionOf = (name) => installedVersion(join(folder, 'node_modules', name));
  const isFresh = (await versionOf('openclaw')) !== CLIENT || !(await versionOf(`node-${PLATFORM}`));
  if (isFresh) await npmInstall(folder, [`openclaw@${CLIENT}`, `node-${PLATFORM}@${NODE}`], signal);
  const bin = join(folder, 'node_modules', '.bin');
  return {
    bin,
    client: join(bin, 'openclaw'),
    version: await versionOf('openclaw'),
    nodeVersion: await versionOf(`node-${PLATFORM}`),
    isFresh,
    seconds: (performance.now() - began) / 1000,
  };
}

/** Without the scripts of the packages: nothing but the registry is asked. */
async function npmInstall(folder, packages, signal) {
  await mkdir(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
  const child = spawn('npm', ['install', ...flags, ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`npm could not install ${packages.join(' and ')}:\n${said.trimEnd()}`);
}

async function installedVersion(folder) {
  try {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
