// The Nodes of this machine: the one that runs this, those given by --node, and the newest of each major version that a
// version manager keeps.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders of versions, and where the program is in each. */
const MANAGERS = [
  ['.nvm/versions/node', 'bin/node'],
  ['.local/share/fnm/node-versions', 'installation/bin/node'],
  ['.volta/tools/image/node', 'bin/node'],
];
const MAJORS = [20, 22, 24];

/** Returns `[{path, version}]`, one of each major version, the oldest first. `given` go before found ones. */
export function findNodes(given) {
  const found = MANAGERS.flatMap(([folder, program]) => versionsIn(join(homedir(), folder), program));
  const byMajor = new Map();
  for (const path of [...given, process.execPath, ...found]) {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    const major = Number(version.slice(1).split('.', 1)[0]);
    const isWanted = MAJORS.includes(major) || given.includes(path) || path === process.execPath;
    if (isWanted && !byMajor.has(major)) byMajor.set(major, { path: realpathSync(path), version });
  }
  return [...byMajor.values()].sort((one, other) =>
    one.version.localeCompare(other.version, 'en', { numeric: true }),
  );
}

function versionsIn(folder, program) {
  if (!existsSync(folder)) return [];
  const byAge = readdirSync(folder).sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  return byAge.map((version) => join(folder, version, program)).filter((path) => existsSync(path));
}
