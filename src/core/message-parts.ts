/** Telegram takes 4096 UTF-16 units; the rest is room for the number at the end. */
const LONGEST_PART = 4000;

/**
 * A text as numbered messages of at most 4000 UTF-16 units (OPENCLAW.md section 6). It is cut between sections where
 * that can be, else between lines, else anywhere but inside a surrogate pair. One part has no number.
 */
export function splitMessage(text: string, limit = LONGEST_PART): readonly string[] {
  if (text.length <= limit) return [text];
  const bodies = pack(text, limit - numberOf(999, 999).length);
  return bodies.map((body, i) => body + numberOf(i + 1, bodies.length));
}

function numberOf(part: number, parts: number): string {
  return `\n(${part}/${parts})`;
}

function pack(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const end = cutAt(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^\n+/, '');
  }
  return [...parts, rest].filter((part) => part !== '');
}

function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  const atSection = head.lastIndexOf('\n\n');
  if (atSection > 0) return atSection;
  const atLine = head.lastIndexOf('\n');
  if (atLine > 0) return atLine;
  const next = text.charCodeAt(limit);
  return next >= 0xdc00 && next <= 0xdfff ? limit - 1 : limit;
}
