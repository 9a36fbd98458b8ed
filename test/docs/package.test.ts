/** What somebody gets who installs the package: the program, its map and licences, the documents, the examples. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WHOLE_FOLDERS = /^(examples|docs\/pictures|schema)\//;

test('the package holds what users need, and nothing else', { timeout: 60_000 }, async () => {
  // Without scripts: the program was built before the tests.
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', words, { cwd: ROOT });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string; mode: number }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['examples/ops-jobs.example.json', 'examples/README.md']));
  expect(paths.filter((path) => !WHOLE_FOLDERS.test(path)).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'OPS_FRAMEWORK.md',
    'README.md',
    'README.zh-CN.md',
    'SKILL.md',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/ops-monitor.js',
    'dist/ops-monitor.js.map',
    'dist/package.json',
    'package.json',
  ]);
  const program = files.find(({ path }) => path === 'dist/ops-monitor.js');
  expect((program?.mode ?? 0) & 0o111).toBe(0o111);
});
