/** Where a bot token may stand, as cases to look for it in. */
import { findToken, type TokenFinding } from '../../src/adapters/telegram-token.ts';
import { CONFIG, type OpenclawHomes } from './openclaw-home.ts';

export interface TokenCase {
  /** `channels.telegram` of openclaw.json. */
  readonly telegram?: object;
  /** What stands beside `channels`. */
  readonly more?: object;
  /** By path below the home. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly home?: string;
}

export async function findTokenIn(homes: OpenclawHomes, one: TokenCase): Promise<TokenFinding> {
  const { telegram = {}, more = {}, files = {}, env = {}, account = 'work', home } = one;
  const config = { channels: { telegram }, ...more };
  return findToken(await homes.read({ [CONFIG]: config, ...files }, env, home), account);
}
