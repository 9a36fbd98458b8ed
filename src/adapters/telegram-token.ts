/** Where the bot token of an account stands: the first place that is set counts, readable or not (OPENCLAW.md section 3). */
import { accountEntry } from '../core/telegram-account.ts';
import type { OpenclawSetup } from './openclaw-files.ts';
import { readSecret, readTokenFile, type SecretFinding } from './openclaw-secrets.ts';

export type TokenFinding =
  /** `from` may be shown, `token` never. */
  | {
      readonly kind: 'found';
      readonly token: string;
      readonly from: string;
      readonly tried: readonly string[];
    }
  | {
      readonly kind: 'unavailable';
      readonly detail: string;
      readonly mend: string;
      readonly tried: readonly string[];
    };

const VARIABLE = 'TELEGRAM_BOT_TOKEN';
// What may stand in the path of a URL as it is. Tokens of @BotFather are `123456:…` of such characters.
const TOKEN = /^[A-Za-z0-9:_-]+$/;

/** Never rejects, and never gives out a `${VAR}` that was not filled in. */
export async function findToken(setup: OpenclawSetup, account: string): Promise<TokenFinding> {
  const tried: string[] = [];
  for (const { place, read } of places(setup, account)) {
    if (!read) {
      tried.push(`${place}: not set`);
      continue;
    }
    const finding = await read();
    if (finding.kind === 'found') return checked(finding.secret, finding.from, tried);
    const { detail, mend, isForeign } = finding;
    const instead = isForeign ? tokenOfVariable(setup, account) : undefined;
    if (instead) return checked(instead.secret, instead.from, [...tried, detail]);
    return { kind: 'unavailable', detail, mend, tried: [...tried, detail] };
  }
  return {
    kind: 'unavailable',
    detail: `no bot token for the account ${account}`,
    mend: `set channels.telegram.botToken in ${setup.paths.configPath}${setup.isAbsent ? ' (not there yet)' : ''}, or ${VARIABLE} in ${setup.paths.stateDir}/.env`,
    tried,
  };
}

interface TokenPlace {
  readonly place: string;
  /** Undefined where nothing is set there. */
  readonly read: (() => Promise<SecretFinding>) | undefined;
}

function places(setup: OpenclawSetup, account: string): readonly TokenPlace[] {
  const root = setup.config.channels?.telegram;
  const own = accountEntry(setup.config, account);
  const fileAt = (place: string, path: string | undefined): TokenPlace => ({
    place,
    read: path?.trim() ? () => readTokenFile(path.trim(), place, setup) : undefined,
  });
  const textAt = (place: string, value: unknown): TokenPlace => ({
    place,
    read: isSet(value) ? () => readSecret(value, place, setup) : undefined,
  });
  const variable = tokenOfVariable(setup, account);
  return [
    fileAt(`channels.telegram.accounts.${account}.tokenFile`, own?.tokenFile),
    textAt(`channels.telegram.accounts.${account}.botToken`, own?.botToken),
    fileAt('channels.telegram.tokenFile', root?.tokenFile),
    textAt('channels.telegram.botToken', root?.botToken),
    {
      place: account === 'default' ? VARIABLE : `${VARIABLE} (for the account default only)`,
      read: variable && (async () => variable),
    },
  ];
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');
}

function tokenOfVariable(
  { lookup }: OpenclawSetup,
  account: string,
): Extract<SecretFinding, { kind: 'found' }> | undefined {
  const found = account === 'default' ? lookup(VARIABLE) : undefined;
  return found && { kind: 'found', secret: found.value.trim(), from: `${VARIABLE} of ${found.from}` };
}

function checked(token: string, from: string, tried: readonly string[]): TokenFinding {
  if (TOKEN.test(token)) return { kind: 'found', token, from, tried };
  const detail = `${from} does not hold a bot token`;
  const mend = 'put the token there as @BotFather gave it, without quotes or blanks';
  return { kind: 'unavailable', detail, mend, tried: [...tried, detail] };
}
