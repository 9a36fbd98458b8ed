// Lays the program out as one file: the head, which compiles its pieces, then the function `pieces`, whose body is one
// comment that holds them all. Each stands on lines of its own, so that positions in it are positions in the file. Those
// that are packed have their lines where the file ends, one after the other, as if they stood there unpacked.
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { joinedMap } from './joined-map.mjs';

/** Node reads the whole file at each start, needed or not: what few ticks need is packed, unless it is short. */
const LONGEST_PLAIN = 1000;

const SHEBANG = '#!/usr/bin/env node\n';
const OPENING = 'function pieces(){/*\n';
const CLOSING = '*/}';
/** The head has one line. */
const LINES_ABOVE = 3;
/** The closing one, and the address of the map. */
const LINES_BELOW = 2;

/** `bundleHead(defines)` makes the head. Returns `{text, map}`, both as texts. */
export async function layOut({ core, pieces }, bundleHead, mapName) {
  const plain = [core, ...pieces].filter((piece) => !isPacked(piece));
  const packed = pieces.filter(isPacked);
  const mapped = [];
  const places = {};
  let body = '';
  let line = LINES_ABOVE;
  const place = (piece, stored) => {
    const { name, map } = piece;
    // The text that the head sees begins with the function's own opening.
    const start = OPENING.length + body.length;
    body += `${stored}\n`;
    places[name] = { start, end: OPENING.length + body.length, line, isPacked: isPacked(piece) || undefined };
    mapped.push({ line: line + 1, map });
    line += linesOf(scriptOf(piece));
  };
  for (const piece of plain) place(piece, scriptOf(piece));
  line += packed.length + LINES_BELOW;
  for (const piece of packed) place(piece, brotliCompressSync(scriptOf(piece)).toString('base64'));
  if (body.includes('*/'))
    throw new Error(`this would end the comment: ${body.match(/.{0,40}\*\/.{0,40}/)[0]}`);
  const all = `${OPENING}${body}${CLOSING}`;
  const digest = createHash('sha256').update(all).digest('hex');
  const head = await bundleHead({ DIGEST: digest, PLACES: places, CORE: core.name });
  if (head.trim().includes('\n')) throw new Error('the head must be one line');
  return {
    text: `${SHEBANG}${head.trim()}\n${all}\n//# sourceMappingURL=${mapName}\n`,
    map: joinedMap(mapped),
  };
}

function isPacked({ code, isOften }) {
  return !isOften && code.length > LONGEST_PLAIN;
}

/** An object with one function. Its first line is the opening alone. */
function scriptOf({ name, code }) {
  return `({${JSON.stringify(name)}(module,exports,require){\n${code}\n}})`;
}

function linesOf(script) {
  return script.split('\n').length;
}
