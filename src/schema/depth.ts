/** Whether nothing lies deeper than so many levels. What has no end to its brackets cannot be walked, nor written as JSON. */
export function isShallow(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (levels === 0) return false;
  // Loops, since a large state has ten thousand values.
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof inner === 'object' && !isShallow(inner, levels - 1)) return false;
  }
  return true;
}
