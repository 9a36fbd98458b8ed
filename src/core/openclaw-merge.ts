/** How the pieces of an openclaw.json with `$include` become one (OPENCLAW.md section 2). */

// Keys that would reach into the prototype of every object.
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Objects are merged key by key, lists are put one after the other, and of anything else `over` wins. */
export function mergeDeep(under: unknown, over: unknown): unknown {
  if (Array.isArray(under) && Array.isArray(over)) return [...under, ...over];
  if (!isPlainObject(under) || !isPlainObject(over)) return over;
  const merged: Record<string, unknown> = {};
  for (const [key, value] of safeEntries(under)) merged[key] = value;
  for (const [key, value] of safeEntries(over)) {
    merged[key] = Object.hasOwn(merged, key) ? mergeDeep(merged[key], value) : value;
  }
  return merged;
}

export function safeEntries(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(([key]) => !UNSAFE_KEYS.has(key));
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value that a JSON pointer (`/a/b~1c/0`) names; undefined where there is none. */
export function atPointer(root: unknown, pointer: string): unknown {
  if (pointer === '') return root;
  if (!pointer.startsWith('/')) return undefined;
  let value = root;
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
