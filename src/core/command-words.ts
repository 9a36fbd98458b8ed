/** A command as people type it, as the list of words that a job file wants. */

export type CommandWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** For people: why it cannot be taken as it is, and what to write in place of it. */
  | { readonly kind: 'wrong'; readonly why: string };

/**
 * Words are parted by blanks; quotes and backslashes keep them together as in a shell. No shell runs a job's commands,
 * so what only a shell understands is refused. `~/` at the start of a word becomes `home`. A list in JSON is taken too.
 */
export function parseCommand(text: string, home: string): CommandWords {
  if (text.trim().startsWith('[')) return parseList(text);
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const [whole, length] = readWord(rest);
    if (whole === undefined) return { kind: 'wrong', why: 'a quotation mark is not closed' };
    const sign = SHELL_SIGN.exec(withoutQuoted(rest.slice(0, length)))?.[0];
    if (sign !== undefined) return { kind: 'wrong', why: explainSign(sign) };
    words.push(expandHome(whole, rest, home));
    rest = rest.slice(length).trimStart();
  }
  return words.length === 0 ? { kind: 'wrong', why: 'there is no command' } : { kind: 'words', words };
}

function parseList(text: string): CommandWords {
  try {
    const list: unknown = JSON.parse(text);
    const isList = Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string');
    if (isList) return { kind: 'words', words: list };
  } catch {
    // Said below.
  }
  return {
    kind: 'wrong',
    why: 'it begins as a JSON list, and is none of texts: ["node", "scan.mjs", "status"]',
  };
}

const PART = /'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\]/g;

/** The first word, and how much of the text it takes; undefined: a quotation mark stays open. */
function readWord(text: string): readonly [word: string | undefined, length: number] {
  let word = '';
  let at = 0;
  while (at < text.length && !/\s/.test(text[at] ?? '')) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (part === null || part.index !== at) return [undefined, at];
    word += unquoted(part[0]);
    at += part[0].length;
  }
  return [word, at];
}

function unquoted(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (part.startsWith('"')) return part.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  return part.startsWith('\\') ? part.slice(1) : part;
}

function withoutQuoted(text: string): string {
  return text.replace(/'[^']*'|\\./g, '').replace(/"(?:[^"\\]|\\.)*"/g, (part) => part.replace(/[^$`]/g, ''));
}

const SHELL_SIGN = /[|&;<>$`*?()]/;

function explainSign(sign: string): string {
  return `only a shell understands ${sign}, and none runs it: write sh -c '…' around the whole, or quote it`;
}

function expandHome(word: string, typed: string, home: string): string {
  const isHome = /^~(?:\/|\s|$)/.test(typed);
  return isHome ? `${home}${word.slice(1)}` : word;
}
