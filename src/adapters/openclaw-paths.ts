/**
 * Which folder is OpenClaw's state folder and which file its config, and which rule says so (OPENCLAW.md section 1).
 * OPENCLAW_HOME is OpenClaw's word for the home folder and ops-framework's for the state folder: both are understood.
 */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PlaceFailure } from '../app/ports.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface OpenclawPaths {
  /** The user's own home, which OPENCLAW_HOME does not change. */
  readonly userHome: string;
  /** What `~` means: OPENCLAW_HOME where that names the home folder, else the user's home. */
  readonly home: string;
  /** The state folder; the job file and our state are in `net/` below it. */
  readonly stateDir: string;
  /** openclaw.json; it need not exist. */
  readonly configPath: string;
  /** Which rule chose them, for people. */
  readonly stateRule: string;
  readonly configRule: string;
  /** OPENCLAW_HOME means the state folder here: an `openclaw` that inherits it would take it for the home and fail. */
  readonly isOpenclawHomeOurs: boolean;
}

/** Looks at the file system two or three times at most, and changes nothing. */
export function findOpenclawPaths(env: Env, userHome: string): OpenclawPaths {
  const read = (name: string) => readPath(env[name], userHome);
  const folder = meaningOfHome(read('OPENCLAW_HOME'), userHome);
  const stateDir = read('OPENCLAW_STATE_DIR');
  const configPath = read('OPENCLAW_CONFIG_PATH');
  const chosen = stateDir ?? folder.stateDir;
  return {
    userHome,
    home: folder.home,
    stateDir: chosen,
    configPath: configPath ?? join(chosen, 'openclaw.json'),
    stateRule: stateDir === undefined ? folder.rule : 'OPENCLAW_STATE_DIR',
    configRule: configPath === undefined ? 'openclaw.json in the state folder' : 'OPENCLAW_CONFIG_PATH',
    isOpenclawHomeOurs: folder.isState,
  };
}

/** `~` and `~/…` become the home folder; a relative path is meant from `base`, or the current folder. Throws PlaceFailure. */
export function expandPath(text: string, home: string, base?: string): string {
  const expanded = text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text;
  return base === undefined ? fromCurrentFolder(expanded) : resolve(base, expanded);
}

function fromCurrentFolder(path: string): string {
  try {
    return resolve(path);
  } catch {
    const why = 'the current folder, which this is meant from, is gone';
    throw new PlaceFailure(`${path}: ${why}: name an absolute path`);
  }
}

interface HomeMeaning {
  readonly home: string;
  readonly stateDir: string;
  readonly rule: string;
  readonly isState: boolean;
}

function meaningOfHome(folder: string | undefined, userHome: string): HomeMeaning {
  if (folder === undefined) return { home: userHome, ...usualStateDir(userHome), isState: false };
  const asState = { home: userHome, stateDir: folder, isState: true };
  if (existsSync(join(folder, 'openclaw.json'))) {
    return { ...asState, rule: 'OPENCLAW_HOME, as it holds openclaw.json' };
  }
  const inside = join(folder, '.openclaw');
  if (isFolder(inside)) {
    return {
      home: folder,
      stateDir: inside,
      rule: '.openclaw in OPENCLAW_HOME, as it is there',
      isState: false,
    };
  }
  return { ...asState, rule: 'OPENCLAW_HOME' };
}

function usualStateDir(userHome: string): { stateDir: string; rule: string } {
  const usual = join(userHome, '.openclaw');
  const legacy = join(userHome, '.clawdbot');
  return !existsSync(usual) && isFolder(legacy)
    ? { stateDir: legacy, rule: '~/.clawdbot, as ~/.openclaw is not there' }
    : { stateDir: usual, rule: '~/.openclaw' };
}

function readPath(value: string | undefined, userHome: string): string | undefined {
  const text = value?.trim() ?? '';
  return ['', 'undefined', 'null'].includes(text) ? undefined : expandPath(text, userHome);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
