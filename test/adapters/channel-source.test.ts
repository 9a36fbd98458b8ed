// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { describe, expect, it } from 'vitest';
import type { ChannelRequest } from '../../src/app/ports.ts';
import type { NotifySettings } from '../../src/core/model.ts';
import type { BotApi } from '../support/bot-api.ts';
import { type ChannelRigOptions, DOWN, useChannelRigs } from '../support/channel-rig.ts';
import { TOKEN } from '../support/telegram-rig.ts';

const createRig = useChannelRigs();

function used(rig: { api: BotApi; openclaw: { calls: readonly unknown[] } }) {
  return { openclaw: rig.openclaw.calls.length, telegram: rig.api.requests.length };
}

describe('the way', () => {
  it('is openclaw where its gateway answers', async () => {
    const rig = await createRig();
    expect(await rig.send()).toMatchObject({ kind: 'sent', via: 'openclaw', messageId: '42' });
    expect(used(rig)).toEqual({ openclaw: 1, telegram: 0 });
    expect(rig.openclaw.calls[0]?.flag('--target')).toBe('123');
  });

  it('is the HTTP API where nobody answers and a token is at hand', async () => {
    const rig = await createRig({ gateway: 'down' });
    expect(await rig.send()).toMatchObject({ kind: 'sent', via: 'telegram' });
    expect(used(rig)).toEqual({ openclaw: 0, telegram: 1 });
    expect(rig.api.requests[0]?.token).toBe(TOKEN);
  });

  it('is openclaw where nobody answers, but there is no token', async () => {
    const rig = await createRig({ gateway: 'down', telegram: { allowFrom: [123] } });
    expect(await rig.send()).toMatchObject({ kind: 'sent', via: 'openclaw' });
  });

  it('is openclaw where the gateway is elsewhere', async () => {
    const rig = await createRig({ gateway: 'remote' });
    expect(await rig.send()).toMatchObject({ via: 'openclaw' });
  });

  it('is the HTTP API where there is no openclaw', async () => {
    const rig = await createRig({ openclaw: undefined });
    expect(await rig.send()).toMatchObject({ kind: 'sent', via: 'telegram' });
  });

  it('changes to the HTTP API where openclaw failed', async () => {
    const rig = await createRig({ openclaw: DOWN });
    expect(await rig.send()).toMatchObject({ kind: 'sent', via: 'telegram' });
    expect(used(rig)).toEqual({ openclaw: 1, telegram: 1 });
  });

  it('changes to openclaw where the HTTP API failed', async () => {
    const rig = await createRig({ gateway: 'down', api: ['html 403'] });
    expect(await rig.send()).toMatchObject({ kind: 'sent', via: 'openclaw' });
    expect(used(rig)).toEqual({ openclaw: 1, telegram: 1 });
  });

  it.each<[string, ChannelRigOptions, string, object]>([
    [
      'openclaw does not know',
      { openclaw: { exit: 1, stderr: 'gateway timeout after 30000ms' } },
      'unknown',
      { openclaw: 1, telegram: 0 },
    ],
    [
      'the HTTP API does not know',
      { gateway: 'down', api: ['500 after accepting'] },
      'unknown',
      { openclaw: 0, telegram: 1 },
    ],
    [
      'openclaw is refused',
      { openclaw: { exit: 1, stderr: '(400: Bad Request: chat not found)' } },
      'refused',
      { openclaw: 1, telegram: 0 },
    ],
    [
      'the HTTP API is refused',
      { gateway: 'down', api: ['blocked'] },
      'refused',
      { openclaw: 0, telegram: 1 },
    ],
  ])('does not change where %s', async (_what, options, kind, count) => {
    const rig = await createRig(options);
    expect((await rig.send()).kind).toBe(kind);
    expect(used(rig)).toEqual(count);
  });

  it('follows (429 … retry after n of openclaw after n', async () => {
    const rig = await createRig({ openclaw: { exit: 1, stderr: '(429: Too Many Requests: retry after 3)' } });
    expect(await rig.send()).toMatchObject({ kind: 'sent', via: 'telegram' });
    expect(rig.clock.pauses).toEqual([3]);
  });

  it.each([
    ['openclaw', { gateway: 'down', openclaw: DOWN }, { openclaw: 1, telegram: 0 }],
    ['telegram', { api: ['html 403'] }, { openclaw: 0, telegram: 1 }],
  ] as const)('is %s alone where notify.transport says so', async (transport, options, count) => {
    const rig = await createRig(options);
    expect((await rig.send({}, { transport })).kind).toBe('failed');
    expect(used(rig)).toEqual(count);
  });
});

