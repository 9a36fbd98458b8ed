/** Changes that make garbage of a valid document: some know its structure, some know only bytes. */
import * as fc from 'fast-check';

/** Stands for so many brackets that whoever walks them by recursion falls. */
const DEEP = '@@deep';

const WEIRD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  60,
  1e15,
  1e308,
  2 ** 53 + 2,
  '',
  ' ',
  'x',
  '0',
  '-5',
  'NaN',
  '24:00',
  '08:00',
  'Mars/Olympus',
  '\u0000',
  '\ud83d',
  '\u001b[31mred',
  'x\u009b2Jy\u202ez',
  '\r\n\r\n',
  '../../../../dev/null',
  '/dev/zero',
  '~',
  '~nobody',
  '.',
  '$' + '{HOME}',
  '$' + '{NOT_THERE}',
  '__proto__',
  'constructor',
  'read_only',
  'write_external',
  'one_shot_read',
  'success',
  'scan',
  'x'.repeat(70_000),
  [],
  {},
  [[]],
  [null],
  [''],
  ['cat', 'scan.json'],
  { id: 'scan' },
  `${DEEP}100`,
  `${DEEP}6000`,
  `${DEEP}100000`,
];

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'id',
  'jobs',
  'policy',
  'version',
  'running',
  '',
  ' ',
  'a.b[0]',
  '\u0000',
  '\u001b[2J',
  'k\u009b2J\u202e',
  'stallSecond',
  'x'.repeat(3000),
];

export interface Edit {
  readonly how: 'replace' | 'delete' | 'rename' | 'add' | 'wrap' | 'repeat' | 'swap';
  readonly where: number;
  readonly value: unknown;
  readonly name: string;
}

type TextEdit =
  | { readonly how: 'cut'; readonly at: number }
  | { readonly how: 'splice'; readonly at: number; readonly removed: number; readonly bytes: Uint8Array };

const edit: fc.Arbitrary<Edit> = fc.record({
  how: fc.constantFrom<Edit['how'][]>(
    'replace',
    'replace',
    'replace',
    'delete',
    'rename',
    'add',
    'wrap',
    'repeat',
    'swap',
  ),
  where: fc.nat(10_000),
  value: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...WEIRD) },
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.double() },
  ),
  name: fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 12 })),
});

const textEdit: fc.Arbitrary<TextEdit> = fc.oneof(
  fc.record({ how: fc.constant('cut' as const), at: fc.nat(10_000) }),
  fc.record({
    how: fc.constant('splice' as const),
    at: fc.nat(10_000),
    removed: fc.nat(12),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom('//', '/*', ',', '{', ']', '\ufeff', "'", 'Infinity', '-', '\\u', '\n').map(bytesOf),
    ),
  }),
);

const raw: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }).map(bytesOf),
  fc.constantFrom('', 'null', '[]', '{}', '"x"', '0', '{"version":1}', '\ufeff{}', '[{}]').map(bytesOf),
);

/** Garbage that comes of `valid`: mostly its structure with some edits, else its bytes with some, else any bytes. */
export function garbageOf(valid: unknown): fc.Arbitrary<Uint8Array> {
  const edited = fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) => render(applyEdits(valid, edits)));
  return fc.oneof(
    { weight: 6, arbitrary: edited.map(bytesOf) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(edited, fc.array(textEdit, { minLength: 1, maxLength: 3 }))
        .map(([text, edits]) => edits.reduce(applyTextEdit, bytesOf(text))),
    },
    { weight: 1, arbitrary: raw },
  );
}

function render(tree: unknown): string {
  const text = JSON.stringify(tree) ?? 'undefined';
  return text.replace(new RegExp(`"${DEEP}(\\d+)"`, 'g'), (_, depth: string) => {
    return '['.repeat(Number(depth)) + ']'.repeat(Number(depth));
  });
}

function applyTextEdit(bytes: Uint8Array, change: TextEdit): Uint8Array {
  const at = change.at % (bytes.length + 1);
  if (change.how === 'cut') return bytes.slice(0, at);
  return Buffer.concat([bytes.slice(0, at), change.bytes, bytes.slice(at + change.removed)]);
}

type Holder = Record<string, unknown>;

function applyEdits(valid: unknown, edits: readonly Edit[]): unknown {
  const root: Holder = { document: structuredClone(valid) };
  for (const change of edits) {
    const slots = slotsIn(root);
    const slot = slots[change.where % slots.length];
    if (slot) applyEdit(slot.holder, slot.key, change, slots);
  }
  return root.document;
}

interface Slot {
  readonly holder: Holder;
  readonly key: string;
}

/** Every place of the tree that holds a value, its root first. */
function slotsIn(root: Holder): Slot[] {
  const slots: Slot[] = [];
  const walk = (holder: Holder) => {
    for (const key of Object.keys(holder)) {
      slots.push({ holder, key });
      const value = holder[key];
      if (value !== null && typeof value === 'object') walk(value as Holder);
    }
  };
  walk(root);
  return slots;
}

function applyEdit(
  holder: Holder,
  key: string,
  { how, value, name, where }: Edit,
  slots: readonly Slot[],
): void {
  const here = holder[key];
  // One value may come several times, and must not become one object in all those places.
  const fresh = structuredClone(value);
  const isBranch = here !== null && typeof here === 'object';
  if (how === 'delete' || how === 'rename') delete holder[key];
  if (how === 'replace') put(holder, key, fresh);
  if (how === 'rename') put(holder, name, here);
  if (how === 'add') put(isBranch ? (here as Holder) : holder, name, fresh);
  if (how === 'wrap') put(holder, key, where % 2 === 0 ? [here] : { [name]: here });
  if (how === 'repeat') {
    put(
      holder,
      key,
      Array.isArray(here) ? [...here, ...structuredClone(here)] : [here, structuredClone(here)],
    );
  }
  if (how === 'swap') {
    const other = slots[(where * 31) % slots.length];
    put(holder, key, structuredClone(other?.holder[other.key]));
  }
}

/** A key of its own, also where its name is `__proto__`. */
function put(holder: Holder, key: string, value: unknown): void {
  // The length of a list is no key that JSON could have.
  if (value === undefined || (Array.isArray(holder) && key === 'length')) return;
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}
