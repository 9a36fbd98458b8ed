/** openclaw.json as OpenClaw itself reads it, with all places its variables come from (OPENCLAW.md section 2). Reads only. */
import { delimiter, join } from 'node:path';
import { parseEnv } from 'node:util';
import { isPlainObject } from '../core/openclaw-merge.ts';
import {
  configVariables,
  type Lookup,
  lookupIn,
  substituteDeep,
  type VariableSource,
} from '../core/openclaw-variables.ts';
import { type OpenclawConfig, parseOpenclawConfig } from '../schema/openclaw-config.ts';
import { loadWithIncludes } from './openclaw-include.ts';
import { type Env, expandPath, type OpenclawPaths } from './openclaw-paths.ts';
import { readTextFile } from './text-file.ts';

export interface OpenclawSetup {
  readonly paths: OpenclawPaths;
  /** Empty where openclaw.json is not there or cannot be read. */
  readonly config: OpenclawConfig;
  readonly hasConfig: boolean;
  /** There is no openclaw.json, which `problems` names too. */
  readonly isAbsent: boolean;
  /** What could not be read and why, for people. */
  readonly problems: readonly string[];
  /** Every file that was read: openclaw.json, its includes, files of variables. */
  readonly files: readonly string[];
  readonly lookup: Lookup;
  /** Where variables were looked for, the first that has one wins. For people. */
  readonly variableSources: readonly string[];
}

/** Never rejects: what cannot be read is named in `problems`, and the rest counts. */
export async function readOpenclaw(paths: OpenclawPaths, env: Env): Promise<OpenclawSetup> {
  const envFiles = await Promise.all(envFilePaths(paths).map(readEnvFile));
  const outside: readonly VariableSource[] = [
    { name: 'the environment', values: env },
    ...envFiles.map(({ source }) => source),
  ];
  const loaded = await loadWithIncludes({
    configPath: paths.configPath,
    home: paths.home,
    extraRoots: includeRoots(lookupIn(outside), paths.home),
  });
  const inside = configVariables(isPlainObject(loaded.value) ? loaded.value.env : undefined);
  const sources = [...outside, { name: `env in ${paths.configPath}`, values: inside }];
  const lookup = lookupIn(sources);
  return {
    paths,
    config: parseOpenclawConfig(substituteDeep(loaded.value, lookup)),
    hasConfig: loaded.value !== undefined,
    isAbsent: loaded.isAbsent,
    problems: [...loaded.problems, ...envFiles.flatMap(({ problem }) => problem ?? [])],
    files: [...loaded.files, ...envFiles.flatMap(({ isRead, source }) => (isRead ? source.name : []))],
    lookup,
    variableSources: sources.map(({ name }) => name),
  };
}

/** The second belongs to the usual state folder alone. */
function envFilePaths({ stateDir, home }: OpenclawPaths): readonly string[] {
  const ofState = join(stateDir, '.env');
  const isUsual = stateDir === join(home, '.openclaw') || stateDir === join(home, '.clawdbot');
  return isUsual ? [ofState, join(home, '.config', 'openclaw', 'gateway.env')] : [ofState];
}

interface EnvFile {
  readonly source: VariableSource;
  readonly isRead: boolean;
  readonly problem: string | undefined;
}

async function readEnvFile(path: string): Promise<EnvFile> {
  const file = await readTextFile(path);
  const values = file.kind === 'text' ? parseEnv(file.text) : {};
  const problem = file.kind === 'unreadable' ? `${path} ${file.why}` : undefined;
  return { source: { name: path, values }, isRead: file.kind === 'text', problem };
}

function includeRoots(lookup: Lookup, home: string): readonly string[] {
  const roots = lookup('OPENCLAW_INCLUDE_ROOTS')?.value.split(delimiter) ?? [];
  return roots.filter((root) => root.trim() !== '').map((root) => expandPath(root.trim(), home));
}
