import fc from 'fast-check';

type Path = readonly (string | number)[];

/** Values such as stand in files of people: near misses more often than nonsense. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  1e308,
  2 ** 53 + 2,
  '',
  ' ',
  '1',
  '24:00',
  '08:00',
  'a\0b',
  'one_shot_read',
  'read_only',
  'running',
  '__proto__',
  'constructor',
  [],
  [''],
  ['true'],
  {},
  { start: 'x' },
  { id: 'x' },
];

const ODD_KEYS = [
  '$schema',
  '_note',
  '//',
  'policy',
  'timezone',
  'constructor',
  '__proto__',
  'lastError',
  'id',
  'x',
];

/** A JSON value with up to three changes: another value somewhere, a key that is gone, or one more. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(value);
  const oddValue = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue());
  const change = fc.oneof(
    fc.record({ at: fc.constantFrom(...paths), value: oddValue }),
    // All but the whole, which comes first.
    fc.record({ at: fc.constantFrom(...paths.slice(1)), gone: fc.constant(true as const) }),
    fc
      .tuple(fc.constantFrom(...paths), fc.constantFrom(...ODD_KEYS), oddValue)
      .map(([path, key, added]) => ({ at: [...path, key], value: added })),
  );
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const root = { value: JSON.parse(JSON.stringify(value)) as unknown };
    for (const { at, ...what } of changes) apply(root, ['value', ...at], what);
    // What no JSON can hold is lost: a key of a list, a number without end.
    return JSON.parse(JSON.stringify(root.value)) as unknown;
  });
}

/** Of all that is inside, and of the whole. */
function pathsOf(value: unknown, at: Path = []): Path[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [at, ...inner.flatMap(([key, child]) => pathsOf(child, [...at, key]))];
}

/** Not splice: that asks the list's `constructor`, which may be one of the changes. */
function removeAt(list: unknown[], at: number): void {
  if (!(at < list.length)) return;
  list.copyWithin(at, at + 1);
  list.length -= 1;
}

function apply(root: object, path: Path, change: { readonly value?: unknown; readonly gone?: true }): void {
  let holder: unknown = root;
  for (const key of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return;
    holder = (holder as Record<string | number, unknown>)[key];
  }
  const last = path.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return;
  if (change.gone && Array.isArray(holder)) removeAt(holder, Number(last));
  else if (change.gone) Reflect.deleteProperty(holder, last);
  // Not an assignment: that would make `__proto__` the prototype, and JSON makes it a key.
  else
    Object.defineProperty(holder, last, {
      value: structuredClone(change.value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}
