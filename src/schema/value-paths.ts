/** Places in a parsed value, and how what stands there is left out. */
type Path = readonly PropertyKey[];

/** Where a key is named `__proto__`, down to `depth`: zod leaves those out without a word. */
export function reservedKeys(value: unknown, depth: number, path: readonly string[] = []): Path[] {
  if (value === null || typeof value !== 'object' || path.length > depth) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '__proto__' ? [[...path, key]] : reservedKeys(inner, depth, [...path, key]),
  );
}

export function without(raw: unknown, paths: readonly Path[]): unknown {
  if (paths.length === 0) return raw;
  const remains = structuredClone(raw);
  for (const path of paths) drop(remains, path);
  return remains;
}

/** The path itself, or where nothing is there (a required key is missing) that of the object which lacks it. */
export function present(root: unknown, path: Path): Path {
  let holder = root;
  for (const [depth, key] of path.entries()) {
    if (holder === null || typeof holder !== 'object' || !Object.hasOwn(holder, key))
      return path.slice(0, depth);
    holder = (holder as Record<PropertyKey, unknown>)[key];
  }
  return path;
}

/** Each path once, none inside another, the last first, so that dropping a list element moves no other one. */
export function outermost(paths: readonly Path[]): Path[] {
  const byText = new Map(paths.map((path) => [JSON.stringify(path.map(String)), path]));
  const unique = [...byText.values()];
  const isInside = (path: Path, other: Path) =>
    other.length < path.length && other.every((key, i) => key === path[i]);
  return unique.filter((path) => !unique.some((other) => isInside(path, other))).reverse();
}

export function drop(root: unknown, path: Path): void {
  let holder = root as Record<PropertyKey, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<PropertyKey, unknown>;
  const last = path.at(-1);
  if (last === undefined) return;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
}
