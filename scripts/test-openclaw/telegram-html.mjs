/** What Telegram makes of a text with parse_mode HTML: the letters that a phone shows, and how they are set. */

const TAGS = new Set(
  'a b strong i em u ins s strike del span tg-spoiler tg-emoji code pre blockquote'.split(' '),
);
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TOKEN = /<(\/?)([a-z][\w-]*)([^<>]*)>|&(?:(lt|gt|amp|quot)|#(\d+)|#x([0-9a-f]+));|[<]/gi;

/** Returns `{text, marks}`, or `{problem}` where Telegram would refuse it. */
export function readHtml(html) {
  const marks = [];
  const open = [];
  let problem;
  const text = html.replace(TOKEN, (whole, slash, tag, attributes, named, decimal, hex) => {
    if (named) return ENTITIES[named.toLowerCase()];
    if (decimal || hex) return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
    const name = tag?.toLowerCase();
    if (!TAGS.has(name)) problem ??= `unsupported start tag ${JSON.stringify(whole)}`;
    else if (slash) problem ??= open.pop() === name ? undefined : `unexpected end tag ${whole}`;
    else {
      open.push(name);
      marks.push(`${name}${attributes ?? ''}`);
    }
    return '';
  });
  if (open.length > 0) problem ??= `no end tag for <${open.at(-1)}>`;
  return problem ? { problem } : { text, marks };
}
