/** What `complete` prints: a line that says what to make of the others, and a line a word (see completion-scripts.ts). */
import type { Candidate, Expectation } from '../core/completion.ts';
import { continued, type Quote } from '../core/shell-words.ts';

export function headOf({ sources }: Pick<Expectation, 'sources'>): string {
  return sources.includes('files') ? ':files' : ':words';
}

/** For shells that choose among the words, and quote the one that is taken. */
export function plainLines(candidates: readonly Candidate[]): readonly string[] {
  return candidates.map(({ value, description }) => `${value}\t${description}`);
}

/**
 * For bash, which does neither, and puts what it is given in the place of what it takes for the word: the part behind
 * an open quote, a colon or an equals sign. That part is left as it was typed, and only continued.
 */
export function bashLines(
  candidates: readonly Candidate[],
  typed: string,
  { part, quote }: { readonly part: string; readonly quote: Quote },
): readonly string[] {
  const kept = quote === '' && endsInBackslash(part) ? part.slice(0, -1) : part;
  return candidates
    .filter(({ value }) => value.startsWith(typed))
    .map(({ value }) => kept + continued(value.slice(typed.length), quote));
}

/** It quotes what is still to come. */
function endsInBackslash(part: string): boolean {
  const [backslashes = ''] = /\\*$/.exec(part) ?? [];
  return backslashes.length % 2 === 1;
}
