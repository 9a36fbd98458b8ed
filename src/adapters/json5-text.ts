/**
 * JSON5 text: to a value, and from a path in that value back to its place in the text. The one room of json5 and
 * momoa. Plain JSON is the common case and needs neither, so both are loaded only when they are called for.
 */
import type { ElementNode, MemberNode, ObjectNode, ValueNode } from '@humanwhocodes/momoa';
import type { ConfigPath } from '../core/config-problem.ts';

/** 1-based, both; columns count UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export type ParsedText =
  | { readonly kind: 'value'; readonly value: unknown }
  | ({ readonly kind: 'syntax-error'; readonly message: string } & TextPlace);

/** What to find: the value at the path, or its key. */
export interface PlaceQuestion {
  readonly path: ConfigPath;
  readonly at?: 'key';
}

/** Deeper than any file that people write; whoever walks the value may use the stack for it. */
const DEEPEST = 64;

/** momoa needs up to 200 bytes of memory for one of text: past this, places are not worth the risk of running out. */
const LONGEST_TO_LOCATE = 1024 * 1024;

/** JSON, or JSON5 where it is none. A byte order mark is skipped. Never rejects. */
export async function parseJson5Text(text: string): Promise<ParsedText> {
  const plain = withoutMark(text);
  const parsed = parseJson(plain) ?? (await parseJson5(plain));
  if (parsed.kind === 'syntax-error' || !isDeeperThan(parsed.value, DEEPEST)) return parsed;
  const message = `brackets and braces are nested too deep (at most ${DEEPEST} levels)`;
  return syntaxError(message, await placeOfDepth(plain));
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function parseJson(text: string): ParsedText | undefined {
  try {
    return { kind: 'value', value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

async function parseJson5(text: string): Promise<ParsedText> {
  const { default: json5 } = await import('json5');
  try {
    return { kind: 'value', value: json5.parse(text) };
  } catch (error) {
    return explain(error, text);
  }
}

/** json5 says what is wrong in its message and where in two properties of the error. */
function explain(error: unknown, text: string): ParsedText {
  const { message = '', lineNumber = 1, columnNumber = 1 } = error as Partial<Json5Error>;
  const place = { line: lineNumber, column: Math.max(1, columnNumber) };
  const found = /invalid character '(.*)' at/s.exec(message)?.[1];
  // json5 counts a line feed to the line that it begins; people look for it at the end of its own.
  if (found === '\\n') return syntaxError(LINE_BREAK, endOfLine(text, lineNumber - 1));
  if (found === '\\r') return syntaxError(LINE_BREAK, place);
  if (found !== undefined) return syntaxError(unexpected(found), place);
  return syntaxError(message.includes('end of input') ? CUT_SHORT : 'this is neither JSON nor JSON5', place);
}

function syntaxError(message: string, { line, column }: TextPlace): ParsedText {
  return { kind: 'syntax-error', message, line, column };
}

interface Json5Error {
  readonly message: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

const CUT_SHORT = 'the file ends too early (a bracket, a brace, a quote or a comment is not closed)';
const LINE_BREAK = 'unexpected line break (a text in quotes must end on its line)';

/** What a terminal would act upon, or nobody would see. Made when asked for: V8 takes half a millisecond for it. */
const unshowable = () => /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** `character`: as json5 writes it, with a backslash before quotes and backslashes, and some control characters spelt out. */
function unexpected(character: string): string {
  const spelt = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const plain = character.replace(/^\\(?=['"\\]$)/, '').replace(unshowable(), spelt);
  return `unexpected ${plain === '"' ? `'"'` : `"${plain}"`} (neither JSON nor JSON5 allows it here)`;
}

function endOfLine(text: string, line: number): TextPlace {
  const length = text.split('\n', line)[line - 1]?.replace(/\r$/, '').length ?? 0;
  return { line, column: length + 1 };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

/** Where the first bracket or brace stands that is one too many. */
async function placeOfDepth(text: string): Promise<TextPlace> {
  const { tokenize } = await import('@humanwhocodes/momoa');
  let depth = 0;
  try {
    for (const { type, loc } of text.length > LONGEST_TO_LOCATE ? [] : tokenize(text, { mode: 'json5' })) {
      if (type === 'LBracket' || type === 'LBrace') depth += 1;
      if (type === 'RBracket' || type === 'RBrace') depth -= 1;
      if (depth > DEEPEST) return { line: loc.start.line, column: loc.start.column };
    }
  } catch {
    // What json5 takes and momoa does not: the place is unknown, the error stands.
  }
  return { line: 1, column: 1 };
}

/**
 * The place of each value (or of its key), or where the text has no such value that of the nearest object around it.
 * All undefined where the text cannot be read or is longer than 1 MiB. Never rejects.
 */
export async function locate(
  text: string,
  questions: readonly PlaceQuestion[],
): Promise<(TextPlace | undefined)[]> {
  const root = questions.length === 0 ? undefined : await parseTree(withoutMark(text));
  const indexes = new Map<ObjectNode, Members>();
  return questions.map((question) => (root === undefined ? undefined : find(root, question, indexes)));
}

async function parseTree(text: string): Promise<ValueNode | undefined> {
  if (text.length > LONGEST_TO_LOCATE) return undefined;
  const { parse } = await import('@humanwhocodes/momoa');
  try {
    return parse(text, { mode: 'json5' }).body;
  } catch {
    return undefined;
  }
}

type Members = Map<string, MemberNode>;

/** `indexes`: the members of each object by name, made when first asked for. */
function find(root: ValueNode, { path, at }: PlaceQuestion, indexes: Map<ObjectNode, Members>): TextPlace {
  let node = root;
  for (const [depth, step] of path.entries()) {
    const child = childAt(node, step, indexes);
    if (child === undefined) break;
    if (at === 'key' && depth === path.length - 1 && child.type === 'Member') return start(child.name);
    node = child.value;
  }
  return start(node);
}

function childAt(
  node: ValueNode,
  step: string | number,
  indexes: Map<ObjectNode, Members>,
): MemberNode | ElementNode | undefined {
  if (node.type === 'Array') return typeof step === 'number' ? node.elements[step] : undefined;
  if (node.type !== 'Object') return undefined;
  const members = indexes.get(node) ?? byName(node);
  indexes.set(node, members);
  return members.get(String(step));
}

/** Of a key that is written twice the last counts, as it does to every parser. */
function byName(node: ObjectNode): Members {
  return new Map(node.members.map((member) => [nameOf(member), member]));
}

function nameOf({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name;
}

function start(node: { readonly loc: { readonly start: TextPlace } }): TextPlace {
  const { line, column } = node.loc.start;
  return { line, column };
}
