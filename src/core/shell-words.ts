/** How a POSIX shell divides a line that is still being typed, and how it has to be continued. Nothing is expanded. */

export interface TypedLine {
  /** Without their quotes. The last is the one that is being typed, empty after a blank. */
  readonly words: readonly string[];
  /** The quote that is open at the end. */
  readonly quote: Quote;
}

export type Quote = '' | "'" | '"';

/** In double quotes a backslash is one, but before these. */
const ESCAPABLE = '"$`\\';

export function divideLine(line: string): TypedLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote: Quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    const next = line.charAt(at + 1);
    if (quote === '' && (char === ' ' || char === '\t')) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' ? char === "'" || char === '"' : char === quote) {
      quote = quote === '' ? (char as Quote) : '';
      word ??= '';
    } else if (char === '\\' && (quote === '' || (quote === '"' && ESCAPABLE.includes(next)))) {
      word = (word ?? '') + next;
      at++;
    } else {
      word = (word ?? '') + char;
    }
  }
  return { words: [...words, word ?? ''], quote };
}

/** What every shell takes as it stands, anywhere in a word. All that is not ASCII is plain to a shell, too. */
const PLAIN = /[\w@%+=:,./\u0080-\uffff-]/;

/** The rest of a word, so written that it goes on inside of that quote. */
export function continued(rest: string, quote: Quote): string {
  if (quote === "'") return rest.replaceAll("'", "'\\''");
  const isPlain = (char: string) => (quote === '"' ? !ESCAPABLE.includes(char) : PLAIN.test(char));
  return rest.replace(/./gs, (char) => (isPlain(char) ? char : `\\${char}`));
}
