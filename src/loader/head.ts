/**
 * The head of the built file. The build puts a function `pieces` below it, whose body is one comment with all pieces of
 * the program as text (scripts/build.mjs): Node parses the whole file at each start, and a comment costs it next to
 * nothing. From there this compiles each piece when it is first asked for.
 */
import { userInfo } from 'node:os';
import { Script } from 'node:vm';
import { openCodeCache } from './code-cache.ts';

/** Where a piece stands in the text of `pieces`, and in which line of the file (0-based). */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Compressed, as base64; the line is where the file would go on with it. */
  readonly isPacked?: boolean;
}

interface PieceModule {
  exports: Record<string, object>;
}

type Piece = (module: PieceModule, exports: object, require: (name: string) => unknown) => void;

// Put in by the build.
declare const DIGEST: string;
declare const PLACES: Readonly<Record<string, Place>>;
/** What nearly every call needs, joined: its exports are those of the pieces that it was joined from, by their names. */
declare const CORE: string;
declare function pieces(): void;

// What Node has read, and not the file, which a newer one may have replaced meanwhile.
const text = pieces.toString();
const cache = openCodeCache({ text, digest: DIGEST, file: __filename }, userHome());
const modules = new Map<string, PieceModule>();
load(CORE);

/** Empty where nobody knows it: the program says that, and here there is no cache then. */
function userHome(): string {
  try {
    return process.env.HOME || userInfo().homedir;
  } catch {
    return '';
  }
}

function load(name: string): object {
  const loaded = modules.get(CORE)?.exports[name] ?? modules.get(name)?.exports;
  if (loaded !== undefined) return loaded;
  const module: PieceModule = { exports: {} };
  modules.set(name, module);
  compile(name)(module, module.exports, (wanted) =>
    wanted.startsWith('./') ? load(wanted) : require(wanted),
  );
  return module.exports;
}

function compile(name: string): Piece {
  const { start, end, line, isPacked } = PLACES[name] as Place;
  const stored = text.slice(start, end);
  const script = new Script(isPacked ? unpack(stored) : stored, {
    // The piece has its place in the file, as the source map knows it.
    filename: __filename,
    lineOffset: line,
    ...cache.find(name),
  });
  cache.keep(name, script);
  return script.runInThisContext()[name];
}

function unpack(base64: string): string {
  // Not imported: ticks with nothing to send need nothing that is packed.
  const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
  return brotliDecompressSync(Buffer.from(base64, 'base64')).toString('latin1');
}
