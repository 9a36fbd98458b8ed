import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findSelf } from '../../src/adapters/self-command.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();

/** In the working folder and not in the temporary one, whose names are taken for passing. */
function createHost() {
  const root = newFolder();
  const node = join(root, 'Cellar', 'node', '24.1.0', 'bin', 'node');
  const script = join(root, 'lib', 'ops-framework', 'dist', 'ops-monitor.js');
  for (const file of [node, script]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    chmodSync(file, 0o755);
  }
  const bin = join(root, 'bin');
  mkdirSync(bin);
  return { root, node, script, bin };
}

it('calls by absolute paths, and is typed by its name where the shell finds it by that', () => {
  const { node, script, bin } = createHost();
  const link = join(bin, 'ops-monitor');
  symlinkSync(script, link);
  const self = findSelf({ env: { PATH: `relative:${bin}` }, execPath: node, script: link });
  expect(self).toEqual({ argv: [node, link], typed: 'ops-monitor', folder: dirname(node) });
});

it('is typed by its paths where another program has its name, or none has', () => {
  const { root, node, script, bin } = createHost();
  writeFileSync(join(bin, 'ops-monitor'), '');
  chmodSync(join(bin, 'ops-monitor'), 0o755);
  const copy = join(root, 'my tools.js');
  writeFileSync(copy, '');
  expect(findSelf({ env: { PATH: bin }, execPath: node, script }).typed).toBe(`${node} ${script}`);
  expect(findSelf({ env: {}, execPath: node, script: copy }).typed).toBe(`${node} '${copy}'`);
});

it('the single executable is its own node', () => {
  const { node } = createHost();
  expect(findSelf({ env: {}, execPath: node, script: undefined })).toEqual({
    argv: [node],
    typed: node,
    folder: dirname(node),
  });
});

it('node goes by the name that outlives an upgrade, where the shell has one that lasts', () => {
  // The real one: a link to it in a temporary folder is not taken, and its own folder is.
  const real = process.execPath;
  const { bin, script } = createHost();
  symlinkSync(real, join(bin, 'node'));
  expect(findSelf({ env: { PATH: bin }, execPath: real, script }).argv[0]).toBe(real);
  expect(findSelf({ env: { PATH: dirname(real) }, execPath: real, script }).argv[0]).toBe(
    join(dirname(real), 'node'),
  );
});
