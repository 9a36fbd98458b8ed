import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOpenclawPaths } from '../../src/adapters/openclaw-paths.ts';
import { findOpenclaw } from '../../src/adapters/openclaw-program.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();

/** `H` stands for the home. Programs are files that may be executed. */
async function find(
  programs: readonly string[],
  env: Record<string, string> = {},
  configured?: string,
  home = newFolder(),
) {
  for (const program of programs) {
    const path = join(home, program);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
  }
  const full = (text: string) => text.replaceAll('H', home);
  const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, full(value)]));
  const paths = findOpenclawPaths(given, home);
  const finding = await findOpenclaw({
    configured: configured && full(configured),
    env: given,
    paths,
    // A host may have an openclaw of its own.
    systemFolders: [join(home, 'homebrew'), join(home, 'usr-local')],
  });
  const short = (text: string | undefined) => text?.replaceAll(home, 'H');
  if (finding.kind === 'absent') return { ...finding, tried: finding.tried.map(short) };
  const childEnv = Object.entries(finding.env).map(([name, value]) => [name, short(value)]);
  return { ...finding, path: short(finding.path), env: Object.fromEntries(childEnv) };
}

const SEARCH = [
  ['notify.openclawBin', 'named/claw', 'notify.openclawBin'],
  ['PATH', 'in-path/openclaw', 'PATH'],
  ['~/.openclaw/bin', '.openclaw/bin/openclaw', 'the usual folders'],
  ['~/.local/bin', '.local/bin/openclaw', 'the usual folders'],
  ['~/.npm-global/bin', '.npm-global/bin/openclaw', 'the usual folders'],
  ['Homebrew', 'homebrew/openclaw', 'the usual folders'],
  ['/usr/local/bin', 'usr-local/openclaw', 'the usual folders'],
  ['nvm, the newest', '.nvm/versions/node/v24.16.0/bin/openclaw', 'the usual folders'],
  ['nvm, an older one', '.nvm/versions/node/v22.9.0/bin/openclaw', 'the usual folders'],
  ['fnm', '.local/share/fnm/node-versions/v24.1.0/installation/bin/openclaw', 'the usual folders'],
  ['volta', '.volta/bin/openclaw', 'the usual folders'],
  ['pnpm', '.local/share/pnpm/openclaw', 'the usual folders'],
] as const;

describe('the search', () => {
  const env = { PATH: 'H/in-path:/nowhere' };

  it.each(SEARCH.map(([place, path, from], index) => ({ place, path, from, index })))(
    'finds $place before what comes after it',
    async ({ path, from, index }) => {
      const later = SEARCH.slice(index).map(([, program]) => program);
      expect(await find(later, env, '~/named/claw')).toMatchObject({
        kind: 'found',
        path: `H/${path}`,
        from,
      });
    },
  );

  it.each([
    ['NVM_DIR', { NVM_DIR: 'H/n' }, 'n/versions/node/v24.0.0/bin/openclaw'],
    ['FNM_DIR', { FNM_DIR: 'H/f' }, 'f/node-versions/v24.0.0/installation/bin/openclaw'],
    ['VOLTA_HOME', { VOLTA_HOME: 'H/v' }, 'v/bin/openclaw'],
    ['PNPM_HOME', { PNPM_HOME: 'H/p' }, 'p/openclaw'],
    ['fnm on macOS', {}, 'Library/Application Support/fnm/node-versions/v24.0.0/installation/bin/openclaw'],
    ['pnpm on macOS', {}, 'Library/pnpm/openclaw'],
  ])('knows %s', async (_what, variables, path) => {
    expect(await find([path], variables)).toMatchObject({ kind: 'found', path: `H/${path}` });
  });

  it('says what it tried, in order', async () => {
    const finding = await find([], { PATH: 'H/in-path' }, 'H/named/claw');
    expect(finding).toMatchObject({ kind: 'absent' });
    expect(finding.kind === 'absent' && finding.tried.slice(0, 7)).toEqual([
      'H/named/claw',
      'H/in-path/openclaw',
      'H/.openclaw/bin/openclaw',
      'H/.local/bin/openclaw',
      'H/.npm-global/bin/openclaw',
      'H/homebrew/openclaw',
      'H/usr-local/openclaw',
    ]);
  });

  it('passes by what cannot be executed, is a folder, or is a link to nothing', async () => {
    const home = newFolder();
    mkdirSync(join(home, 'a/openclaw'), { recursive: true });
    mkdirSync(join(home, 'b'));
    writeFileSync(join(home, 'b/openclaw'), '', { mode: 0o644 });
    mkdirSync(join(home, 'c'));
    symlinkSync('/nowhere', join(home, 'c/openclaw'));
    const env = { PATH: 'H/a:H/b:H/c:H/d' };
    expect(await find(['d/openclaw'], env, undefined, home)).toMatchObject({ path: 'H/d/openclaw' });
  });

  it('passes by folders of PATH that are relative', async () => {
    const home = newFolder();
    const folder = relative(process.cwd(), join(home, 'd'));
    expect((await find(['d/openclaw'], { PATH: `${folder}:.:` }, undefined, home)).kind).toBe('absent');
  });
});

