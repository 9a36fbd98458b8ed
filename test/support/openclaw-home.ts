/** Homes with an openclaw.json and what belongs to it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OpenclawSetup, readOpenclaw } from '../../src/adapters/openclaw-files.ts';
import { findOpenclawPaths } from '../../src/adapters/openclaw-paths.ts';
import { useTempFolders } from './temp-folder.ts';

export const CONFIG = '.openclaw/openclaw.json';

/** By path below `home`; what is no text is written as JSON. */
export function writeFiles(home: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

export interface OpenclawHomes {
  newFolder(): string;
  /** Reads the openclaw.json of a home made of these files. */
  read(
    files: Readonly<Record<string, unknown>>,
    env?: Readonly<Record<string, string>>,
    home?: string,
  ): Promise<OpenclawSetup>;
}

/** Call it once in a test file. */
export function useOpenclawHomes(): OpenclawHomes {
  const newFolder = useTempFolders();
  return {
    newFolder,
    read(files, env = {}, home = newFolder()) {
      writeFiles(home, files);
      return readOpenclaw(findOpenclawPaths(env, home), env);
    },
  };
}

/** An openclaw.json whose one setting shows which file or variable it came from. */
export function withProxy(proxy: string, more: object = {}): object {
  return { channels: { telegram: { proxy } }, ...more };
}
