// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../src/core/openclaw-variables.ts';
import { readApiRoot } from '../../src/core/telegram-api-root.ts';
import { chooseProxy } from '../../src/core/telegram-proxy.ts';

const TELEGRAM = 'https://api.telegram.org';
const env = (values: Record<string, string>) => lookupIn([{ name: 'the environment', values }]);

describe('the proxy', () => {
  it.each([
    ['http://p:3128', 'http', 'http://p:3128'],
    ['https://p:3128', 'http', 'https://p:3128'],
    ['p:3128', 'http', 'http://p:3128'],
    ['socks5://p:1080', 'socks5', 'socks5://p:1080'],
    ['socks5h://p:1080', 'socks5', 'socks5h://p:1080'],
    ['http://user:secret@p:3128', 'http', 'http://p:3128'],
  ])('%s of the config is used, and shown without its password', (configured, scheme, shown) => {
    const other = 'http://other:1';
    const values = { HTTPS_PROXY: other, HTTP_PROXY: other, ALL_PROXY: other, NO_PROXY: '*' };
    const choice = chooseProxy(configured, TELEGRAM, env(values));
    expect(choice).toMatchObject({ kind: 'proxy', scheme, shown, from: 'channels.telegram proxy' });
    expect(JSON.stringify({ ...choice, url: '' })).not.toContain('secret');
  });

  it('of the config holds for loopback too', () => {
    expect(chooseProxy('http://p:1', 'http://127.0.0.1:8081', env({}))).toMatchObject({ kind: 'proxy' });
  });

  it.each([
    [{ HTTPS_PROXY: 'http://a:1', ALL_PROXY: 'http://b:1' }, 'http://a:1', 'HTTPS_PROXY'],
    [{ https_proxy: 'http://a:1' }, 'http://a:1', 'https_proxy'],
    [{ ALL_PROXY: 'socks5://b:1' }, 'socks5://b:1', 'ALL_PROXY'],
    [{ all_proxy: 'http://b:1' }, 'http://b:1', 'all_proxy'],
  ])('else is that of the environment: %j', (values, shown, from) => {
    expect(chooseProxy(undefined, TELEGRAM, env(values))).toMatchObject({ kind: 'proxy', shown, from });
  });

  it('for plain http is HTTP_PROXY, else ALL_PROXY', () => {
    const values = { HTTPS_PROXY: 'http://a:1', ALL_PROXY: 'http://b:1' };
    expect(chooseProxy(undefined, 'http://bots.lan', env(values))).toMatchObject({ shown: 'http://b:1' });
    const more = { ...values, HTTP_PROXY: 'http://c:1' };
    expect(chooseProxy(undefined, 'http://bots.lan', env(more))).toMatchObject({ shown: 'http://c:1' });
  });

  it.each([
    ['api.telegram.org', true],
    ['telegram.org', true],
    ['.telegram.org', true],
    ['*.telegram.org', true],
    ['example.com, TELEGRAM.ORG', true],
    ['example.com telegram.org:443', true],
    ['*', true],
    ['telegram.org:80', false],
    ['gram.org', false],
    ['example.com', false],
    ['', false],
  ])('is passed by where NO_PROXY is %j: %s', (noProxy, isDirect) => {
    const choice = chooseProxy(undefined, TELEGRAM, env({ HTTPS_PROXY: 'http://a:1', NO_PROXY: noProxy }));
    expect(choice.kind).toBe(isDirect ? 'direct' : 'proxy');
  });

  it.each(['http://127.0.0.1:8081', 'http://localhost:8081', 'http://[::1]:8081'])(
    'of the environment is passed by for %s',
    (apiRoot) => {
      expect(chooseProxy(undefined, apiRoot, env({ ALL_PROXY: 'http://a:1' })).kind).toBe('direct');
    },
  );

  it.each(['', '  ', undefined])('is none where nothing is set (%j)', (configured) => {
    expect(chooseProxy(configured, TELEGRAM, env({}))).toEqual({ kind: 'direct', from: 'no proxy is set' });
  });

  it.each([
    [
      'socks4://p:1',
      /socks4:\/\/ proxy, which is not supported/,
      /http:\/\/, https:\/\/ or socks5:\/\/.*openclaw/,
    ],
    ['http://', /no proxy address/, /http:\/\//],
    ['${PROXY}', /variable PROXY/, /set PROXY/],
  ])('%s cannot be used, and it says how to mend that', (configured, detail, mend) => {
    const choice = chooseProxy(configured, TELEGRAM, env({}));
    expect(choice).toMatchObject({
      kind: 'unusable',
      detail: expect.stringMatching(detail),
      mend: expect.stringMatching(mend),
    });
  });
});

describe('apiRoot', () => {
  it.each([
    [undefined, 'https://api.telegram.org'],
    ['', 'https://api.telegram.org'],
    ['https://api.telegram.org/', 'https://api.telegram.org'],
    ['http://127.0.0.1:8081', 'http://127.0.0.1:8081'],
    ['https://proxy.example/telegram/', 'https://proxy.example/telegram'],
    ['https://api.telegram.org/bot123:abc', 'https://api.telegram.org'],
    ['https://proxy.example/telegram/bot123:abc/', 'https://proxy.example/telegram'],
  ])('%j is %s', (configured, url) => {
    expect(readApiRoot(configured)).toMatchObject({ kind: 'url', url });
  });

  it('is shown without its path, which may be a secret', () => {
    expect(readApiRoot('https://proxy.example/s3cret')).toMatchObject({ shown: 'https://proxy.example' });
  });

  it.each([
    ['telegram', 'apiRoot is no http or https address'],
    ['ftp://x', 'apiRoot is no http or https address'],
    ['${API_ROOT}', 'the variable API_ROOT of apiRoot is not set'],
  ])('%s cannot be used', (configured, detail) => {
    expect(readApiRoot(configured)).toMatchObject({
      kind: 'unusable',
      detail,
      mend: expect.stringMatching(/apiRoot/),
    });
  });
});
