import { describe, expect, it } from 'vitest';
import { accountEntry, chooseAccount } from '../../src/core/telegram-account.ts';
import { parseOpenclawConfig } from '../../src/schema/openclaw-config.ts';

const BOUND = { agentId: 'main', match: { channel: 'telegram', accountId: 'bound' } };
const FULL = {
  bindings: [BOUND],
  channels: {
    telegram: {
      botToken: '1:root',
      defaultAccount: 'work',
      accounts: { first: {}, work: {}, default: {}, bound: {} },
    },
  },
};

function choose(raw: unknown, wanted?: string, hasEnvToken = false) {
  return chooseAccount(parseOpenclawConfig(raw), wanted, hasEnvToken);
}

function telegram(keys: object, more: object = {}) {
  return { channels: { telegram: keys }, ...more };
}

describe('the account that writes', () => {
  it('is the one of notify.account', () => {
    expect(choose(FULL, ' first ')).toMatchObject({ id: 'first', from: 'notify.account', isKnown: true });
  });

  it('else the one bound to the default agent', () => {
    expect(choose(FULL)).toMatchObject({ id: 'bound', from: 'bindings of agent main' });
  });

  it.each([
    ['another agent', { agentId: 'other', match: { channel: 'telegram', accountId: 'bound' } }],
    ['another channel', { agentId: 'main', match: { channel: 'discord', accountId: 'bound' } }],
    ['any account', { agentId: 'main', match: { channel: 'telegram', accountId: '*' } }],
    ['no account', { agentId: 'main', match: { channel: 'telegram' } }],
  ])('which a binding of %s does not choose', (_what, binding) => {
    expect(choose({ ...FULL, bindings: [binding] }).id).toBe('work');
  });

  it('knows the default agent by its mark, else by its place, in both shapes', () => {
    const bindings = [{ ...BOUND, agentId: 'b' }];
    const marked = { list: [{ id: 'a' }, { id: 'b', default: true }] };
    expect(choose({ ...FULL, bindings, agents: marked }).id).toBe('bound');
    expect(choose({ ...FULL, bindings, agents: { entries: { b: {}, a: {} } } }).id).toBe('bound');
    expect(choose({ ...FULL, bindings, agents: { list: [{ id: 'a' }, { id: 'b' }] } }).id).toBe('work');
  });

  it('else defaultAccount', () => {
    expect(choose({ ...FULL, bindings: [] })).toMatchObject({
      id: 'work',
      from: 'channels.telegram.defaultAccount',
    });
  });

  it('else default, which a key, a root token, a token file or the variable makes', () => {
    expect(choose(telegram({ accounts: { first: {}, default: {} } })).id).toBe('default');
    expect(choose(telegram({ botToken: '1:root', accounts: { first: {} } })).id).toBe('default');
    expect(choose(telegram({ tokenFile: '/t', accounts: { first: {} } })).id).toBe('default');
    expect(choose(telegram({ accounts: { first: {} } }), undefined, true).id).toBe('default');
  });

  it('else the first, one that is off last', () => {
    expect(choose(telegram({ accounts: { a: {}, b: {} } })).id).toBe('a');
    expect(choose(telegram({ accounts: { a: { enabled: false }, b: {} } })).id).toBe('b');
    expect(choose(telegram({ accounts: { a: { enabled: false } } })).id).toBe('a');
  });

  it('is default where nothing is set up at all', () => {
    expect(choose({})).toMatchObject({ id: 'default', isKnown: false, from: 'no account is set up' });
  });

  it('is known by its key, whatever the letter case', () => {
    expect(choose(telegram({ accounts: { Work: {} } }), 'work')).toMatchObject({ id: 'Work', isKnown: true });
    expect(choose(telegram({ accounts: { Work: {} } }), 'home')).toMatchObject({
      id: 'home',
      isKnown: false,
    });
    expect(
      accountEntry(parseOpenclawConfig(telegram({ accounts: { Work: { proxy: 'p' } } })), 'work')?.proxy,
    ).toBe('p');
  });
});

describe('the settings of an account', () => {
  const root = { apiRoot: 'r', proxy: 'r', defaultTo: '1', allowFrom: ['1'], enabled: false };
  const own = { apiRoot: 'o', proxy: 'o', defaultTo: '2', allowFrom: ['2'], enabled: true };

  it.each(Object.keys(own) as (keyof typeof own)[])('%s wins over that of the root', (key) => {
    const account = choose(telegram({ ...root, accounts: { a: { [key]: own[key] } } }), 'a');
    expect(account.settings).toEqual({ ...root, [key]: own[key] });
  });

  it('come from the root where the account has none', () => {
    expect(choose(telegram({ ...root, accounts: { a: {} } }), 'a').settings).toEqual(root);
    expect(choose(telegram(root)).settings).toEqual(root);
  });

  it('are these where nothing is set', () => {
    expect(choose({}).settings).toEqual({
      enabled: true,
      apiRoot: undefined,
      proxy: undefined,
      defaultTo: undefined,
      allowFrom: [],
    });
  });
});
