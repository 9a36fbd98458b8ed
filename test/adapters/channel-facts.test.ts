import { expect, it } from 'vitest';
import { explainChannel, gatherChannelFacts } from '../../src/adapters/channel-facts.ts';
import { NOTIFY, useChannelRigs } from '../support/channel-rig.ts';
import { TOKEN } from '../support/telegram-rig.ts';

const createRig = useChannelRigs();

it('says what was found where, without a secret', async () => {
  const rig = await createRig({
    telegram: { botToken: '$MY_TOKEN', allowFrom: [123], proxy: 'http://me:hidden@p:3128' },
    env: { MY_TOKEN: TOKEN },
  });
  const facts = await gatherChannelFacts(rig.deps, { target: undefined, notify: NOTIFY });
  const explanation = explainChannel(facts);
  expect(explanation).toMatchObject({
    state: { path: `${rig.home}/.openclaw`, rule: '~/.openclaw' },
    config: { path: rig.configPath, isRead: true, problems: [] },
    files: [rig.configPath],
    target: { value: '123', from: 'channels.telegram allowFrom' },
    account: { id: 'default', isKnown: true, isEnabled: true },
    token: { kind: 'found', from: 'channels.telegram.botToken: MY_TOKEN of the environment' },
    program: { kind: 'found', what: rig.openclaw.path, from: 'PATH' },
    apiRoot: { kind: 'found', what: rig.api.url },
    proxy: { kind: 'found', what: 'http://p:3128', from: 'channels.telegram proxy' },
    gateway: { port: expect.any(Number), from: 'gateway.port' },
  });
  expect(JSON.stringify(explanation)).not.toMatch(/secret_part|hidden/);
});

it('says what is missing, what was tried and how to mend it', async () => {
  const rig = await createRig({
    config: {
      gateway: { mode: 'remote' },
      channels: { telegram: { enabled: false, proxy: 'socks4://p', apiRoot: 'http://a' } },
    },
    openclaw: undefined,
  });
  const facts = await gatherChannelFacts(rig.deps, {
    target: undefined,
    notify: { ...NOTIFY, account: 'x' },
  });
  const missing = { kind: 'missing', detail: expect.stringMatching(/./), mend: expect.stringMatching(/./) };
  const explanation = explainChannel(facts);
  expect(explanation).toMatchObject({
    target: { value: undefined, tried: expect.arrayContaining(['--target: not given']) },
    account: { id: 'x', isKnown: false, isEnabled: false },
    token: { ...missing, tried: expect.arrayContaining(['channels.telegram.botToken: not set']) },
    program: { ...missing, tried: expect.arrayContaining([`${rig.home}/system/openclaw`]) },
    proxy: missing,
    gateway: { port: undefined, from: 'gateway.mode is remote' },
  });
  const broken = await createRig({ config: { channels: { telegram: { apiRoot: 'nonsense' } } } });
  const other = await gatherChannelFacts(broken.deps, { target: undefined, notify: NOTIFY });
  expect(explainChannel(other)).toMatchObject({
    apiRoot: missing,
    proxy: { kind: 'found', what: 'no proxy' },
  });
});
