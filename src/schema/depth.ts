/** Whether nothing lies deeper than so many levels. What has no end to its brackets cannot be walked, nor written as JSON. */
export function isShallow(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
