/** openclaw.json with its `$include`s taken in (OPENCLAW.md section 2). Reads only. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative } from 'node:path';
import { isPlainObject, mergeDeep, safeEntries } from '../core/openclaw-merge.ts';
import { parseJson5Text } from './json5-text.ts';
import { expandPath } from './openclaw-paths.ts';
import { readTextFile } from './text-file.ts';

export interface IncludeRequest {
  readonly configPath: string;
  /** What `~` means. */
  readonly home: string;
  /** Folders that may be included from besides that of the config: OPENCLAW_INCLUDE_ROOTS. */
  readonly extraRoots: readonly string[];
}

export interface IncludedConfig {
  /** Undefined where there is no config, or none that can be read. */
  readonly value: unknown;
  /** What could not be read and why, for people. What is readable is in `value` all the same. */
  readonly problems: readonly string[];
  /** Every file that was read, openclaw.json first. */
  readonly files: readonly string[];
  readonly isAbsent: boolean;
}

interface Run {
  readonly request: IncludeRequest;
  readonly roots: readonly string[];
  readonly problems: string[];
  readonly files: string[];
}

/** One file under way: the files that led to it (real paths), itself last. */
type Chain = readonly string[];

const DEEPEST = 10;

/** Never rejects. A part that cannot be included is left out and named. */
export async function loadWithIncludes(request: IncludeRequest): Promise<IncludedConfig> {
  const { configPath } = request;
  const roots = await Promise.all([dirname(configPath), ...request.extraRoots].map(realPath));
  const run: Run = { request, roots, problems: [], files: [] };
  const file = await readTextFile(configPath);
  if (file.kind === 'text') {
    const value = await parsePart(file.text, configPath, [await realPath(configPath)], run);
    return { value, problems: run.problems, files: run.files, isAbsent: false };
  }
  const isAbsent = file.kind === 'absent';
  const problem = `${configPath}: ${isAbsent ? 'not found' : file.why}`;
  return { value: undefined, problems: [problem], files: [], isAbsent };
}

async function parsePart(text: string, path: string, chain: Chain, run: Run): Promise<unknown> {
  run.files.push(path);
  const parsed = await parseJson5Text(text);
  if (parsed.kind === 'value') return expand(parsed.value, path, chain, run);
  run.problems.push(`${path}:${parsed.line}:${parsed.column}: ${parsed.message}`);
  return undefined;
}

async function expand(value: unknown, path: string, chain: Chain, run: Run): Promise<unknown> {
  if (Array.isArray(value)) {
    const items = [];
    for (const item of value) items.push(await expand(item, path, chain, run));
    return items;
  }
  if (!isPlainObject(value)) return value;
  const siblings: Record<string, unknown> = {};
  for (const [key, item] of safeEntries(value)) {
    if (key !== '$include') siblings[key] = await expand(item, path, chain, run);
  }
  if (!Object.hasOwn(value, '$include')) return siblings;
  const included = await includeAll(value.$include, path, chain, run);
  return Object.keys(siblings).length === 0 && included !== undefined
    ? included
    : mergeDeep(included ?? {}, siblings);
}

async function includeAll(names: unknown, path: string, chain: Chain, run: Run): Promise<unknown> {
  const list = Array.isArray(names) ? names : [names];
  let merged: unknown;
  for (const name of list) {
    const part = typeof name === 'string' ? await includeOne(name, path, chain, run) : undefined;
    if (typeof name !== 'string') run.problems.push(`${path}: $include must be a path or a list of paths`);
    if (part !== undefined) merged = merged === undefined ? part : mergeDeep(merged, part);
  }
  return merged;
}

async function includeOne(name: string, from: string, chain: Chain, run: Run): Promise<unknown> {
  const path = expandPath(name, run.request.home, dirname(from));
  const real = await realPath(path);
  const refuse = (why: string) => {
    run.problems.push(`${from}: $include ${JSON.stringify(name)} ${why}`);
  };
  if (chain.includes(real)) {
    return refuse(`goes in a circle (${[...chain, real].map((file) => basename(file)).join(' → ')})`);
  }
  if (chain.length > DEEPEST) return refuse(`is nested more than ${DEEPEST} deep`);
  if (!run.roots.some((root) => isInside(real, root))) {
    return refuse('is outside the folder of openclaw.json (OPENCLAW_INCLUDE_ROOTS allows more)');
  }
  const file = await readTextFile(path);
  if (file.kind === 'text') return parsePart(file.text, path, [...chain, real], run);
  return refuse(file.kind === 'absent' ? `was not found (${path})` : file.why);
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way.split('/')[0] !== '..';
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // What is not there is judged by its name; a folder that is a link leads elsewhere all the same.
    const folder = dirname(path);
    return folder === path ? path : `${(await realPath(folder)).replace(/\/$/, '')}/${basename(path)}`;
  }
}
