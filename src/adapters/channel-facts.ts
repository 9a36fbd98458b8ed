/** All that has to be known before something can be sent: read from openclaw.json and its surroundings, nothing tried yet. */
import type { ChannelRequest } from '../app/ports.ts';
import type { ChannelExplanation, Finding } from '../core/openclaw-explanation.ts';
import { type GatewayAddress, gatewayAddress } from '../core/openclaw-gateway.ts';
import { chooseRecipient, type Recipient } from '../core/recipient.ts';
import { type AccountChoice, chooseAccount } from '../core/telegram-account.ts';
import { type ApiRoot, readApiRoot } from '../core/telegram-api-root.ts';
import { chooseProxy, type ProxyChoice } from '../core/telegram-proxy.ts';
import { type OpenclawSetup, readOpenclaw } from './openclaw-files.ts';
import type { Env, OpenclawPaths } from './openclaw-paths.ts';
import { findOpenclaw, type ProgramFinding } from './openclaw-program.ts';
import { findToken, type TokenFinding } from './telegram-token.ts';

export interface ChannelFacts {
  readonly setup: OpenclawSetup;
  readonly account: AccountChoice;
  readonly recipient: Recipient;
  /** Holds the secret itself. */
  readonly token: TokenFinding;
  readonly program: ProgramFinding;
  readonly apiRoot: ApiRoot;
  /** May hold a password. */
  readonly proxy: ProxyChoice;
  readonly gateway: GatewayAddress;
}

export interface ChannelHost {
  readonly paths: OpenclawPaths;
  readonly env: Env;
  /** As in ProgramRequest. */
  readonly systemFolders?: readonly string[];
}

/** Never rejects, sends nothing, starts nothing. */
export async function gatherChannelFacts(
  { env, paths, systemFolders }: ChannelHost,
  { target, notify }: ChannelRequest,
): Promise<ChannelFacts> {
  const setup = await readOpenclaw(paths, env);
  const { config, lookup } = setup;
  const account = chooseAccount(config, notify.account, lookup('TELEGRAM_BOT_TOKEN') !== undefined);
  const apiRoot = readApiRoot(account.settings.apiRoot);
  return {
    setup,
    account,
    recipient: chooseRecipient({
      flag: target,
      notifyTarget: notify.target,
      notifyThreadId: notify.threadId,
      config,
      account: account.settings,
    }),
    token: await findToken(setup, account.id),
    program: await findOpenclaw({ configured: notify.openclawBin, env, paths, systemFolders }),
    apiRoot,
    proxy:
      apiRoot.kind === 'url'
        ? chooseProxy(account.settings.proxy, apiRoot.url, lookup)
        : { kind: 'direct', from: 'apiRoot cannot be used' },
    gateway: gatewayAddress(config, lookup),
  };
}

/** The facts without their secrets. */
export function explainChannel(facts: ChannelFacts): ChannelExplanation {
  const { setup, account, recipient, gateway } = facts;
  const { paths } = setup;
  return {
    state: { path: paths.stateDir, rule: paths.stateRule },
    config: {
      path: paths.configPath,
      rule: paths.configRule,
      isRead: setup.hasConfig,
      problems: setup.problems,
    },
    files: setup.files,
    variables: setup.variableSources,
    target: { value: recipient.target, from: recipient.from, tried: recipient.tried },
    account: {
      id: account.id,
      from: account.from,
      isKnown: account.isKnown,
      isEnabled: account.settings.enabled,
    },
    token: explainToken(facts.token),
    program: explainProgram(facts.program),
    apiRoot: explainApiRoot(facts.apiRoot),
    proxy: explainProxy(facts.proxy),
    gateway:
      gateway.kind === 'local'
        ? { port: gateway.port, from: gateway.from }
        : { port: undefined, from: gateway.because },
  };
}

/** Where the recipient came from, or what was tried in vain. */
export function explainSource({ recipient, setup }: ChannelFacts): string {
  const { configPath } = setup.paths;
  const absent = setup.isAbsent ? setup.problems : [];
  if (recipient.from === undefined) return [...recipient.tried, ...absent].join('; ');
  const isOurs = recipient.from === '--target' || recipient.from === 'notify.target';
  return isOurs ? recipient.from : `${recipient.from} in ${configPath}`;
}

/** What is there of openclaw.json and its surroundings, but could not be read. */
export function unreadableOf({ setup }: ChannelFacts): readonly string[] {
  return setup.isAbsent ? [] : setup.problems;
}

function explainToken(token: TokenFinding): Finding {
  if (token.kind === 'found') return { kind: 'found', what: 'a bot token', from: token.from };
  return { kind: 'missing', detail: token.detail, mend: token.mend, tried: token.tried };
}

export function explainProgram(program: ProgramFinding): Finding {
  if (program.kind === 'found') return { kind: 'found', what: program.path, from: program.from };
  return {
    kind: 'missing',
    detail: 'the program openclaw was not found',
    mend: 'set notify.openclawBin to its path (command -v openclaw shows it)',
    tried: program.tried,
  };
}

function explainApiRoot(apiRoot: ApiRoot): Finding {
  if (apiRoot.kind === 'url') return { kind: 'found', what: apiRoot.shown, from: 'apiRoot' };
  return { kind: 'missing', detail: apiRoot.detail, mend: apiRoot.mend, tried: [] };
}

function explainProxy(proxy: ProxyChoice): Finding {
  switch (proxy.kind) {
    case 'direct':
      return { kind: 'found', what: 'no proxy', from: proxy.from };
    case 'proxy':
      return { kind: 'found', what: proxy.shown, from: proxy.from };
    case 'unusable':
      return { kind: 'missing', detail: proxy.detail, mend: proxy.mend, tried: [] };
  }
}
