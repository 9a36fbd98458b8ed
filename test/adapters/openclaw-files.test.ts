// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG, useOpenclawHomes, withProxy, writeFiles } from '../support/openclaw-home.ts';

const { newFolder, read } = useOpenclawHomes();
const proxyOf = async (...args: Parameters<typeof read>) =>
  (await read(...args)).config.channels?.telegram?.proxy;

describe('the file', () => {
  it.each([
    ['JSON', '{"channels": {"telegram": {"proxy": "p"}}}'],
    ['JSON5', "// mine\n{channels: {telegram: {proxy: 'p',},},}"],
    ['with a byte order mark', '\uFEFF{"channels": {"telegram": {"proxy": "p"}}}'],
  ])('is %s', async (_what, text) => {
    const setup = await read({ [CONFIG]: text });
    expect(setup).toMatchObject({ hasConfig: true, problems: [] });
    expect(setup.config.channels?.telegram?.proxy).toBe('p');
  });

  it('may be missing', async () => {
    const setup = await read({});
    expect(setup).toMatchObject({ hasConfig: false, config: {} });
    expect(setup.problems).toEqual([`${setup.paths.configPath}: not found`]);
  });

  it('may be broken, and then it says where', async () => {
    const setup = await read({ [CONFIG]: '{\n  "channels": }' });
    expect(setup).toMatchObject({ hasConfig: false, config: {} });
    expect(setup.problems[0]).toContain(`${setup.paths.configPath}:2:`);
  });

  it('may be a folder', async () => {
    const setup = await read({ [`${CONFIG}/x`]: '' });
    expect(setup.problems).toEqual([`${setup.paths.configPath}: is not a regular file`]);
  });

  it('may be a pipe, which nobody waits for', async () => {
    const home = newFolder();
    mkdirSync(join(home, '.openclaw'));
    execFileSync('mkfifo', [join(home, CONFIG)]);
    expect((await read({}, {}, home)).problems[0]).toContain('is not a regular file');
  });

  it('may be unreadable', async () => {
    const home = newFolder();
    mkdirSync(join(home, '.openclaw'));
    symlinkSync('openclaw.json', join(home, CONFIG));
    expect((await read({}, {}, home)).problems[0]).toContain('cannot be read: too many symbolic links');
  });

  it('names every file that was read', async () => {
    const files = {
      [CONFIG]: { $include: './more.json5' },
      '.openclaw/more.json5': '{}',
      '.openclaw/.env': 'A=1',
    };
    const { files: names, paths } = await read(files);
    expect(names).toEqual([
      paths.configPath,
      join(paths.stateDir, 'more.json5'),
      join(paths.stateDir, '.env'),
    ]);
  });
});

describe('variables, the first place that has one', () => {
  const ALL = {
    [CONFIG]: withProxy('${P}', { env: { P: 'env.P', vars: { P: 'env.vars.P' } } }),
    '.openclaw/.env': 'P=state/.env',
    '.config/openclaw/gateway.env': 'P=gateway.env',
  };
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(ALL).filter(([name]) => !names.includes(name)));

  it('the environment', async () => {
    expect(await proxyOf(ALL, { P: 'process' })).toBe('process');
  });

  it('<state>/.env, also where the environment has it empty', async () => {
    expect(await proxyOf(ALL)).toBe('state/.env');
    expect(await proxyOf(ALL, { P: '' })).toBe('state/.env');
  });

  it('~/.config/openclaw/gateway.env', async () => {
    expect(await proxyOf(without('.openclaw/.env'))).toBe('gateway.env');
  });

  it('env.vars of the config, then plain env', async () => {
    const bare = without('.openclaw/.env', '.config/openclaw/gateway.env');
    expect(await proxyOf(bare)).toBe('env.vars.P');
    expect(await proxyOf({ [CONFIG]: withProxy('${P}', { env: { P: 'env.P' } }) })).toBe('env.P');
  });

  it('gateway.env counts for the usual state folder alone', async () => {
    const home = newFolder();
    writeFiles(home, {
      's/openclaw.json': withProxy('${P}'),
      '.config/openclaw/gateway.env': 'P=gateway.env',
    });
    expect(await proxyOf({}, { OPENCLAW_STATE_DIR: join(home, 's') }, home)).toBe('${P}');
  });

  it('stay as they are where there is none, and are looked for in this order', async () => {
    const setup = await read({ [CONFIG]: withProxy('${P}') });
    expect(setup.config.channels?.telegram?.proxy).toBe('${P}');
    expect(setup.variableSources).toEqual([
      'the environment',
      join(setup.paths.stateDir, '.env'),
      join(setup.paths.home, '.config/openclaw/gateway.env'),
      `env in ${setup.paths.configPath}`,
    ]);
  });

  it('are filled in after the includes', async () => {
    const files = {
      [CONFIG]: { $include: './a.json', env: { P: 'p' } },
      '.openclaw/a.json': withProxy('${P}'),
    };
    expect(await proxyOf(files)).toBe('p');
  });

  it('are read from .env as people write it', async () => {
    const text = '# mine\r\nexport P="with blanks" # so\r\n\r\nQ=\'x\'\r\n';
    expect(await proxyOf({ [CONFIG]: withProxy('${P}/${Q}'), '.openclaw/.env': text })).toBe('with blanks/x');
  });

  it('say so where their file cannot be read', async () => {
    const setup = await read({ [CONFIG]: {}, '.openclaw/.env/x': '' });
    expect(setup.problems).toEqual([`${join(setup.paths.stateDir, '.env')} is not a regular file`]);
  });
});