describe('what is lacking is named with its mend', () => {
  it('telegram alone, without a token', async () => {
    const rig = await createRig({ telegram: { allowFrom: [123] } });
    expect(await rig.send({}, { transport: 'telegram' })).toEqual({
      kind: 'refused',
      detail:
        'Telegram: no bot token for the account default\n' +
        'nothing is set in channels.telegram.accounts.default.tokenFile, ' +
        'channels.telegram.accounts.default.botToken, channels.telegram.tokenFile, channels.telegram.botToken, ' +
        'TELEGRAM_BOT_TOKEN',
      mend: `set channels.telegram.botToken in ${rig.configPath}, or TELEGRAM_BOT_TOKEN in ${rig.home}/.openclaw/.env`,
    });
  });

  it('telegram alone, with a proxy that cannot be used', async () => {
    const rig = await createRig({ telegram: { botToken: TOKEN, allowFrom: [1], proxy: 'socks4://p:1' } });
    expect(await rig.send({}, { transport: 'telegram' })).toMatchObject({
      kind: 'refused',
      detail: 'Telegram: channels.telegram proxy asks for a socks4:// proxy, which is not supported',
      mend: expect.stringMatching(/let the openclaw program deliver/),
    });
  });

  it('telegram alone, with an apiRoot that cannot be used', async () => {
    const rig = await createRig({ telegram: { botToken: TOKEN, allowFrom: [1], apiRoot: '${ROOT}' } });
    expect((await rig.send({}, { transport: 'telegram' })).kind).toBe('refused');
  });

  it('openclaw alone, where it is not found: every place that was looked at', async () => {
    const rig = await createRig({ openclaw: undefined });
    expect(await rig.send({}, { transport: 'openclaw' })).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(
        /^openclaw: the program openclaw was not found\nset notify\.openclawBin.*\nlooked for .*\/bin\/openclaw,/,
      ),
    });
  });

  it('neither: the likelier mend first, in a few short lines', async () => {
    const rig = await createRig({ openclaw: undefined, telegram: { allowFrom: [123] } });
    expect(await rig.send()).toEqual({
      kind: 'failed',
      detail: [
        'no way to send: no bot token for the account default, and the program openclaw was not found',
        `set channels.telegram.botToken in ${rig.configPath}, or TELEGRAM_BOT_TOKEN in ${rig.home}/.openclaw/.env`,
        'or set notify.openclawBin to its path (command -v openclaw shows it)',
        'ops-monitor doctor shows more',
      ].join('\n'),
    });
  });

  it('neither, as openclaw.json cannot be read: that first', async () => {
    const rig = await createRig({ openclaw: undefined, config: '{ "channels": ' });
    const outcome = await rig.send({ target: '1' });
    const [first, second] = outcome.kind === 'failed' ? outcome.detail.split('\n') : [];
    expect(first).toMatch(/openclaw\.json:1:\d+: the file ends too early/);
    expect(second).toMatch(/^no way to send: /);
  });

  it('in no line of more than 200 characters, where the folders have usual names', async () => {
    const rig = await createRig({ openclaw: undefined, telegram: { allowFrom: [123] } });
    for (const transport of ['auto', 'openclaw', 'telegram'] as const) {
      const outcome = await rig.send({}, { transport });
      const lines =
        'detail' in outcome ? outcome.detail.replaceAll(rig.home, '/home/somebody').split('\n') : [];
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(200);
    }
  });

  it('the HTTP API, beside the failure of openclaw', async () => {
    const rig = await createRig({ openclaw: DOWN, telegram: { botToken: '${MY_TOKEN}', allowFrom: [123] } });
    expect(await rig.send()).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(
        /^openclaw: Gateway not reachable.*\n.*needs the variable MY_TOKEN.*\nset MY_TOKEN in/,
      ),
    });
    expect(rig.api.connections.opened).toBe(0);
  });

  it('openclaw, beside the failure of the HTTP API', async () => {
    const rig = await createRig({ openclaw: undefined, api: ['html 403'] });
    expect(await rig.send()).toMatchObject({
      detail: expect.stringMatching(
        /^Telegram: HTTP 403.*\n.*openclaw was not found \(set notify\.openclawBin/,
      ),
    });
  });
});

