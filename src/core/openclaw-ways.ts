/** Which way a message goes first, and what a way that failed means for the next one (SPEC section 9, OPENCLAW.md section 4). */
import type { SendOutcome, Transport } from './model.ts';

export type Way = 'openclaw' | 'telegram';

/** `silent`: nobody answers where the gateway should be. `untested`: it is not on this host, or speaks TLS. */
export type GatewayState = 'answers' | 'silent' | 'untested';

export interface WayFacts {
  readonly transport: Transport;
  readonly isOpenclawFound: boolean;
  /** A bot token that can be read, an address and a proxy that can be used. */
  readonly isTelegramUsable: boolean;
  readonly gateway: GatewayState;
}

export interface WayOrder {
  readonly ways: readonly Way[];
  /** For people. */
  readonly because: string;
}

/** A way that cannot be gone is left out of `auto`; one that was asked for alone stays, and says what it lacks. */
export function orderWays({ transport, isOpenclawFound, isTelegramUsable, gateway }: WayFacts): WayOrder {
  if (transport !== 'auto') return { ways: [transport], because: `notify.transport is ${transport}` };
  if (!isOpenclawFound && !isTelegramUsable) return { ways: [], because: 'there is no way' };
  if (!isOpenclawFound) return { ways: ['telegram'], because: 'openclaw was not found' };
  if (!isTelegramUsable) return { ways: ['openclaw'], because: 'the Bot API cannot be used directly' };
  return gateway === 'silent'
    ? { ways: ['telegram', 'openclaw'], because: 'the gateway does not answer' }
    : { ways: ['openclaw', 'telegram'], because: `the gateway ${GATEWAY_WORDS[gateway]}` };
}

const GATEWAY_WORDS = { answers: 'answers', untested: 'is not one to be tested from here' };

export type NextStep =
  /** The next way, after a pause in which the limit of Telegram runs out. */
  { readonly kind: 'next'; readonly afterSeconds: number } | { readonly kind: 'done' };

/** As long as a send may wait for a limit to run out; a longer one is left to the next tick. */
export const LONGEST_WAIT_SECONDS = 5;

/** Only what certainly did not go out is given to the other way: never an unknown, and no refusal, which the same chat would repeat. */
export function stepAfter(outcome: SendOutcome): NextStep {
  if (outcome.kind !== 'failed') return { kind: 'done' };
  const afterSeconds = outcome.retryAfterSeconds ?? 0;
  return afterSeconds <= LONGEST_WAIT_SECONDS ? { kind: 'next', afterSeconds } : { kind: 'done' };
}

/** For the messages that follow: a way that did not work is asked last. */
export function demote(ways: readonly Way[], way: Way, outcome: SendOutcome): readonly Way[] {
  const isTrouble = outcome.kind === 'failed' || outcome.kind === 'unknown';
  return isTrouble && ways.includes(way) ? [...ways.filter((other) => other !== way), way] : ways;
}

/**
 * What the whole came to when the last way has spoken: the earlier failures are told with it, and a failure with what
 * `lacks`, each on a line of its own.
 */
export function withContext(
  outcome: SendOutcome,
  earlier: readonly string[],
  lacks: readonly string[],
): SendOutcome {
  if (outcome.kind === 'sent') return outcome;
  const details = [...earlier, outcome.detail, ...(outcome.kind === 'failed' ? lacks : [])];
  return { ...outcome, detail: details.join('\n') };
}
