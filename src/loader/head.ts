/**
 * The head of the built file. The build puts a function `pieces` below it, whose body is one comment with all pieces of
 * the program as text (scripts/build.mjs): Node parses the whole file at each start, and a comment costs it next to
 * nothing. From there this compiles each piece when it is first asked for.
 */
import { homedir } from 'node:os';
import { Script } from 'node:vm';
import { openCodeCache } from './code-cache.ts';

/** Where a script stands in the text of `pieces`, and in which line of the file (0-based). */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Compressed, as base64. */
  readonly packed?: boolean;
}

interface PieceModule {
  exports: object;
}

type Piece = (module: PieceModule, exports: object, require: (name: string) => unknown) => void;

// Put in by the build.
declare const DIGEST: string;
declare const PLACES: Readonly<Record<string, Place>>;
declare const ENTRY: string;
declare function pieces(): void;

/** The script of all pieces that nearly every call needs, found in the cache in one go. Any other piece has its own. */
const CORE = 'core';

// What Node has read, and not the file, which a newer one may have replaced meanwhile.
const text = pieces.toString();
const cache = openCodeCache({ text, digest: DIGEST }, process.env.HOME || homedir());
const modules = new Map<string, PieceModule>();
const core = compile(CORE);
load(ENTRY);

function load(name: string): object {
  const loaded = modules.get(name);
  if (loaded !== undefined) return loaded.exports;
  const module: PieceModule = { exports: {} };
  modules.set(name, module);
  const piece = (core[name] ?? compile(name)[name]) as Piece;
  piece(module, module.exports, (wanted) => (wanted.startsWith('./') ? load(wanted) : require(wanted)));
  return module.exports;
}

/** A script is an object with a function for each of its pieces. */
function compile(name: string): Readonly<Record<string, Piece>> {
  const { start, end, line, packed } = PLACES[name] as Place;
  const raw = text.slice(start, end);
  const script = new Script(packed ? unpack(raw) : raw, {
    // A piece that stands as it is has its place in the file, as the source map knows it.
    ...(packed ? { filename: name } : { filename: __filename, lineOffset: line }),
    ...cache.find(name),
  });
  cache.keep(name, script);
  return script.runInThisContext();
}

function unpack(base64: string): string {
  // Not imported: few calls need anything that is packed.
  const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
  return brotliDecompressSync(Buffer.from(base64, 'base64')).toString('latin1');
}