describe('its environment', () => {
  const start = async (env: Record<string, string>, programs: readonly string[] = []) => {
    const finding = await find(['p/openclaw', ...programs], { PATH: 'H/q:H/p', ...env });
    if (finding.kind !== 'found') throw new Error('not found');
    return finding.env as Record<string, string | undefined>;
  };

  it('has OPENCLAW_NO_RESPAWN, and the state folder and the config by name', async () => {
    expect(await start({})).toMatchObject({
      OPENCLAW_NO_RESPAWN: '1',
      OPENCLAW_STATE_DIR: 'H/.openclaw',
      OPENCLAW_CONFIG_PATH: 'H/.openclaw/openclaw.json',
    });
  });

  it.each([
    ['is taken for the state folder: removed', ['s/openclaw.json'], 'H/s', undefined],
    ['is taken for the home folder: kept', ['s/.openclaw/openclaw.json'], 'H/s/.openclaw', 'H/s'],
  ])('where OPENCLAW_HOME %s', async (_what, programs, stateDir, home) => {
    const env = await start({ OPENCLAW_HOME: 'H/s' }, programs);
    expect(env).toMatchObject({ OPENCLAW_STATE_DIR: stateDir });
    expect(env.OPENCLAW_HOME).toBe(home);
  });

  it('has the folder it was found in first in PATH, then the inherited ones, then the usual ones', async () => {
    const folders = (await start({}, ['.nvm/versions/node/v24.16.0/bin/node'])).PATH?.split(':') ?? [];
    expect(folders.slice(0, 4)).toEqual(['H/p', 'H/q', 'H/.openclaw/bin', 'H/.local/bin']);
    expect(folders).toContain('H/.nvm/versions/node/v24.16.0/bin');
  });

  it('ends with the folders of Homebrew and of make install, where node may be', async () => {
    const home = newFolder();
    writeFileSync(join(home, 'openclaw'), '', { mode: 0o755 });
    const env = { PATH: home };
    const finding = await findOpenclaw({ configured: undefined, env, paths: findOpenclawPaths(env, home) });
    const folders = finding.kind === 'found' ? finding.env.PATH?.split(':') : [];
    expect(folders).toEqual(expect.arrayContaining(['/opt/homebrew/bin', '/usr/local/bin']));
  });

  it('has HOME where cron left it out, and what else it inherits', async () => {
    expect(await start({ LANG: 'C' })).toMatchObject({ HOME: 'H', LANG: 'C' });
    expect(await start({ HOME: 'H/other' })).toMatchObject({ HOME: 'H/other' });
  });
});
