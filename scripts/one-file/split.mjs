// Splits the program at each `import('…')` into pieces: CommonJS texts that ask each other by names like `./tick-AB12.js`.
import { basename } from 'node:path';
import { build, transform } from 'esbuild';
import { COMMON, MINIFIED } from './esbuild-options.mjs';
import { joinCore } from './join-core.mjs';
import { substitutes } from './substitutes.mjs';

/** What every tick needs, with all that it imports. */
const CORE_ENTRIES = ['src/bin.ts', 'src/cli/commands/tick.ts'];

/** What ticks need that have a job to ask, an event to note, or a job file with comments. */
const OFTEN = [
  'src/adapters/run-child',
  'src/core/events',
  'src/adapters/event-writer',
  'node_modules/json5/',
];

/**
 * Returns `{core, pieces, metafile}`; `core` and each of `pieces`: `{name, code, map}`, and `isOften` where many ticks
 * need it, as all do core. Places in the maps are relative to `outdir`.
 */
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
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const all = Object.entries(metafile.outputs)
    .filter(([path]) => path.endsWith('.js'))
    .map(([path, output]) => ({
      path,
      output,
      name: `./${basename(path)}`,
      code: withMap(texts, basename(path)),
    }));
  const reached = staticallyReached(metafile.outputs);
  const others = all.filter(({ path }) => !reached.has(path));
  return {
    core: await joinCore({ core: all.filter(({ path }) => reached.has(path)), others, outdir }),
    pieces: await Promise.all(others.map((piece) => toCommonJs(piece, outdir))),
    metafile,
  };
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

function withMap(texts, name) {
  const map = Buffer.from(texts.get(`${name}.map`)).toString('base64');
  return `${texts.get(name)}\n//# sourceMappingURL=data:application/json;base64,${map}`;
}

async function toCommonJs({ name, code, output }, outdir) {
  const result = await transform(code, { ...COMMON, ...MINIFIED, sourcefile: `${outdir}/${basename(name)}` });
  const isOften = Object.keys(output.inputs).some((input) => OFTEN.some((part) => input.startsWith(part)));
  return { name, isOften, code: result.code.trimEnd(), map: JSON.parse(result.map) };
}
