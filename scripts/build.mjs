// Builds dist/ops-monitor.js: the program and all its libraries in one file, as CommonJS, since a lone `.js` file is that
// to every Node, and it starts faster than an ES module. dist/package.json keeps it that inside this ES module package.
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { layOut } from './one-file/layout.mjs';
import { splitProgram } from './one-file/split.mjs';
import { thirdPartyLicenses } from './one-file/third-party-licenses.mjs';

const OUTDIR = 'dist';
const NAME = 'ops-monitor.js';

const program = await splitProgram(OUTDIR);
const { text, map } = await layOut(program, bundleHead, `${NAME}.map`);
await mkdir(OUTDIR, { recursive: true });
await replace(NAME, text, 0o755);
await replace(`${NAME}.map`, map);
await replace('package.json', '{ "type": "commonjs" }\n');
await replace('THIRD-PARTY-LICENSES.txt', await thirdPartyLicenses(program.metafile));
if (process.argv.includes('--sizes')) printSizes(program.metafile);

async function bundleHead(defines) {
  const { outputFiles } = await build({
    entryPoints: ['src/loader/head.ts'],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.18',
    charset: 'ascii',
    define: Object.fromEntries(Object.entries(defines).map(([name, value]) => [name, JSON.stringify(value)])),
  });
  return outputFiles[0].text;
}

/** In one step: a scheduler may call the program at any moment. */
async function replace(name, content, mode = 0o644) {
  const temporary = `${OUTDIR}/.${name}.${process.pid}`;
  await writeFile(temporary, content);
  await chmod(temporary, mode);
  await rename(temporary, `${OUTDIR}/${name}`);
}

function printSizes({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const bySize = inputs.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  for (const [name, { bytesInOutput }] of bySize.slice(0, 40))
    console.log(String(bytesInOutput).padStart(8), name);
}
