/** The shortest text of a pace in whole seconds, which `parseDuration` reads back: `90s`, `5m`, `1h`. */
export function formatInterval(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
