const SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** `90s`, `30m`, `2h`, `3d`, `1h30m` in seconds; undefined where a text is no such duration, or none at all. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?$/.exec(
    text.trim().replaceAll(' ', ''),
  );
  if (parts === null || text.trim() === '') return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const sum = days * SECONDS.d + hours * SECONDS.h + minutes * SECONDS.m + seconds;
  return sum;
}
