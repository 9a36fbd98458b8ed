import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG, useOpenclawHomes, withProxy, writeFiles } from '../support/openclaw-home.ts';

const { newFolder, read } = useOpenclawHomes();
const proxyOf = async (...args: Parameters<typeof read>) =>
  (await read(...args)).config.channels?.telegram?.proxy;

describe('$include', () => {
  const include = (config: object, more: Record<string, unknown>) => {
    const files = Object.entries(more).map(([name, content]) => [`.openclaw/${name}`, content] as const);
    return read({ [CONFIG]: config, ...Object.fromEntries(files) });
  };
  const telegramOf = async (...args: Parameters<typeof include>) =>
    (await include(...args)).config.channels?.telegram;

  it('takes a path', async () => {
    const telegram = await telegramOf(
      { $include: './a.json5' },
      { 'a.json5': "{channels:{telegram:{proxy:'p'}}}" },
    );
    expect(telegram?.proxy).toBe('p');
  });

  it('takes a list, of which the later wins; lists are put together', async () => {
    const telegram = await telegramOf(
      { $include: ['./a.json', './b.json'] },
      {
        'a.json': { channels: { telegram: { proxy: 'a', apiRoot: 'a', allowFrom: [1] } } },
        'b.json': { channels: { telegram: { proxy: 'b', allowFrom: [2] } } },
      },
    );
    expect(telegram).toMatchObject({ proxy: 'b', apiRoot: 'a', allowFrom: ['1', '2'] });
  });

  it('gives way to its siblings', async () => {
    const own = { proxy: 'own', allowFrom: [2] };
    const telegram = await telegramOf(
      { $include: './a.json', channels: { telegram: own } },
      { 'a.json': { channels: { telegram: { proxy: 'a', apiRoot: 'a', allowFrom: [1] } } } },
    );
    expect(telegram).toMatchObject({ proxy: 'own', apiRoot: 'a', allowFrom: ['1', '2'] });
  });

  it('may stand at any depth, and a path is meant from the file it stands in', async () => {
    const telegram = await telegramOf(
      { channels: { $include: 'parts/channels.json' } },
      {
        'parts/channels.json': { telegram: { $include: './deeper/telegram.json' } },
        'parts/deeper/telegram.json': { proxy: 'p', allowFrom: { $include: './people.json' } },
        'parts/deeper/people.json': [5],
      },
    );
    expect(telegram).toMatchObject({ proxy: 'p', allowFrom: ['5'] });
  });

  it('may be 10 deep and no deeper', async () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, i) => [
          `${i + 1}.json`,
          i + 1 === length ? withProxy('deep') : { $include: `./${i + 2}.json` },
        ]),
      );
    expect((await telegramOf({ $include: './1.json' }, chain(10)))?.proxy).toBe('deep');
    const tooDeep = await include({ $include: './1.json' }, chain(11));
    expect(tooDeep.config.channels).toBeUndefined();
    expect(tooDeep.problems[0]).toMatch(/"\.\/11\.json" is nested more than 10 deep/);
  });

  it('ends where it goes in a circle, and names it', async () => {
    const setup = await include(
      { $include: './a.json', ...withProxy('own') },
      { 'a.json': { $include: './b.json' }, 'b.json': { $include: './openclaw.json' } },
    );
    expect(setup.problems).toEqual([
      expect.stringMatching(/goes in a circle \(openclaw\.json → a\.json → b\.json → openclaw\.json\)/),
    ]);
    expect(setup.config.channels?.telegram?.proxy).toBe('own');
  });

  it('may name one file twice, side by side', async () => {
    const setup = await include(
      { a: { $include: './x.json' }, b: { $include: './x.json' } },
      { 'x.json': {} },
    );
    expect(setup.problems).toEqual([]);
  });

  it.each([
    ['is missing', './none.json', /"\.\/none\.json" was not found/],
    ['is broken', './broken.json', /broken\.json:1:\d+: /],
    ['is no path', 7, /\$include must be a path or a list of paths/],
  ])('that %s leaves the rest as it is', async (_what, $include, problem) => {
    const setup = await include({ $include, ...withProxy('own') }, { 'broken.json': '{' });
    expect(setup.problems).toEqual([expect.stringMatching(problem)]);
    expect(setup.config.channels?.telegram?.proxy).toBe('own');
  });

  describe('stays in the folder of openclaw.json', () => {
    const outside = { 'elsewhere/a.json': withProxy('outside') };

    it.each(['../elsewhere/a.json', '~/elsewhere/a.json'])('not %s', async ($include) => {
      const setup = await read({ [CONFIG]: { $include }, ...outside });
      expect(setup.config).toEqual({});
      expect(setup.problems[0]).toMatch(/outside the folder of openclaw\.json \(OPENCLAW_INCLUDE_ROOTS/);
    });

    it('nor through a symbolic link', async () => {
      const home = newFolder();
      writeFiles(home, { [CONFIG]: { $include: './link.json' }, ...outside });
      symlinkSync(join(home, 'elsewhere/a.json'), join(home, '.openclaw/link.json'));
      expect((await read({}, {}, home)).problems[0]).toMatch(/outside the folder/);
    });

    it('nor in a folder whose name only begins like it', async () => {
      const setup = await read({
        [CONFIG]: { $include: '../.openclaw-other/a.json' },
        '.openclaw-other/a.json': withProxy('outside'),
      });
      expect(setup.problems[0]).toMatch(/outside the folder/);
    });

    it('but where OPENCLAW_INCLUDE_ROOTS allows more, also in <state>/.env', async () => {
      const config = { [CONFIG]: { $include: '~/elsewhere/a.json' }, ...outside };
      const env = { OPENCLAW_INCLUDE_ROOTS: '/nowhere:~/elsewhere' };
      expect(await proxyOf(config, env)).toBe('outside');
      const inFile = { ...config, '.openclaw/.env': 'OPENCLAW_INCLUDE_ROOTS=~/elsewhere' };
      expect(await proxyOf(inFile)).toBe('outside');
    });

    it('where the folder itself is a link', async () => {
      const home = newFolder();
      writeFiles(home, {
        'real/openclaw.json': { $include: './a.json' },
        'real/a.json': withProxy('inside'),
      });
      symlinkSync(join(home, 'real'), join(home, '.openclaw'));
      expect(await proxyOf({}, {}, home)).toBe('inside');
    });
  });
});
