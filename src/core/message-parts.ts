import { escapeForOpenclaw } from './openclaw-escape.ts';

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

/** Where a text is all special characters, smaller parts than this would only make more of them. */
const SHORTEST_LIMIT = 500;

/** The same, with parts that stay short enough when openclaw's way has to escape them: it would cut them by itself. */
export function splitForDelivery(text: string): readonly string[] {
  for (let limit = LONGEST_PART; ; limit /= 2) {
    const parts = splitMessage(text, limit);
    const isShortEnough = parts.every((part) => escapeForOpenclaw(part).length <= LONGEST_PART);
    if (isShortEnough || limit <= SHORTEST_LIMIT) return parts;
  }
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
  // Not where a part would hold little but the header, since the section behind it is too long for one.
  if (atSection > limit / 4) return atSection;
  const atLine = head.lastIndexOf('\n');
  if (atLine > 0) return atLine;
  const next = text.charCodeAt(limit);
  return next >= 0xdc00 && next <= 0xdfff ? limit - 1 : limit;
}
