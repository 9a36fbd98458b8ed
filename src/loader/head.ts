/**
 * The head of the built file. The build puts a function `pieces` below it, whose body is one comment with all pieces of
 * the program as text (scripts/build.mjs): Node parses the whole file at each start, and a comment costs it next to
 * nothing. From there this compiles each piece when it is first asked for.
 */
import { homedir } from 'node:os';
import { Script } from 'node:vm';
import { openCodeCache } from './code-cache.ts';

/** Where a piece stands in the text of `pieces`, and in which line of the file (0-based). */
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

type Factory = (module: PieceModule, exports: object, require: (name: string) => unknown) => void;

// Put in by the build.
declare const BUILD: string;
declare const PLACES: Readonly<Record<string, Place>>;
declare const ENTRY: string;
declare function pieces(): void;

/** What nearly every call needs is one script, and found in the cache in one go. */
const CORE = 'core';

// What Node has read, and not the file, which a newer one may have replaced meanwhile.
const text = pieces.toString();
const cache = openCodeCache(BUILD, process.env.HOME || homedir());
const modules = new Map<string, PieceModule>();
const core = compile(CORE) as Readonly<Record<string, Factory>>;
load(ENTRY);

function load(name: string): object {
  const loaded = modules.get(name);
  if (loaded !== undefined) return loaded.exports;
  const module: PieceModule = { exports: {} };
  modules.set(name, module);
  const factory = core[name] ?? (compile(name) as Factory);
  factory(module, module.exports, (wanted) => (wanted.startsWith('./') ? load(wanted) : require(wanted)));
  return module.exports;
}

function compile(name: string): unknown {
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
  const { brotliDecompressSync } = require('node:zlib') as typeof import('node:zlib');
  return brotliDecompressSync(Buffer.from(base64, 'base64')).toString('latin1');
}
