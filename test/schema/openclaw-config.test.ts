import { describe, expect, it } from 'vitest';
import { parseOpenclawConfig, parseSecretRef } from '../../src/schema/openclaw-config.ts';

it('keeps what is needed', () => {
  const raw = {
    agents: {
      defaults: { heartbeat: { target: 'telegram', to: 5 }, model: 'x' },
      list: [{ id: 'main', default: true, heartbeat: { to: '6' } }],
      entries: { other: { heartbeat: { target: 'last' } } },
    },
    bindings: [{ agentId: 'main', match: { channel: 'telegram', accountId: 'work' } }],
    channels: {
      telegram: {
        enabled: true,
        botToken: { source: 'env', id: 'T' },
        allowFrom: [1, '2'],
        defaultAccount: 'work',
        accounts: { work: { tokenFile: '/t', apiRoot: 'r', proxy: 'p', defaultTo: -3 } },
      },
    },
    commands: { ownerAllowFrom: ['telegram:4'] },
    gateway: { mode: 'local', port: 1, tls: { enabled: true } },
    secrets: { providers: { f: { source: 'file', path: '/s', mode: 'json' } }, defaults: { file: 'f' } },
  };
  expect(parseOpenclawConfig(raw)).toMatchObject({
    agents: {
      defaults: { heartbeat: { target: 'telegram', to: '5' } },
      list: [{ id: 'main', default: true, heartbeat: { to: '6' } }],
      entries: { other: { heartbeat: { target: 'last' } } },
    },
    bindings: raw.bindings,
    channels: {
      telegram: {
        botToken: { source: 'env', id: 'T' },
        allowFrom: ['1', '2'],
        accounts: { work: { tokenFile: '/t', apiRoot: 'r', proxy: 'p', defaultTo: '-3' } },
      },
    },
    commands: { ownerAllowFrom: ['telegram:4'] },
    gateway: raw.gateway,
    secrets: raw.secrets,
  });
});

describe('what has a type that is not expected', () => {
  it.each([undefined, null, 7, 'text', [], true])('is an empty config where it is the whole: %j', (raw) => {
    expect(parseOpenclawConfig(raw)).toEqual({});
  });

  it.each([
    [{ agents: 7, channels: { telegram: { allowFrom: [1] } } }],
    [{ agents: { list: 'x', entries: [] }, channels: { telegram: { allowFrom: [1] } } }],
    [{ bindings: {}, gateway: [], secrets: 1, channels: { telegram: { allowFrom: [1] } } }],
    [{ channels: { telegram: { proxy: 7, apiRoot: {}, accounts: [], enabled: 'yes', allowFrom: [1] } } }],
    [{ channels: { discord: 5, telegram: { allowFrom: [{}, null, 1, [2]] } } }],
  ])('takes nothing else with it: %j', (raw) => {
    expect(parseOpenclawConfig(raw).channels?.telegram?.allowFrom).toEqual(['1']);
  });

  it('leaves the other agents, bindings and accounts', () => {
    const config = parseOpenclawConfig({
      agents: { list: [5, { id: 'main' }], entries: { bad: 5, good: { heartbeat: { to: '1' } } } },
      bindings: [null, { agentId: 'main' }],
      channels: { telegram: { accounts: { bad: 5, good: { proxy: 'p' } } } },
    });
    expect(config.agents?.list).toMatchObject([{ id: 'main' }]);
    expect(config.agents?.entries?.good?.heartbeat?.to).toBe('1');
    expect(config.bindings).toMatchObject([{ agentId: 'main' }]);
    expect(config.channels?.telegram?.accounts?.good?.proxy).toBe('p');
  });
});

it.each([
  [
    { source: 'env', provider: 'default', id: 'T' },
    { source: 'env', provider: 'default', id: 'T' },
  ],
  [
    { source: 'file', id: '/a' },
    { source: 'file', id: '/a' },
  ],
  [{ source: 'env' }, undefined],
  [{ id: 'T' }, undefined],
  ['$T', undefined],
  [7, undefined],
  [null, undefined],
])('%j is the SecretRef %j', (raw, expected) => {
  const ref = parseSecretRef(raw);
  if (expected) expect(ref).toMatchObject(expected);
  else expect(ref).toBeUndefined();
});
