// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useOpenclawHomes } from '../support/openclaw-home.ts';
import { TOKEN } from '../support/telegram-rig.ts';
import { findTokenIn, type TokenCase } from '../support/token-cases.ts';

const homes = useOpenclawHomes();
const find = (one: TokenCase) => findTokenIn(homes, one);
const found = (token: string) => expect.objectContaining({ kind: 'found', token });

describe('the first place that is set wins', () => {
  const PLACES = {
    accounts: { default: { tokenFile: '~/own', botToken: '1:ownText' } },
    tokenFile: '~/root',
    botToken: '1:rootText',
  };
  const files = { own: '1:ownFile\n', root: '1:rootFile\n' };
  const env = { TELEGRAM_BOT_TOKEN: '1:variable' };
  const own = (...keys: ('tokenFile' | 'botToken')[]) => ({
    default: Object.fromEntries(keys.map((key) => [key, PLACES.accounts.default[key]])),
  });
  const { accounts: _all, ...root } = PLACES;

  it.each([
    ['accounts.A.tokenFile', PLACES, '1:ownFile'],
    ['accounts.A.botToken', { ...root, accounts: own('botToken') }, '1:ownText'],
    ['tokenFile', { ...root, accounts: own() }, '1:rootFile'],
    ['botToken', { botToken: root.botToken, accounts: own() }, '1:rootText'],
    ['TELEGRAM_BOT_TOKEN', { accounts: own() }, '1:variable'],
  ])('%s', async (_place, telegram, token) => {
    expect(await find({ telegram, files, env, account: 'default' })).toEqual(found(token));
  });

  it('and the variable is for the account default alone', async () => {
    const finding = await find({ env, account: 'work' });
    expect(finding).toMatchObject({ kind: 'unavailable' });
    expect(finding.tried).toEqual([
      'channels.telegram.accounts.work.tokenFile: not set',
      'channels.telegram.accounts.work.botToken: not set',
      'channels.telegram.tokenFile: not set',
      'channels.telegram.botToken: not set',
      'TELEGRAM_BOT_TOKEN (for the account default only): not set',
    ]);
  });

  it('and the variable may stand in <state>/.env', async () => {
    const inFile = { '.openclaw/.env': `TELEGRAM_BOT_TOKEN=${TOKEN}` };
    expect(await find({ files: inFile, account: 'default' })).toEqual(found(TOKEN));
  });

  it('and an account without a token of its own takes that of the root', async () => {
    expect(await find({ telegram: { botToken: TOKEN, accounts: { work: {} } } })).toEqual(found(TOKEN));
  });
});

describe('what is set but cannot be read does not fall through', () => {
  const root = { tokenFile: '~/root', botToken: '1:rootText' };
  const env = { TELEGRAM_BOT_TOKEN: '1:variable' };

  it.each<[string, object]>([
    ['a missing token file of the account', { ...root, accounts: { default: { tokenFile: '~/none' } } }],
    ['a missing variable of the account', { ...root, accounts: { default: { botToken: '${NONE}' } } }],
    ['a missing token file of the root', { ...root, tokenFile: '~/none' }],
    ['a missing variable of the root', { botToken: '${NONE}' }],
    ['a number in place of a text', { botToken: 7 }],
    ['something that is no token', { botToken: 'two words' }],
    ['a text with a slash in it', { botToken: '1:a/../b' }],
  ])('%s', async (_what, telegram) => {
    const finding = await find({ telegram, env, files: { root: '1:rootFile' }, account: 'default' });
    expect(finding).toMatchObject({ kind: 'unavailable', mend: expect.stringMatching(/./) });
  });

  it.each(['', '  ', null])('but %j is not set', async (nothing) => {
    const telegram = { tokenFile: nothing, botToken: nothing };
    expect(await find({ telegram, env, account: 'default' })).toEqual(found('1:variable'));
  });
});

describe('a token file', () => {
  it('is trimmed, and a relative path is meant from the folder of openclaw.json', async () => {
    const files = { '.openclaw/secret': `\n ${TOKEN} \r\n` };
    expect(await find({ telegram: { tokenFile: 'secret' }, files })).toEqual(found(TOKEN));
  });

  it.each([
    ['is not there', 'none', /none is not there/],
    ['is empty', 'empty', /empty is empty/],
    ['is a folder', 'folder', /folder is not a regular file/],
    ['is a symbolic link', 'link', /link is a symbolic link/],
    ['names a variable that is not set', '${DIR}/secret', /needs the variable DIR/],
  ])('that %s is refused', async (_what, tokenFile, detail) => {
    const home = homes.newFolder();
    mkdirSync(join(home, '.openclaw/folder'), { recursive: true });
    symlinkSync(join(home, 'real'), join(home, '.openclaw/link'));
    const files = { real: TOKEN, '.openclaw/empty': ' \n' };
    expect(await find({ telegram: { tokenFile }, files, home })).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringMatching(detail),
    });
  });

  it('that cannot be read is named with its mend', async () => {
    const tokenFile = 'x'.repeat(300);
    expect(await find({ telegram: { tokenFile } })).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringMatching(/cannot be read: name too long/),
      mend: expect.stringMatching(/readable by this user/),
    });
  });
});

describe('a text that was not filled in is never a token', () => {
  it.each<[string, unknown]>([
    ['a missing variable', '${MISSING}'],
    ['an empty variable', '${EMPTY}'],
    ['an escaped one', '$${TOKEN}'],
    ['a part of it', '123:${MISSING}'],
  ])('%s', async (_what, botToken) => {
    const env = { EMPTY: '', TOKEN };
    expect((await find({ telegram: { botToken }, env })).kind).toBe('unavailable');
  });

  it('nor where TELEGRAM_BOT_TOKEN or a file holds it', async () => {
    const env = { TELEGRAM_BOT_TOKEN: '${MISSING}' };
    expect((await find({ env, account: 'default' })).kind).toBe('unavailable');
    const files = { '.openclaw/secret': '${MISSING}' };
    expect((await find({ telegram: { tokenFile: 'secret' }, files })).kind).toBe('unavailable');
  });
});

it('says where the token is, and never what it is', async () => {
  const cases: TokenCase[] = [
    { telegram: { botToken: TOKEN } },
    { telegram: { botToken: '$T' }, env: { T: TOKEN } },
    { telegram: { tokenFile: 'f' }, files: { '.openclaw/f': TOKEN } },
    { telegram: { tokenFile: 'f' }, files: { '.openclaw/f': `${TOKEN} and more` } },
    { env: { TELEGRAM_BOT_TOKEN: TOKEN }, account: 'default' },
    {
      telegram: { botToken: { source: 'file', provider: 'v', id: '/x' } },
      more: { secrets: { providers: { v: { source: 'file', path: 'f' } } } },
      files: { '.openclaw/f': `{ ${TOKEN}` },
    },
  ];
  for (const one of cases) {
    const finding = await find(one);
    const shown = JSON.stringify({ ...finding, token: '' });
    expect(shown).toMatch(/TELEGRAM_BOT_TOKEN|channels\.telegram/);
    expect(shown).not.toContain('secret_part');
  }
});
