/** Which of OpenClaw's Telegram accounts (bots) writes, and with which settings (OPENCLAW.md section 3). */
import type { OpenclawConfig, TelegramAccount } from '../schema/openclaw-config.ts';

export interface AccountChoice {
  /** As it is spelled in openclaw.json where it is there. */
  readonly id: string;
  /** Which rule chose it, for people. */
  readonly from: string;
  /** It stands in openclaw.json, or is the `default` that a root token makes. */
  readonly isKnown: boolean;
  readonly settings: AccountSettings;
}

/** The account's own fields laid over those of `channels.telegram`. */
export interface AccountSettings {
  readonly enabled: boolean;
  readonly apiRoot: string | undefined;
  readonly proxy: string | undefined;
  readonly defaultTo: string | undefined;
  readonly allowFrom: readonly string[];
}

export interface Agent {
  readonly id: string;
  readonly isDefault: boolean;
  readonly heartbeat: { readonly target: string | undefined; readonly to: string | undefined };
}

const ROOT_ACCOUNT = 'default';

/** `wanted` is `notify.account`. `hasEnvToken`: TELEGRAM_BOT_TOKEN is set, which makes a `default` account. */
export function chooseAccount(
  config: OpenclawConfig,
  wanted: string | undefined,
  hasEnvToken: boolean,
): AccountChoice {
  const [id, from] = accountId(config, wanted, hasEnvToken);
  const key = accountKey(config, id);
  return {
    id: key ?? id,
    from,
    isKnown: key !== undefined || (id === ROOT_ACCOUNT && hasRootToken(config, hasEnvToken)),
    settings: settingsOf(config, key),
  };
}

/** The account's entry in openclaw.json; letter case does not matter where no key fits exactly. */
export function accountEntry(config: OpenclawConfig, id: string): TelegramAccount | undefined {
  const key = accountKey(config, id);
  return key === undefined ? undefined : config.channels?.telegram?.accounts?.[key];
}

/** Both shapes of agents: the list (up to 2026.7) and the entries by id (since 2026.8), defaults laid under. */
export function agentsOf(config: OpenclawConfig): readonly Agent[] {
  const listed = config.agents?.list ?? [];
  const entered = Object.entries(config.agents?.entries ?? {}).map(([id, agent]) => ({ ...agent, id }));
  const defaults = config.agents?.defaults?.heartbeat;
  return [...listed, ...entered].map((agent) => ({
    id: agent.id ?? '',
    isDefault: agent.default === true,
    heartbeat: {
      target: agent.heartbeat?.target ?? defaults?.target,
      to: agent.heartbeat?.to ?? defaults?.to,
    },
  }));
}

/** The agent marked as default, else the first, else the `main` that OpenClaw has without being told. */
export function defaultAgent(config: OpenclawConfig): Agent {
  const agents = agentsOf(config);
  const defaults = config.agents?.defaults?.heartbeat;
  const implied = {
    id: 'main',
    isDefault: true,
    heartbeat: { target: defaults?.target, to: defaults?.to },
  };
  return agents.find((agent) => agent.isDefault) ?? agents[0] ?? implied;
}

function accountId(
  config: OpenclawConfig,
  wanted: string | undefined,
  hasEnvToken: boolean,
): readonly [string, string] {
  const telegram = config.channels?.telegram;
  const bound = boundAccount(config);
  const accounts = Object.entries(telegram?.accounts ?? {});
  if (wanted?.trim()) return [wanted.trim(), 'notify.account'];
  if (bound !== undefined) return [bound, `bindings of agent ${defaultAgent(config).id}`];
  if (telegram?.defaultAccount?.trim())
    return [telegram.defaultAccount.trim(), 'channels.telegram.defaultAccount'];
  if (accountKey(config, ROOT_ACCOUNT) !== undefined) return [ROOT_ACCOUNT, 'the account named default'];
  if (hasRootToken(config, hasEnvToken)) return [ROOT_ACCOUNT, 'the token that belongs to no account'];
  const first = accounts.find(([, account]) => account.enabled !== false) ?? accounts[0];
  return first
    ? [first[0], 'the first of channels.telegram.accounts']
    : [ROOT_ACCOUNT, 'no account is set up'];
}

function boundAccount(config: OpenclawConfig): string | undefined {
  const agent = defaultAgent(config).id;
  const binding = config.bindings?.find(
    ({ agentId, match }) =>
      agentId === agent &&
      match?.channel === 'telegram' &&
      match.accountId?.trim() &&
      match.accountId !== '*',
  );
  return binding?.match?.accountId?.trim();
}

function hasRootToken(config: OpenclawConfig, hasEnvToken: boolean): boolean {
  const telegram = config.channels?.telegram;
  return hasEnvToken || Boolean(telegram?.tokenFile) || Boolean(telegram?.botToken);
}

function accountKey(config: OpenclawConfig, id: string): string | undefined {
  const keys = Object.keys(config.channels?.telegram?.accounts ?? {});
  return keys.find((key) => key === id) ?? keys.find((key) => key.toLowerCase() === id.toLowerCase());
}

function settingsOf(config: OpenclawConfig, key: string | undefined): AccountSettings {
  const root = config.channels?.telegram;
  const own = key === undefined ? undefined : root?.accounts?.[key];
  return {
    enabled: own?.enabled ?? root?.enabled ?? true,
    apiRoot: own?.apiRoot ?? root?.apiRoot,
    proxy: own?.proxy ?? root?.proxy,
    defaultTo: own?.defaultTo ?? root?.defaultTo,
    allowFrom: own?.allowFrom ?? root?.allowFrom ?? [],
  };
}