describe('who is told', () => {
  it.each<[string, Partial<ChannelRequest>, Partial<NotifySettings>, string | undefined, string]>([
    ['--target', { target: '7' }, { target: '8' }, '7', '--target'],
    ['notify.target', {}, { target: '8' }, '8', 'notify.target'],
    ['notify.threadId', {}, { target: '-8', threadId: 9 }, '-8:topic:9', 'notify.target'],
    ['openclaw.json', {}, {}, '123', 'channels.telegram allowFrom in CONFIG'],
  ])('%s', async (_what, request, notify, target, source) => {
    const rig = await createRig();
    const channel = await rig.open(request, notify);
    expect(channel).toMatchObject({ target, source: source.replace('CONFIG', rig.configPath) });
  });

  it('is nobody where nobody is named, and it says what was tried, in order', async () => {
    const rig = await createRig({ telegram: {} });
    const channel = await rig.open();
    expect(channel.target).toBeUndefined();
    expect(channel.source).toBe(
      '--target: not given; notify.target: not set; heartbeat of agent main: not set; ' +
        'channels.telegram defaultTo: not set; commands.ownerAllowFrom: not set; channels.telegram allowFrom: not set',
    );
  });

  it('is nobody where openclaw.json cannot be read, and it says that too', async () => {
    const rig = await createRig({ config: '{ "channels": ' });
    const channel = await rig.open();
    expect(channel.target).toBeUndefined();
    expect(channel.unreadable).toEqual([
      expect.stringMatching(/openclaw\.json:1:\d+: the file ends too early/),
    ]);
  });

  it('is the chat under its new id after it moved', async () => {
    const rig = await createRig();
    await rig.send({ target: '-5:topic:7', movedChats: { '-5': '-100777' } });
    expect(rig.openclaw.calls[0]?.flag('--target')).toBe('-100777');
    expect(rig.openclaw.calls[0]?.flag('--thread-id')).toBe('7');
  });
});

describe('the account', () => {
  const telegram = {
    botToken: '1:root',
    allowFrom: [123],
    accounts: { work: { botToken: TOKEN }, home: { botToken: '2:home' } },
  };

  it('of notify.account is passed to openclaw, and its token to the HTTP API', async () => {
    const rig = await createRig({ telegram, openclaw: DOWN });
    await rig.send({}, { account: 'work' });
    expect(rig.openclaw.calls[0]?.flag('--account')).toBe('work');
    expect(rig.api.requests[0]?.token).toBe(TOKEN);
  });

  it('is left to openclaw where none is named, and the HTTP API takes the default one', async () => {
    const rig = await createRig({ telegram: { ...telegram, defaultAccount: 'home' }, openclaw: DOWN });
    await rig.send();
    expect(rig.openclaw.calls[0]?.flag('--account')).toBeUndefined();
    expect(rig.api.requests[0]?.token).toBe('2:home');
  });
});
