/**
 * What `openclaw message send` would make of a text is undone beforehand: it reads Markdown and HTML, so that `<prod>`
 * vanishes, `*x*` loses its stars and a backslash before an n breaks the line (OPENCLAW.md section 4). Entities come out
 * as the characters they stand for. For this way only: the HTTP API is given the text as it is.
 */

const NO_BREAK_SPACE = '\u00a0';
const BLANKS_OF_A_TAB = 4;

// Always: entities, tags, stars, backslashes, backticks. `_` but inside a word; `~` and `|` in pairs; `[` where a link or a directive begins.
// Made when asked for: reading such a pattern takes longer than most ticks have for all of this file.
const inline = () =>
  /[&<>*\\`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\||\[(?=\[|[^\]\n]*\]\()/gu;
const LEADING_BLANKS = /^[ \t]+(?=\S)/gm;
// Headings, the underlines of headings, rulers, and lists that are not made with `- `.
const LINE_START = /(?<=^(?:- )*)(?:[#+=](?=[#+=\s]|$)|-(?=-))/gm;

/** A text without any such character comes back unchanged. The result may be longer: cut by its length. */
export function escapeForOpenclaw(text: string): string {
  return text.replace(inline(), entity).replace(LEADING_BLANKS, keepBlanks).replace(LINE_START, entity);
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
