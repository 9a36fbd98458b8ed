// An esbuild plugin: a package that the program loads by `import('name')` goes into the file as text, and is compiled
// when it is asked for. Parsing undici and execa costs 30 ms of each start, and most ticks need neither.
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const NAMESPACE = 'lazy-package';

/** `options`: those of the whole bundle, for the packages to be built alike. */
export function lazyPackages(options) {
  return {
    name: 'lazy-packages',
    setup(context) {
      context.onResolve({ filter: /^[^./]/ }, ({ kind, path, namespace }) => {
        const isPackage = kind === 'dynamic-import' && namespace === 'file' && !path.startsWith('node:');
        return isPackage ? { path, namespace: NAMESPACE } : undefined;
      });
      context.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path }) => ({
        contents: evaluateLater(path, await bundle(path, options)),
        loader: 'js',
        resolveDir: process.cwd(),
      }));
    },
  };
}

async function bundle(name, options) {
  const { outputFiles } = await build({
    ...options,
    stdin: { contents: `module.exports = require(${JSON.stringify(name)})`, resolveDir: process.cwd() },
    // Only ASCII, so that the whole file is kept at a byte a character.
    charset: 'ascii',
    write: false,
  });
  return outputFiles[0].text;
}

// Compressed, since the start of Node reads every character of the file whether it is used or not.
function evaluateLater(name, code) {
  const packed = brotliCompressSync(code).toString('base64');
  return `
const { compileFunction } = require('node:vm');
const { brotliDecompressSync } = require('node:zlib');
const code = brotliDecompressSync(Buffer.from(${JSON.stringify(packed)}, 'base64')).toString('latin1');
const compiled = compileFunction(code, ['module', 'exports', 'require'], { filename: ${JSON.stringify(`${name}.js`)} });
compiled(module, exports, require);
`;
}
