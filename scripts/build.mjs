// Bundles the program and all its libraries into one file, as CommonJS: a lone `.js` file is that to every Node, and
// it starts faster than an ES module. dist/package.json keeps it that inside this ES module package.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { lazyPackages } from './lazy-packages.mjs';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
const { metafile } = await build({
  ...common,
  entryPoints: ['src/bin.ts'],
  outfile: 'dist/ops-monitor.js',
  sourcemap: 'linked',
  sourcesContent: false,
  banner: { js: '#!/usr/bin/env node' },
  plugins: [lazyPackages(common)],
  metafile: true,
});
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
await chmod('dist/ops-monitor.js', 0o755);

if (process.argv.includes('--sizes')) {
  const [output] = Object.values(metafile.outputs).filter((out) => out.entryPoint);
  const bySize = Object.entries(output.inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  for (const [name, { bytesInOutput }] of bySize.slice(0, 40)) console.log(String(bytesInOutput).padStart(8), name);
}
