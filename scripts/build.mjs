// Bundles the program and all its libraries into one file, as CommonJS: a lone `.js` file is that to every Node, and
// it starts faster than an ES module. dist/package.json keeps it that inside this ES module package.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
await build({
  entryPoints: ['src/bin.ts'],
  outfile: 'dist/ops-monitor.js',
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  format: 'cjs',
  minify: true,
  keepNames: false,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: '#!/usr/bin/env node' },
  logLevel: 'warning',
});
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
await chmod('dist/ops-monitor.js', 0o755);
