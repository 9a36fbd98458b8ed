/** `90s`, `5m`, `1h`, or a plain number of seconds, in whole seconds; undefined where it is none of these. */
export function parseInterval(text: string): number | undefined {
  const [, count, unit = 's'] = /^(\d{1,6})\s*([smh]?)$/.exec(text.trim().toLowerCase()) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
}

/** The shortest text that `parseInterval` reads back. */
export function formatInterval(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
