// Lays the pieces out as one file: the head, which compiles them, then the function `pieces`, whose body is one comment
// that holds them all. Each stands on lines of its own, so that positions in it are positions in the file.
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';

/** A longer one is compressed: Node reads the whole file at each start, needed or not. */
const LONGEST_PLAIN = 200_000;

const SHEBANG = '#!/usr/bin/env node\n';
const OPENING = 'function pieces(){/*\n';
const CLOSING = '*/}\n';
/** The head has one line. */
const LINES_ABOVE = 3;

/** `bundleHead(defines)` makes the head. Returns `{text, map}`, both as texts. */
export async function layOut({ pieces, entry }, bundleHead, mapName) {
  const body = { text: '', line: LINES_ABOVE, places: {}, sections: [] };
  addCore(body, pieces);
  for (const piece of pieces.filter(({ isCore }) => !isCore)) addLone(body, piece);
  const build = createHash('sha256').update(body.text).digest('hex').slice(0, 12);
  const head = await bundleHead({ BUILD: build, PLACES: body.places, ENTRY: entry });
  if (head.trim().includes('\n')) throw new Error('the head must be one line');
  return {
    text: `${SHEBANG}${head.trim()}\n${OPENING}${body.text}${CLOSING}//# sourceMappingURL=${mapName}\n`,
    map: JSON.stringify({ version: 3, sections: body.sections }),
  };
}

/** One script: an object with a function for each piece. */
function addCore(body, pieces) {
  const start = body.text.length;
  const { line } = body;
  add(body, '({');
  for (const { name, code, map } of pieces.filter(({ isCore }) => isCore)) {
    add(body, `${JSON.stringify(name)}(module,exports,require){`);
    addMapped(body, code, map);
    add(body, '},');
  }
  add(body, '})');
  note(body, 'core', { start, line });
}

function addLone(body, { name, code, map }) {
  const start = body.text.length;
  const { line } = body;
  const wrapped = (text) => `(function(module,exports,require){\n${text}\n})`;
  const packed = code.length > LONGEST_PLAIN;
  if (packed) {
    add(body, brotliCompressSync(wrapped(code)).toString('base64'));
  } else {
    add(body, '(function(module,exports,require){');
    addMapped(body, code, map);
    add(body, '})');
  }
  note(body, name, { start, line, ...(packed ? { packed } : {}) });
}

function note(body, name, { start, ...rest }) {
  // The text that the head sees begins with the function's own opening.
  body.places[name] = { start: OPENING.length + start, end: OPENING.length + body.text.length, ...rest };
}

function addMapped(body, code, map) {
  body.sections.push({ offset: { line: body.line, column: 0 }, map });
  add(body, code);
}

function add(body, text) {
  if (text.includes('*/'))
    throw new Error(`this would end the comment: ${text.match(/.{0,40}\*\/.{0,40}/)[0]}`);
  body.text += `${text}\n`;
  body.line += text.split('\n').length;
}
