/** As much of Markdown as the tests of the documents need. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Their examples are checked, every one of them. */
export const DOCUMENTS = [
  'README.md',
  'README.zh-CN.md',
  'OPS_FRAMEWORK.md',
  'SKILL.md',
  'CONTRIBUTING.md',
  'docs/commands.md',
];

/** Their links are checked too. */
export function allDocuments(): readonly string[] {
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return [...DOCUMENTS, 'CHANGELOG.md', 'examples/README.md', ...pages.map((name) => `docs/${name}`)];
}

export function readDocument(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it begins, as editors link it: `README.md:12`. */
  readonly place: string;
}

/** The fenced blocks of a document. */
export function blocksOf(name: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { language: string; lines: string[]; place: string } | undefined;
  for (const [index, line] of readDocument(name).split('\n').entries()) {
    const fence = /^```(\S*)\s*$/.exec(line);
    if (open === undefined && fence) {
      open = { language: fence[1] ?? '', lines: [], place: `${name}:${index + 1}` };
    } else if (open !== undefined && fence) {
      blocks.push({ language: open.language, text: open.lines.join('\n'), place: open.place });
      open = undefined;
    } else {
      open?.lines.push(line);
    }
  }
  if (open !== undefined) throw new Error(`${open.place}: the block is never closed`);
  return blocks;
}

/** The document without its fenced blocks; lines keep their numbers. */
function proseOf(name: string): string {
  return readDocument(name).replaceAll(/^```[\s\S]*?^```\s*$/gm, (block) => block.replaceAll(/[^\n]/g, ''));
}

/** What stands between single backticks. */
export function inlineCodeOf(name: string): readonly string[] {
  return [...proseOf(name).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** The anchors that GitHub makes of the headings. */
export function anchorsOf(name: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(name).matchAll(/^#{1,6} +(.+?)\s*$/gm)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

function slugOf(heading: string): string {
  const text = heading.replaceAll('`', '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}

export interface Link {
  readonly target: string;
  readonly place: string;
}

/** Links and pictures of the form `[text](target)`, code left out. */
export function linksOf(name: string): readonly Link[] {
  const lines = proseOf(name)
    .replaceAll(/`[^`\n]*`/g, '')
    .split('\n');
  return lines.flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({
      target: match[1] ?? '',
      place: `${name}:${index + 1}`,
    })),
  );
}

/** The cells of the first table whose header begins with these words, without the header. */
export function tableOf(name: string, ...header: readonly string[]): readonly (readonly string[])[] {
  const lines = proseOf(name).split('\n');
  const at = lines.findIndex((line) => header.every((word, column) => cellsOf(line)[column] === word));
  if (at < 0) throw new Error(`${name} has no table that begins with ${header.join(' | ')}`);
  const rows = lines.slice(at + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? rows.length : end).map(cellsOf);
}

function cellsOf(line: string): readonly string[] {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}
