/** Durations as people type them: `90s`, `30m`, `2h`, `3d`, `1h30m`. */

const UNIT_SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

// Each unit once, the largest first: `30m1h` is more likely a slip than a wish.
const FORM = /^(?:(\d+)d\s*)?(?:(\d+)h\s*)?(?:(\d+)m\s*)?(?:(\d+)s)?$/i;

/** What may be typed, for messages: it follows on «must be». */
export const DURATION_FORMS = 'a duration such as 90s, 30m, 2h, 3d or 1h30m';

/** In seconds; undefined where the text is no duration. A number without a unit is none: nobody knows what it means. */
export function parseDuration(text: string): number | undefined {
  const found = FORM.exec(text.trim());
  const parts = found?.slice(1) ?? [];
  if (parts.every((part) => part === undefined)) return undefined;
  const units = Object.values(UNIT_SECONDS);
  const seconds = parts.reduce((sum, part, i) => sum + Number(part ?? 0) * (units[i] ?? 0), 0);
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}
