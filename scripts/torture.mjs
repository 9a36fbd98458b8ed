// Bundles test/torture with all its campaigns into one temporary file and runs it: plain Node, no test runner between.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = (await readdir(join(root, 'test/torture/campaigns')))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort();
// A campaign is named as its file, so that only those that are asked for need to be loaded.
const { values } = parseArgs({ options: { only: { type: 'string' } }, strict: false });
const asked = String(values.only ?? '').split(',');
const chosen = asked.every((name) => names.includes(name)) ? asked : names;
const entry = [
  `export { main } from './test/torture/main.ts';`,
  ...chosen.map(
    (name, i) => `import { campaign as campaign${i} } from './test/torture/campaigns/${name}.ts';`,
  ),
  `export const campaigns = [${chosen.map((_, i) => `campaign${i}`).join(', ')}];`,
].join('\n');

// In the bundle each module still finds the files that lie beside its source.
const ownUrl = {
  name: 'own-url',
  setup({ onLoad }) {
    onLoad({ filter: /\/(test|src)\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: source.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

// Beside the packages, so that they are found from there.
const cache = join(root, 'node_modules/.cache');
await mkdir(cache, { recursive: true });
const outfile = join(cache, `torture-${process.pid}.mjs`);
await build({
  stdin: { contents: entry, resolveDir: root, loader: 'ts' },
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
  sourcemap: 'inline',
  plugins: [ownUrl],
});
try {
  process.setSourceMapsEnabled(true);
  const { main, campaigns } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2), campaigns);
} finally {
  await rm(outfile, { force: true });
}
