// Lays the pieces out as one file: the head, which compiles them, then the function `pieces`, whose body is one comment
// that holds them all. Each stands on lines of its own, so that positions in it are positions in the file.
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { joinedMap } from './joined-map.mjs';

/** A longer one is compressed: Node reads the whole file at each start, needed or not. */
const LONGEST_PLAIN = 200_000;

const SHEBANG = '#!/usr/bin/env node\n';
const OPENING = 'function pieces(){/*\n';
const CLOSING = '*/}';
/** The head has one line. */
const LINES_ABOVE = 3;

/** `bundleHead(defines)` makes the head. Returns `{text, map}`, both as texts. */
export async function layOut({ pieces, entry }, bundleHead, mapName) {
  const body = { text: '', line: LINES_ABOVE, places: {}, mapped: [] };
  addScript(
    body,
    'core',
    pieces.filter(({ isCore }) => isCore),
  );
  for (const piece of pieces.filter(({ isCore }) => !isCore)) addScript(body, piece.name, [piece]);
  const all = `${OPENING}${body.text}${CLOSING}`;
  const digest = createHash('sha256').update(all).digest('hex');
  const head = await bundleHead({ DIGEST: digest, PLACES: body.places, ENTRY: entry });
  if (head.trim().includes('\n')) throw new Error('the head must be one line');
  return {
    text: `${SHEBANG}${head.trim()}\n${all}\n//# sourceMappingURL=${mapName}\n`,
    map: joinedMap(body.mapped),
  };
}

/** A script is an object with a function for each of its pieces. */
function addScript(body, name, pieces) {
  const start = body.text.length;
  const { line } = body;
  const packed = pieces.length === 1 && pieces[0].code.length > LONGEST_PLAIN;
  if (packed) addPacked(body, pieces[0]);
  else addPlain(body, pieces);
  // The text that the head sees begins with the function's own opening.
  const place = { start: OPENING.length + start, end: OPENING.length + body.text.length, line };
  body.places[name] = packed ? { ...place, packed } : place;
}

function addPlain(body, pieces) {
  add(body, '({');
  for (const { name, code, map } of pieces) {
    add(body, opening(name));
    body.mapped.push({ line: body.line, map });
    add(body, code);
    add(body, '},');
  }
  add(body, '})');
}

function addPacked(body, { name, code }) {
  add(body, brotliCompressSync(`({${opening(name)}\n${code}\n}})`).toString('base64'));
}

function opening(name) {
  return `${JSON.stringify(name)}(module,exports,require){`;
}

function add(body, text) {
  if (text.includes('*/'))
    throw new Error(`this would end the comment: ${text.match(/.{0,40}\*\/.{0,40}/)[0]}`);
  body.text += `${text}\n`;
  body.line += text.split('\n').length;
}
