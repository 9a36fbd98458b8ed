/** A channel source in a home of its own: a real openclaw.json, and stand-ins of the Bot API, the gateway and openclaw. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createChannelSource } from '../../src/adapters/channel-source.ts';
import { findOpenclawPaths } from '../../src/adapters/openclaw-paths.ts';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import type { ChannelRequest } from '../../src/app/ports.ts';
import type { NotifySettings } from '../../src/core/model.ts';
import type { BotBehaviour } from './bot-api.ts';
import { DEAD_PORT } from './dead-port.ts';
import { createJumpingClock } from './jumping-clock.ts';
import { createStandInOpenclaw, type OpenclawBehaviour } from './stand-in-openclaw.ts';
import { type Closing, LIMITS, TOKEN, useClosing } from './telegram-rig.ts';
import { useTempFolders } from './temp-folder.ts';

export const NOTIFY: NotifySettings = {
  transport: 'auto',
  target: undefined,
  account: undefined,
  threadId: undefined,
  openclawBin: undefined,
  silentRoutine: false,
};

export interface ChannelRigOptions {
  readonly gateway?: 'up' | 'down' | 'remote';
  readonly api?: readonly BotBehaviour[];
  /** Undefined: there is none. */
  readonly openclaw?: OpenclawBehaviour | undefined;
  readonly telegram?: object;
  readonly config?: object | string;
  readonly env?: Record<string, string>;
}

const UP: OpenclawBehaviour = { exit: 0, stdout: '{"messageId":"42"}' };
export const DOWN: OpenclawBehaviour = { exit: 1, stderr: 'Gateway not reachable' };

/** Call it once in a test file: each call of what it hands back is a new rig, closed after the test. */
export function useChannelRigs() {
  const newFolder = useTempFolders();
  const { closing, startApi } = useClosing();
  return (options: ChannelRigOptions = {}) => createRig(options, newFolder(), closing, startApi);
}

async function createRig(
  options: ChannelRigOptions,
  home: string,
  closing: Closing['closing'],
  startApi: Closing['startApi'],
) {
  const { gateway = 'up', telegram = { botToken: TOKEN, allowFrom: [123] } } = options;
  const api = await startApi(...(options.api ?? []));
  const port = await gatewayPort(gateway === 'up', closing);
  const config = options.config ?? {
    gateway: { mode: gateway === 'remote' ? 'remote' : 'local', port },
    channels: { telegram: { apiRoot: api.url, ...telegram } },
  };
  mkdirSync(join(home, '.openclaw'));
  writeFileSync(
    join(home, '.openclaw/openclaw.json'),
    typeof config === 'string' ? config : JSON.stringify(config),
  );
  const play = 'openclaw' in options ? options.openclaw : UP;
  const openclaw = createStandInOpenclaw(join(home, play ? 'bin' : 'not-in-path'), play ?? UP);
  // A host may have an openclaw of its own: without a stand-in nothing but our folder is searched.
  const env = { PATH: `${join(home, 'bin')}${play ? ':/usr/bin:/bin' : ''}`, ...options.env };
  const clock = createJumpingClock();
  const deps = {
    env,
    clock,
    paths: findOpenclawPaths(env, home),
    systemFolders: [join(home, 'system')],
    runner: createProcessRunner({ env, home: { user: home, openclaw: home } }),
    limits: { telegram: LIMITS, gatewayMs: 20_000 },
  };
  const open = (request: Partial<ChannelRequest> = {}, notify: Partial<NotifySettings> = {}) =>
    createChannelSource(deps).open({ target: undefined, notify: { ...NOTIFY, ...notify }, ...request });
  const send = async (request: Partial<ChannelRequest> = {}, notify: Partial<NotifySettings> = {}) => {
    const channel = await open(request, notify);
    const target = channel.target ?? 'nobody';
    const outcome = await channel.notifier.send({ text: 'a report', target, silent: false });
    expect(JSON.stringify(outcome)).not.toContain('secret_part');
    return outcome;
  };
  return { home, api, openclaw, clock, deps, open, send, configPath: deps.paths.configPath };
}

async function gatewayPort(isUp: boolean, closing: Closing['closing']): Promise<number> {
  if (!isUp) return DEAD_PORT;
  const server: Server = createServer((_request, response) => void response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing({ close: () => new Promise((resolve) => server.close(resolve)) });
  return (server.address() as AddressInfo).port;
}
