import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandPath, findOpenclawPaths } from '../../src/adapters/openclaw-paths.ts';
import { useTempFolders } from '../support/temp-folder.ts';

const newFolder = useTempFolders();

/** A home with the given files (`x/`: a folder), and what is found there. `H` in a variable stands for that home. */
function find(files: readonly string[], env: Record<string, string>) {
  const home = newFolder();
  for (const file of files) {
    const path = join(home, file);
    if (file.endsWith('/')) mkdirSync(path, { recursive: true });
    else {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, '{}');
    }
  }
  const values = Object.entries(env).map(([name, value]) => [name, value.replace(/^H/, home)] as const);
  const paths = findOpenclawPaths(Object.fromEntries(values), home);
  const short = (path: string) => path.replace(home, 'H');
  return {
    ...paths,
    state: short(paths.stateDir),
    config: short(paths.configPath),
    home: short(paths.home),
    userHome: short(paths.userHome),
  };
}

describe('OPENCLAW_STATE_DIR and OPENCLAW_CONFIG_PATH beat OPENCLAW_HOME', () => {
  it.each([
    [{ OPENCLAW_STATE_DIR: 'H/s' }, 'H/s', 'H/s/openclaw.json', 'OPENCLAW_STATE_DIR'],
    [
      { OPENCLAW_STATE_DIR: 'H/s', OPENCLAW_HOME: 'H/state' },
      'H/s',
      'H/s/openclaw.json',
      'OPENCLAW_STATE_DIR',
    ],
    [{ OPENCLAW_CONFIG_PATH: 'H/c.json' }, 'H/.openclaw', 'H/c.json', '~/.openclaw'],
    [
      { OPENCLAW_CONFIG_PATH: 'H/c.json', OPENCLAW_STATE_DIR: 'H/s', OPENCLAW_HOME: 'H/state' },
      'H/s',
      'H/c.json',
      'OPENCLAW_STATE_DIR',
    ],
    [{ OPENCLAW_STATE_DIR: '~/s' }, 'H/s', 'H/s/openclaw.json', 'OPENCLAW_STATE_DIR'],
    [{ OPENCLAW_STATE_DIR: ' undefined ' }, 'H/.openclaw', 'H/.openclaw/openclaw.json', '~/.openclaw'],
  ])('%j', (env, state, config, rule) => {
    expect(find(['state/openclaw.json'], env)).toMatchObject({ state, config, stateRule: rule });
  });
});

describe('OPENCLAW_HOME has two meanings', () => {
  it.each([
    ['holds openclaw.json: the state folder', ['f/openclaw.json'], 'H/f', 'H', true],
    ['holds both: the state folder', ['f/openclaw.json', 'f/.openclaw/openclaw.json'], 'H/f', 'H', true],
    ['holds .openclaw: the home folder', ['f/.openclaw/'], 'H/f/.openclaw', 'H/f', false],
    ['holds a file of that name: the state folder', ['f/.openclaw'], 'H/f', 'H', true],
    ['holds neither: the state folder', ['f/'], 'H/f', 'H', true],
    ['is not there: the state folder', [], 'H/f', 'H', true],
  ])('%s', (_what, files, state, home, isOpenclawHomeOurs) => {
    expect(find(files, { OPENCLAW_HOME: 'H/f' })).toMatchObject({
      state,
      home,
      userHome: 'H',
      isOpenclawHomeOurs,
      config: `${state}/openclaw.json`,
    });
  });

  it.each(['  H/f ', '~/f'])('is trimmed, and ~ is expanded: %j', (value) => {
    const env = { OPENCLAW_HOME: value.replace(/^ +H/, 'H') };
    expect(find(['f/openclaw.json'], env).state).toBe('H/f');
  });

  it.each(['', '  ', 'undefined', 'null', ' null '])('is unset where it is %j', (value) => {
    expect(find([], { OPENCLAW_HOME: value })).toMatchObject({
      state: 'H/.openclaw',
      isOpenclawHomeOurs: false,
    });
  });

  it('keeps its meaning where another variable names the state folder', () => {
    const env = { OPENCLAW_HOME: 'H/f', OPENCLAW_STATE_DIR: 'H/s' };
    expect(find(['f/openclaw.json'], env).isOpenclawHomeOurs).toBe(true);
    expect(find(['f/.openclaw/'], env).isOpenclawHomeOurs).toBe(false);
  });
});

describe('without any of them', () => {
  it.each([
    ['neither is there', [], 'H/.openclaw'],
    ['only ~/.openclaw is there', ['.openclaw/'], 'H/.openclaw'],
    ['both are there', ['.openclaw/', '.clawdbot/'], 'H/.openclaw'],
    ['only ~/.clawdbot is there', ['.clawdbot/'], 'H/.clawdbot'],
  ])('%s', (_what, files, state) => {
    expect(find(files, {})).toMatchObject({ state, config: `${state}/openclaw.json`, home: 'H' });
  });

  it('OPENCLAW_PROFILE moves nothing', () => {
    expect(find([], { OPENCLAW_PROFILE: 'work' }).state).toBe('H/.openclaw');
  });
});

it.each([
  ['~', '/home/me'],
  ['~/a/../b', '/home/me/b'],
  ['/a', '/a'],
  ['a', '/base/a'],
  ['~other/a', '/base/~other/a'],
])('the path %s is %s', (text, expected) => {
  expect(expandPath(text, '/home/me', '/base')).toBe(expected);
});
