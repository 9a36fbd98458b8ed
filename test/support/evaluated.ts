/**
 * What a call of the built file evaluated, as V8 counts it (NODE_V8_COVERAGE): the sources of the pieces that ran, by
 * the source map beside the file, and Node's own modules.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { builtProgram } from './built-program.ts';
import type { Rig } from './e2e-rig.ts';

interface Script {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
  }[];
}

export interface Evaluated {
  readonly exitCode: number | null;
  /** Such as `src/app/tick.ts` and `node_modules/json5/lib/parse.js`. */
  readonly sources: readonly string[];
  /** Such as `node:fs`. */
  readonly builtins: readonly string[];
}

export async function evaluatedBy(rig: Rig, argv: readonly string[]): Promise<Evaluated> {
  const folder = rig.at(`coverage-${argv.join('-')}`);
  const { exitCode } = await rig.run(argv, { env: { NODE_V8_COVERAGE: folder } });
  const [file = ''] = readdirSync(folder);
  const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: readonly Script[] };
  const place = placesInBuiltFile();
  return {
    exitCode,
    sources: [...new Set(result.flatMap((script) => sourcesOf(script, place)))].sort(),
    builtins: result.map(({ url }) => url).filter((url) => url.startsWith('node:')),
  };
}

type Place = (piece: string, offset: number) => string | undefined;

/** A script of the program is an object with one function, which is a piece and named like it. */
function sourcesOf({ functions }: Script, place: Place): string[] {
  const [first] = functions.filter(({ functionName }) => functionName.startsWith('./'));
  if (first === undefined) return [];
  const starts = functions.map(({ ranges }) => ranges[0]?.startOffset ?? 0);
  return starts.map((offset) => place(first.functionName, offset)).filter((source) => source !== undefined);
}

/** From an offset in the script that begins with a piece to the source that stands there. */
function placesInBuiltFile(): Place {
  const [, file] = builtProgram();
  const text = unpacked(readFileSync(file, 'utf8'));
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  return (piece, offset) => {
    const at = text.indexOf(`({"${piece}"(`) + offset;
    const line = text.slice(0, at).split('\n').length - 1;
    const column = at - (text.lastIndexOf('\n', at - 1) + 1);
    const entry = map.findEntry(line, column);
    // esbuild's own helpers have no source.
    const isThere = 'generatedLine' in entry && entry.generatedLine === line && entry.originalSource;
    return isThere
      ? entry.originalSource.replace(/^(\.\.\/)+/, '').replace(/^.*node_modules\//, 'node_modules/')
      : undefined;
  };
}

/** With what is packed where its lines are: behind the file (scripts/one-file/layout.mjs). */
function unpacked(text: string): string {
  const packed = text.split('\n').filter((line) => /^[\w+/]{100,}=*$/.test(line));
  return text + packed.map((line) => brotliDecompressSync(Buffer.from(line, 'base64'))).join('\n');
}
