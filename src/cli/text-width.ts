/** Texts by the columns they take on a terminal: Chinese and emoji take two, marks upon letters none. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

export { stringWidth as widthOf };

export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/** At most so many columns; what was cut ends in `…`. Never through the middle of a character. */
export function cutTo(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(cut + segment) > columns - 1) break;
    cut += segment;
  }
  return columns < 1 ? '' : `${cut}…`;
}

/** Lines of at most so many columns, broken at blanks where that is possible. */
export function wrapTo(text: string, columns: number): readonly string[] {
  return wrapAnsi(text, Math.max(1, columns), { hard: true, trim: true }).split('\n');
}
