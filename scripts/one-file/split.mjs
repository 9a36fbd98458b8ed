// Splits the program at each `import('…')` into pieces: CommonJS texts that ask each other by names like `./tick-AB12.js`.
import { basename } from 'node:path';
import { build, transform } from 'esbuild';
import { substitutes } from './substitutes.mjs';

const COMMON = {
  platform: 'node',
  target: 'node20.18',
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
};

/** What every tick needs, with all that it imports. */
const CORE_ENTRIES = ['src/bin.ts', 'src/cli/commands/tick.ts'];

/** Returns `{pieces: [{name, code, map, isCore}], entry, metafile}`. Places in the maps are relative to `outdir`. */
export async function splitProgram(outdir) {
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints: [CORE_ENTRIES[0]],
    outdir,
    bundle: true,
    splitting: true,
    // Only esbuild's ES modules can be split.
    format: 'esm',
    chunkNames: '[name]-[hash]',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
    plugins: [substitutes],
  });
  const core = staticallyReached(metafile.outputs);
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const names = [...texts.keys()].filter((name) => name.endsWith('.js'));
  const pieces = names.map(async (name) => ({
    name: `./${name}`,
    isCore: core.has(`${outdir}/${name}`),
    ...(await toCommonJs(name, texts.get(name), texts.get(`${name}.map`), outdir)),
  }));
  return { pieces: await Promise.all(pieces), entry: './bin.js', metafile };
}

function staticallyReached(outputs) {
  const reached = new Set();
  const waiting = Object.keys(outputs).filter((path) => CORE_ENTRIES.includes(outputs[path].entryPoint));
  for (const path of waiting) {
    if (reached.has(path) || outputs[path] === undefined) continue;
    reached.add(path);
    for (const { kind, path: imported } of outputs[path].imports) {
      if (kind === 'import-statement') waiting.push(imported);
    }
  }
  return reached;
}

async function toCommonJs(name, text, map, outdir) {
  const inlineMap = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  const result = await transform(`${text}\n${inlineMap}`, {
    ...COMMON,
    format: 'cjs',
    minify: true,
    supported: { 'dynamic-import': false },
    sourcemap: 'external',
    sourcesContent: false,
    sourcefile: `${outdir}/${name}`,
  });
  return { code: result.code.trimEnd(), map: JSON.parse(result.map) };
}
