/** A home for the doctor: schedulers and a gateway of its own, and what it says with the changing parts made plain. */
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'vitest';
import { newOwner } from '../../src/adapters/lock-owner.ts';
import type { BotApi, BotBehaviour } from './bot-api.ts';
import { builtProgram } from './built-program.ts';
import { DEAD_PORT } from './dead-port.ts';
import { BOT_TOKEN, type Ran } from './e2e-program.ts';
import { OWNER, type Rig } from './e2e-rig.ts';

/** Stand-ins, or the schedulers of this machine would be asked. No systemd timer is active. */
export function withSchedulers(rig: Rig, crontab: string): void {
  rig.write('crontab.txt', crontab);
  rig.write('bin/crontab', `#!/bin/sh\n[ "$*" = -l ] && exec cat '${rig.at('crontab.txt')}'\n`, 0o755);
  rig.write('bin/systemctl', '#!/bin/sh\nexit 0\n', 0o755);
}

export interface ChannelOptions {
  readonly gateway: 'up' | 'down';
  readonly telegram?: readonly BotBehaviour[];
  readonly allowFrom?: readonly string[];
  readonly mode?: number;
}

/** An openclaw.json that leads to a Bot API and a gateway on loopback. */
export async function withOpenclawJson(
  rig: Rig,
  context: TestContext,
  { gateway, telegram = [], allowFrom = [OWNER], mode = 0o600 }: ChannelOptions,
): Promise<BotApi> {
  const api = await rig.startTelegram(...telegram);
  const port = await gatewayPort(context, gateway);
  const path = `${rig.home}/openclaw.json`;
  const channels = { telegram: { botToken: BOT_TOKEN, apiRoot: api.url, allowFrom } };
  rig.write(path, { channels, gateway: { port } });
  chmodSync(path, mode);
  return api;
}

/** A port of loopback on which anything is answered, or nothing at all. */
export async function gatewayPort(context: TestContext, state: 'up' | 'down'): Promise<number> {
  if (state === 'down') return DEAD_PORT;
  const server = createServer((_request, response) => void response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

/** As a process leaves it that was killed, or has it while it lives. `name`: '', '.tick' or '.delivery'. */
export function leaveLock(rig: Rig, name: string, pid: number): void {
  const lock = `${rig.stateFile}${name}.lock`;
  mkdirSync(lock);
  rig.write(`${lock}.owner`, newOwner(pid, 'tick'));
}

const SECRET_PART = BOT_TOKEN.split(':')[1] as string;

/** stdout without what differs from run to run. Throws where the secret part of the token is in the output. */
export function shown(rig: Rig, { stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>): string {
  if ((stdout + stderr).includes(SECRET_PART))
    throw new Error(`the bot token was printed:\n${stdout}${stderr}`);
  return stdout
    .replaceAll(builtProgram().join(' '), 'SELF')
    .replaceAll(rig.home, 'OPENCLAW')
    .replaceAll(rig.folder, 'RIG')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, 'DATE')
    .replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'TIME')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/\b\d+\.\d s\b/g, 'N s')
    .replaceAll(/\bpid \d+/g, 'pid N')
    .replaceAll(/on Node \d+\.\d+\.\d+\S*/g, 'on Node N')
    .replaceAll(/\b\d+s ago/g, 'Ns ago');
}
