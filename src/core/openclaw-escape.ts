/**
 * What `openclaw message send` would make of a text is undone beforehand: it reads Markdown and HTML, so that `<prod>`
 * vanishes, `*x*` loses its stars and a backslash before an n breaks the line (OPENCLAW.md section 4). Entities come out
 * as the characters they stand for. For this way only: the HTTP API is given the text as it is.
 *
 * Two things the client looks for when entities have become characters already: Telegram's own tags, and `||` around what
 * is to be hidden. These are kept from being seen by a character that nobody sees.
 */

const NO_BREAK_SPACE = '\u00a0';
const BLANKS_OF_A_TAB = 4;
const WORD_JOINER = '\u2060';

const BEFORE_TAG_NAME =
  /(?<=<)(?=\/?(?:a|b|strong|i|em|u|ins|s|strike|del|code|pre|span|blockquote|tg-[a-z]+)(?![\w-]))/gi;
const BETWEEN_BARS = /(?<=\|)(?=\|)/g;

// Addresses with what ends them: in them entities are no entities. Then always: entities, tags, stars, backslashes, backticks;
// `_` but inside a word; `~` in pairs; `[` where a directive begins; `]` where a link ends, or the name of one (`[x]: y`
// vanishes as a whole).
// Made when asked for: reading such a pattern takes longer than most ticks have for all of this file.
const inline = () =>
  /(?<![a-zA-Z0-9.+-])(?:https?|ftp):\/\/[^\s<>]+[<>]?|[&<>*\\`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~(?=~)|(?<=~)~|\[(?=\[)|\](?=[(:])/gu;
const LEADING_BLANKS = /^[ \t]+(?=\S)/gm;
// Headings, the underlines of headings, rulers, and lists that are not made with `- `.
const LINE_START = /(?<=^(?:- |\d+[.)] )*)(?:[#+=](?=[#+=\s]|$)|-(?=-))/gm;

/** A text without any such character comes back unchanged. The result may be longer: cut by its length. */
export function escapeForOpenclaw(text: string): string {
  return text
    .replace(BEFORE_TAG_NAME, WORD_JOINER)
    .replace(BETWEEN_BARS, WORD_JOINER)
    .replace(inline(), escapeInline)
    .replace(LEADING_BLANKS, keepBlanks)
    .replace(LINE_START, entity);
}

function escapeInline(found: string): string {
  return found.length === 1 ? entity(found) : found.replace(/[\\<]/g, `$&${WORD_JOINER}`);
}

function entity(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    default:
      return `&#${character.charCodeAt(0)};`;
  }
}

function keepBlanks(blanks: string): string {
  return [...blanks].map((blank) => NO_BREAK_SPACE.repeat(blank === '\t' ? BLANKS_OF_A_TAB : 1)).join('');
}
