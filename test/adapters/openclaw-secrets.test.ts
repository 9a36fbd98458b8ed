// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { describe, expect, it } from 'vitest';
import { useOpenclawHomes } from '../support/openclaw-home.ts';
import { TOKEN } from '../support/telegram-rig.ts';
import { findTokenIn, type TokenCase } from '../support/token-cases.ts';

const homes = useOpenclawHomes();
const find = (one: TokenCase) => findTokenIn(homes, one);
const found = (token: string) => expect.objectContaining({ kind: 'found', token });

describe('a SecretRef', () => {
  const provider = (keys: object) => ({ secrets: { providers: { vault: { source: 'file', ...keys } } } });
  const ref = { source: 'file', provider: 'vault', id: '/telegram/token' };
  const files = {
    '.openclaw/secrets.json': JSON.stringify({ telegram: { token: TOKEN, number: 7 } }),
    '.openclaw/single': `${TOKEN}\n`,
  };

  it.each<[string, unknown]>([
    ['env', { source: 'env', provider: 'default', id: 'MY_TOKEN' }],
    ['env without a provider', { source: 'env', id: 'MY_TOKEN' }],
    ['the shorthand', '$MY_TOKEN'],
    ['${VAR}', '${MY_TOKEN}'],
  ])('of source %s', async (_what, botToken) => {
    expect(await find({ telegram: { botToken }, env: { MY_TOKEN: TOKEN } })).toEqual(found(TOKEN));
    expect(await find({ telegram: { botToken } })).toMatchObject({
      kind: 'unavailable',
      detail: 'channels.telegram.botToken needs the variable MY_TOKEN, which is not set',
      mend: expect.stringMatching(/^set MY_TOKEN in .*\/\.openclaw\/\.env$/),
    });
  });

  it('whose variable holds another is not followed', async () => {
    const finding = await find({ telegram: { botToken: '$A' }, env: { A: '${B}', B: TOKEN } });
    expect(finding).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringMatching(/needs the variable A, which is not set/),
    });
  });

  it.each([
    ['json', { path: 'secrets.json', mode: 'json' }, ref],
    ['json, which is the usual mode', { path: '~/.openclaw/secrets.json' }, ref],
    ['singleValue', { path: 'single', mode: 'singleValue' }, { ...ref, id: 'value' }],
  ])('of source file, %s', async (_what, keys, botToken) => {
    expect(await find({ telegram: { botToken }, more: provider(keys), files })).toEqual(found(TOKEN));
  });

  it('of source file takes the default provider', async () => {
    const more = {
      secrets: {
        providers: { vault: { source: 'file', path: 'secrets.json' } },
        defaults: { file: 'vault' },
      },
    };
    const botToken = { source: 'file', id: '/telegram/token' };
    expect(await find({ telegram: { botToken }, more, files })).toEqual(found(TOKEN));
  });

  it.each<[string, object, object, RegExp]>([
    ['an unknown provider', ref, {}, /names the provider vault, which is no file/],
    [
      'a provider of another source',
      ref,
      { secrets: { providers: { vault: { source: 'env' } } } },
      /no file/,
    ],
    ['a missing file', ref, provider({ path: 'none' }), /none is not there/],
    ['a pointer to nothing', { ...ref, id: '/x' }, provider({ path: 'secrets.json' }), /no text at \/x/],
    [
      'a pointer to a number',
      { ...ref, id: '/telegram/number' },
      provider({ path: 'secrets.json' }),
      /no text at/,
    ],
    ['a file that is no JSON', ref, provider({ path: 'single' }), /is not JSON/],
    ['a ref without an id', { source: 'env' }, {}, /neither a text nor a SecretRef/],
  ])('with %s says so', async (_what, botToken, more, detail) => {
    expect(await find({ telegram: { botToken }, more, files })).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringMatching(detail),
    });
  });

  it.each(['exec', 'store'])(
    'of source %s is for openclaw alone, and says how to mend that',
    async (source) => {
      const telegram = { botToken: { source, provider: 'p', id: 'x' } };
      expect(await find({ telegram, account: 'default' })).toMatchObject({
        kind: 'unavailable',
        detail: expect.stringMatching(`source ${source}, which only openclaw itself can read`),
        mend: 'let the openclaw program deliver, or set TELEGRAM_BOT_TOKEN',
      });
      const env = { TELEGRAM_BOT_TOKEN: TOKEN };
      expect(await find({ telegram, env, account: 'default' })).toEqual(found(TOKEN));
      expect((await find({ telegram, env, account: 'work' })).kind).toBe('unavailable');
    },
  );
});
