/** How this program is called: by a scheduler, which knows absolute paths alone, and by its user in a shell. */
import { accessSync, constants, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { shellWord } from '../core/doctor-check.ts';
import { isLasting } from '../core/schedule-environment.ts';
import type { Env } from './openclaw-paths.ts';

export interface SelfFacts {
  readonly env: Env;
  readonly execPath: string;
  /** Absolute; undefined for the single executable, in which Node is part of the program. */
  readonly script: string | undefined;
}

export interface SelfCommand {
  readonly argv: readonly string[];
  /** `ops-monitor` where the shell finds this very program by that name; else the absolute paths, as a shell takes them. */
  readonly typed: string;
  /** Where node is; the folder of the single executable too. */
  readonly folder: string;
}

const NAME = 'ops-monitor';

export function findSelf({ env, execPath, script }: SelfFacts): SelfCommand {
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const node = script === undefined ? execPath : lastingName(execPath, folders);
  const argv = script === undefined ? [node] : [node, script];
  const isByName = sameFile(firstProgram(NAME, folders), script ?? execPath);
  return { argv, typed: isByName ? NAME : argv.map(shellWord).join(' '), folder: dirname(node) };
}

/**
 * Node by the name under which the shell has it, where that is a link to the one that runs: Homebrew and others keep
 * versions in folders of their own, which an upgrade takes away.
 */
function lastingName(execPath: string, folders: readonly string[]): string {
  const links = folders.filter(isLasting).map((folder) => join(folder, basename(execPath)));
  return links.find((link) => sameFile(link, execPath)) ?? execPath;
}

function firstProgram(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function sameFile(one: string | undefined, other: string): boolean {
  try {
    return one !== undefined && realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
