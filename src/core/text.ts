/** Texts that come from jobs and are shown to people. */

// Control characters but for line breaks and tabs; also the marks that turn the direction of writing around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: dropping control characters is what this is for.
const UNSHOWABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Whole escape sequences of a terminal, such as colours, titles and links: without their first character the rest would
 * show as `[31m`. No part may hold a control character, so that each is searched once and the time grows with the length.
 */
const ESCAPE_SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences begin with one.
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0000-\u001f\u007f-\u009f]*(?:\u0007|\u001b\\)|[()*+][0-9A-Z]|[78=>cDEHM])/g;

/** A text of several lines without what a terminal or a phone would act upon. */
export function withoutControls(text: string): string {
  return text.replace(ESCAPE_SEQUENCES, '').replace(UNSHOWABLE, '');
}

/** One line of at most `limit` UTF-16 units, nothing in it that a terminal or a phone would act upon. */
export function oneLine(text: string, limit = 500): string {
  const lines = withoutControls(text).replaceAll('\t', ' ').split('\n');
  // No pattern joins the lines: over a megabyte of blanks, which a job may print, it would search for minutes.
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  return cut(filled.join(' '), limit);
}

/** The last `limit` UTF-16 units of a command's output, without control characters or blanks around it. */
export function outputTail(text: string, limit = 800): string {
  const clean = withoutControls(text.replaceAll('\r\n', '\n')).trim();
  if (clean.length <= limit) return clean;
  const tail = clean.slice(-limit);
  return isLowSurrogate(tail.charCodeAt(0)) ? tail.slice(1) : tail;
}

/** The first line of a text that says the most in it. */
export function headline(text: string): string {
  return oneLine(text.split('\n', 1)[0] ?? '');
}

/** The last line that shows anything, or an empty text. */
export function lastLine(text: string): string {
  const last = text.split('\n').findLast((line) => oneLine(line) !== '');
  return oneLine(last ?? '');
}

/**
 * Halves of a character that stand alone, as in the JSON text `"\ud83d"` or where an output was cut, become U+FFFD: they
 * have no UTF-8, and a message with one in it would be refused for ever.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = isLowSurrogate(text.charCodeAt(limit - 1)) ? limit - 2 : limit - 1;
  return `${text.slice(0, end)}…`;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** `45s`, `12m`, `1h 05m`, `3d 4h`: how long something took, to two places. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}
