// The source maps of the pieces as one. Node reads no map with sections.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `pieces`: `{line, map}`, the line (0-based) at whose start the piece begins. Returns the map as text. */
export function joinedMap(pieces) {
  const sources = [];
  const names = [];
  const lines = [];
  for (const { line, map } of pieces) {
    const [firstSource, firstName] = [sources.length, names.length];
    sources.push(...map.sources);
    names.push(...map.names);
    for (const [i, segments] of decode(map.mappings).entries()) {
      lines[line + i] = segments.map(([column, source, ...rest]) => {
        const [originalLine, originalColumn, name] = rest;
        const place = source === undefined ? [] : [source + firstSource, originalLine, originalColumn];
        return [column, ...place, ...(name === undefined ? [] : [name + firstName])];
      });
    }
  }
  return JSON.stringify({
    version: 3,
    sources,
    names,
    mappings: encode(Array.from(lines, (line) => line ?? [])),
  });
}

/** Lists of `[column, source, line, column, name]` a line, all of them absolute; the last four or one may be missing. */
function decode(mappings) {
  const last = [0, 0, 0, 0, 0];
  return mappings.split(';').map((line) => {
    last[0] = 0;
    return line === ''
      ? []
      : line.split(',').map((segment) => numbers(segment).map((delta, i) => (last[i] += delta)));
  });
}

function encode(lines) {
  const last = [0, 0, 0, 0, 0];
  return lines
    .map((segments) => {
      last[0] = 0;
      return segments
        .map((segment) => segment.map((value, i) => digits(value - swap(last, i, value))).join(''))
        .join(',');
    })
    .join(';');
}

/** Puts a value in and hands back the one that was there. */
function swap(list, i, value) {
  const before = list[i];
  list[i] = value;
  return before;
}

/** Base 64 with five bits a digit, the least first; the sixth says that more follow, the very lowest bit is the sign. */
function numbers(text) {
  const found = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    found.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return found;
}

function digits(number) {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}
