/** The texts that are sent, and what reads the same. */

/** Each line is something that Markdown, HTML or the client itself would change. */
export const TRICKY = [
  'tags <prod> <b>bold</b> a < b > c & d &amp; e &lt;',
  'stars *x* **y** a*b*c 2 * 3 * 4',
  'backslashes C:\\new\\table \\n \\* \\_ \\\\ end\\',
  'underscores _x_ __init__ snake_case_name',
  'tildes ~~x~~ ~/folder ~ bars ||x|| a|b',
  'ticks `x` ```y``` brackets [a](b) [[tag]] [3/5]',
  '[worker]: a line that could be the name of a link',
  'addresses http://127.0.0.1/?a=1&b=_2_ <http://127.0.0.1/_a_>',
  'tags of Telegram <b> </i> <tg-spoiler>hidden</tg-spoiler>',
  '  two blanks lead',
  '\tand a tab',
  '- a dash leads',
  '# no heading',
  '> no quotation',
  '1. no list',
  '---',
  'the end 状态 🛠️',
].join('\n');

/** The same in one line, as a job would say it in its message. */
export const TRICKY_LINE = TRICKY.split('\n').slice(0, 6).join(' ; ');

/**
 * As a reader sees it: blanks that do not break are blanks, a joiner is nothing, and it makes no difference whether a list
 * has dots for dashes and an empty line around it.
 */
export function asRead(text) {
  return text
    .replaceAll('\u00a0', ' ')
    .replaceAll('\u2060', '')
    .replaceAll('\t', '    ')
    .replace(/^- /gm, '• ')
    .replace(/\n+/g, '\n');
}

const NUMBER = /\n\((\d+)\/(\d+)\)$/;

/** Twenty jobs whose report is some 9,000 characters. */
export function manyJobs() {
  return Array.from({ length: 20 }, (_, i) => {
    const id = `job-${String(i + 1).padStart(2, '0')}`;
    return { id, message: `${id} says ${'where it stands '.repeat(22)}and ends` };
  });
}

/** The whole that was sent in parts, or undefined where they are not numbered from the first to the last. */
export function joinParts(texts) {
  const isInOrder = texts.every((text, i) => {
    const [, part, parts] = NUMBER.exec(text) ?? [];
    return Number(part) === i + 1 && Number(parts) === texts.length;
  });
  return isInOrder ? texts.map((text) => text.replace(NUMBER, '')).join('\n\n') : undefined;
}
