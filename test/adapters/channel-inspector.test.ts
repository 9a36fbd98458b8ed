/** The doctor's questions to openclaw, the gateway and the Bot API, asked of stand-ins on loopback. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { inspectChannel } from '../../src/adapters/channel-inspector.ts';
import type { BotBehaviour } from '../support/bot-api.ts';
import { type ChannelRigOptions, NOTIFY, useChannelRigs } from '../support/channel-rig.ts';
import { LIMITS, TOKEN, useClosing } from '../support/telegram-rig.ts';

const createRig = useChannelRigs();
const { closing } = useClosing();
const NEVER = new AbortController().signal;

async function inspect(options: ChannelRigOptions = {}, programSeconds = 20) {
  const rig = await createRig(options);
  const limits = { telegram: LIMITS, programSeconds };
  const inspection = await inspectChannel({ ...rig.deps, limits }, { target: undefined, notify: NOTIFY });
  expect(JSON.stringify(inspection.explanation)).not.toContain(TOKEN.split(':')[1]);
  return { ...rig, ...inspection };
}

describe('openclaw', () => {
  it.each([
    ['OpenClaw 2026.9.6 (eeef486)', '2026.9.6'],
    ['2026.4.27-beta.1', '2026.4.27-beta.1'],
    ['something else', 'something else'],
    ['', 'of no known version'],
  ])('says %j', async (stdout, version) => {
    const { askProgram, openclaw } = await inspect({ openclaw: { exit: 0, stdout } });
    expect(await askProgram(NEVER)).toMatchObject({ version, detail: undefined });
    expect(openclaw.calls.map(({ argv }) => argv)).toEqual([['--version']]);
    expect(openclaw.calls[0]?.env.OPENCLAW_NO_RESPAWN).toBe('1');
  });

  it('does not run', async () => {
    const { askProgram } = await inspect({ openclaw: { exit: 127, stderr: 'env: node: not found' } });
    expect(await askProgram(NEVER)).toMatchObject({
      version: undefined,
      detail: 'exit 127, env: node: not found',
    });
  });

  it('does not end, and is ended', async () => {
    const { askProgram } = await inspect({ openclaw: 'hang' }, 1);
    expect(await askProgram(NEVER)).toMatchObject({ version: undefined, detail: 'no answer within 1 s' });
  });

  it('is found by the PATH of the caller alone', async () => {
    const { askProgram } = await inspect();
    expect(await askProgram(NEVER)).toMatchObject({ isInPathAlone: true });
  });

  it('is also found where schedulers look', async () => {
    const rig = await createRig();
    const deps = { ...rig.deps, systemFolders: [`${rig.home}/bin`] };
    const { askProgram } = await inspectChannel(deps, { target: undefined, notify: NOTIFY });
    expect(await askProgram(NEVER)).toMatchObject({ isInPathAlone: false });
  });

  it('is not there', async () => {
    const { askProgram, askGateway } = await inspect({ openclaw: undefined });
    expect([await askProgram(NEVER), await askGateway(NEVER)]).toEqual([undefined, undefined]);
  });
});

describe('the gateway', () => {
  it.each([
    ['up', 'answers'],
    ['down', 'silent'],
    ['remote', undefined],
  ] as const)('is %s', async (gateway, answer) => {
    const { askGateway } = await inspect({ gateway });
    expect(await askGateway(NEVER)).toBe(answer);
  });
});

describe('the Bot API', () => {
  it('says who the bot is, and nothing is sent', async () => {
    const { askBotApi, api } = await inspect();
    expect(await askBotApi(NEVER)).toEqual({
      kind: 'answers',
      bot: '@stand_in_bot',
      seconds: expect.any(Number),
      aheadSeconds: expect.any(Number),
    });
    expect(api.requests.map(({ method }) => method)).toEqual(['getMe']);
    expect(api.accepted).toEqual([]);
  });

  it.each<readonly [behaviour: BotBehaviour, facts: object]>([
    [
      'unauthorized',
      { kind: 'refused', detail: expect.stringMatching(/was refused by http:.* \(401 Unauthorized\)$/) },
    ],
    ['not found', { kind: 'refused', detail: expect.stringContaining('(404 Not Found)') }],
    ['html 502', { kind: 'unreachable', detail: expect.stringContaining("HTTP 502, not Telegram's words") }],
    ['html 200', { kind: 'unreachable', detail: expect.stringContaining("HTTP 200, not Telegram's words") }],
    [{ retryAfter: 5 }, { kind: 'unreachable', detail: expect.stringContaining('429 Too Many Requests') }],
    ['reset after reading', { kind: 'unreachable', detail: expect.stringContaining('127.0.0.1') }],
  ])('%j', async (behaviour, facts) => {
    const { askBotApi } = await inspect({ api: [behaviour] });
    const answer = await askBotApi(NEVER);
    expect(answer).toMatchObject(facts);
    expect(JSON.stringify(answer)).not.toContain(TOKEN.split(':')[1]);
  });

  it('is not asked without a token', async () => {
    const { askBotApi, api } = await inspect({ telegram: { allowFrom: [1] } });
    expect(await askBotApi(NEVER)).toBeUndefined();
    expect(api.connections.opened).toBe(0);
  });

  it.each<readonly [what: string, offSeconds: number | undefined]>([
    ['an hour behind', 3600],
    ['a day ahead', -86_400],
    ['untold', undefined],
  ])('its clock is %s', async (_what, offSeconds) => {
    const rig = await createRig();
    const url = await listen((_request, response) => {
      const now = rig.clock.now().epochSeconds;
      response.sendDate = false;
      if (offSeconds !== undefined)
        response.setHeader('date', new Date((now - offSeconds) * 1000).toUTCString());
      response.end('{"ok":true,"result":{"username":"a_bot"}}');
    });
    const config = readFileSync(rig.configPath, 'utf8').replaceAll(rig.api.url, url);
    writeFileSync(rig.configPath, config);
    const { askBotApi } = await inspectChannel(rig.deps, { target: undefined, notify: NOTIFY });
    const answer = await askBotApi(NEVER);
    if (answer?.kind !== 'answers') throw new Error(JSON.stringify(answer));
    if (offSeconds === undefined) expect(answer.aheadSeconds).toBeUndefined();
    else expect(Math.abs((answer.aheadSeconds ?? 0) - offSeconds)).toBeLessThan(30);
  });
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
