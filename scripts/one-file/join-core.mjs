// Joins the pieces that every tick needs into one scope: pieces that ask each other by name, and export what none asks for,
// take their time at each start.
import { basename } from 'node:path';
import { build } from 'esbuild';
import { COMMON, MINIFIED } from './esbuild-options.mjs';

/** It starts the program: it comes when all others are there. */
const ENTRY = './bin.js';

/**
 * `core` and `others`: `{name, code, output}`, as ES modules with their maps. Returns one piece as `splitProgram` does,
 * which exports for each that was joined, by its name, what others ask of it.
 */
export async function joinCore({ core, others, outdir }) {
  const codes = new Map(core.map(({ name, code }) => [name, code]));
  const asked = namesAskedBy(others);
  const late = askedLate([...core, ...others]);
  const exported = [...codes.keys()].map((name, i) =>
    late.has(name) ? `export * as "${name}" from "${name}";` : exportOf(name, asked.get(name) ?? [], i),
  );
  const { outputFiles } = await build({
    ...COMMON,
    ...MINIFIED,
    stdin: { contents: [...exported, `import "${ENTRY}";`].join('\n'), sourcefile: 'core.js' },
    outfile: `${outdir}/core.js`,
    bundle: true,
    write: false,
    packages: 'external',
    plugins: [piecesOf(codes)],
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text;
  return { name: './core.js', isOften: true, code: textOf('.js').trimEnd(), map: JSON.parse(textOf('.map')) };
}

/** From the statements, as esbuild writes them: lists of names, by the piece that they are imported from. */
function namesAskedBy(pieces) {
  const asked = new Map();
  for (const { name, code, output } of pieces) {
    const statements = [...code.matchAll(/^import (?:\{([^}]*)\} from )?"(\.\/[^"]+)";/gm)];
    const known = output.imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    if (statements.length !== known.length)
      throw new Error(
        `${name} has ${known.length} imports, of which ${statements.length} are understood here`,
      );
    for (const [, list = '', piece] of statements) {
      const names = list.split(',').flatMap((text) => text.trim().split(' ')[0] || []);
      asked.set(piece, [...new Set([...(asked.get(piece) ?? []), ...names])]);
    }
  }
  return asked;
}

/** Pieces that an `import('…')` asks for, with all that they export. */
function askedLate(pieces) {
  const imports = pieces.flatMap(({ output }) => output.imports);
  return new Set(
    imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => `./${basename(path)}`),
  );
}

function exportOf(piece, names, i) {
  const imported = names.map((name) => `${name} as ${name}_${i}`);
  const properties = names.map((name) => `${name}: ${name}_${i}`);
  return `import { ${imported} } from "${piece}"; const piece_${i} = { ${properties} }; export { piece_${i} as "${piece}" };`;
}

/** An esbuild plugin. What is to come later is asked for by name. */
function piecesOf(codes) {
  return {
    name: 'pieces',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path, kind }) =>
        codes.has(path) && kind === 'import-statement'
          ? { path, namespace: 'piece' }
          : { path, external: true },
      );
      onLoad({ filter: /./, namespace: 'piece' }, ({ path }) => ({ contents: codes.get(path) }));
    },
  };
}
