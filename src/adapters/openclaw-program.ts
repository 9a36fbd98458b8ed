/** Finding `openclaw` where cron and launchd have next to no PATH, and what it is given to live on (OPENCLAW.md section 5). */
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { type Env, expandPath, type OpenclawPaths } from './openclaw-paths.ts';

export interface OpenclawProgram {
  /** Absolute. */
  readonly path: string;
  /** Where it was found, for people. */
  readonly from: string;
  /** The whole environment of every `openclaw` that is started. */
  readonly env: Env;
}

export type ProgramFinding =
  | ({ readonly kind: 'found' } & OpenclawProgram)
  /** `tried`: the places in order, for people. */
  | { readonly kind: 'absent'; readonly tried: readonly string[] };

export interface ProgramRequest {
  /** `notify.openclawBin` of the job file. */
  readonly configured: string | undefined;
  readonly env: Env;
  readonly paths: OpenclawPaths;
  /** Folders of the whole host in place of the usual two, for tests: the host may have an openclaw of its own. */
  readonly systemFolders?: readonly string[] | undefined;
}

interface Place {
  readonly path: string;
  readonly from: string;
}

const NAME = 'openclaw';
const SYSTEM_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin'];

/** The first that can be executed. Never rejects. */
export async function findOpenclaw(request: ProgramRequest): Promise<ProgramFinding> {
  const usual = await usualFolders(request);
  const places = candidates(request, usual);
  for (const place of places) {
    if (await isExecutable(place.path)) {
      return { kind: 'found', ...place, env: childEnv(request, dirname(place.path), usual) };
    }
  }
  return { kind: 'absent', tried: [...new Set(places.map(({ path }) => path))] };
}

function candidates({ configured, env, paths }: ProgramRequest, usual: readonly string[]): readonly Place[] {
  const inPath = pathFolders(env).map((folder) => ({ path: join(folder, NAME), from: 'PATH' }));
  const inUsual = usual.map((folder) => ({ path: join(folder, NAME), from: 'the usual folders' }));
  const named = configured?.trim();
  const first = named ? [{ path: expandPath(named, paths.userHome), from: 'notify.openclawBin' }] : [];
  return [...first, ...inPath, ...inUsual];
}

/** Relative parts of PATH would make what is started depend on the folder we are in. */
function pathFolders(env: Env): readonly string[] {
  return (env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
}

/** Where installers put it, in the order of search; the newest of several Node versions first. */
async function usualFolders({ env, paths, systemFolders }: ProgramRequest): Promise<readonly string[]> {
  const inHome = (...parts: string[]) => join(paths.userHome, ...parts);
  const nvm = join(env.NVM_DIR || inHome('.nvm'), 'versions', 'node');
  const fnmHomes = [
    ...(env.FNM_DIR ? [env.FNM_DIR] : []),
    inHome('.local', 'share', 'fnm'),
    inHome('.fnm'),
    inHome('Library', 'Application Support', 'fnm'),
  ];
  const ofFnm = await Promise.all(
    fnmHomes.map((folder) => versionFolders(join(folder, 'node-versions'), 'installation', 'bin')),
  );
  return [
    inHome('.openclaw', 'bin'),
    inHome('.local', 'bin'),
    inHome('.npm-global', 'bin'),
    ...(systemFolders ?? SYSTEM_FOLDERS),
    ...(await versionFolders(nvm, 'bin')),
    ...ofFnm.flat(),
    join(env.VOLTA_HOME || inHome('.volta'), 'bin'),
    ...(env.PNPM_HOME ? [env.PNPM_HOME, join(env.PNPM_HOME, 'bin')] : []),
    inHome('.local', 'share', 'pnpm'),
    inHome('Library', 'pnpm'),
  ];
}

async function versionFolders(folder: string, ...inner: string[]): Promise<readonly string[]> {
  const versions = await readdir(folder).catch(() => []);
  return versions
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((version) => join(folder, version, ...inner));
}

/** Our own Node is not put into PATH: newer versions of openclaw need a newer one than we may run on. */
function childEnv({ env, paths }: ProgramRequest, folder: string, usual: readonly string[]): Env {
  const folders = [folder, ...pathFolders(env), ...usual];
  return {
    ...env,
    HOME: env.HOME || paths.userHome,
    PATH: [...new Set(folders)].join(delimiter),
    OPENCLAW_HOME: paths.isOpenclawHomeOurs ? undefined : env.OPENCLAW_HOME,
    OPENCLAW_STATE_DIR: paths.stateDir,
    OPENCLAW_CONFIG_PATH: paths.configPath,
    // Its launcher would start a child in a session of its own, which no signal of ours reaches.
    OPENCLAW_NO_RESPAWN: '1',
  };
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
