import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import { gatewayAddress } from '../../src/core/openclaw-gateway.ts';
import { lookupIn } from '../../src/core/openclaw-variables.ts';
import { demote, orderWays, stepAfter, type WayFacts, withContext } from '../../src/core/openclaw-ways.ts';
import { parseOpenclawConfig } from '../../src/schema/openclaw-config.ts';

const BOTH: WayFacts = {
  transport: 'auto',
  isOpenclawFound: true,
  isTelegramUsable: true,
  gateway: 'answers',
};

describe('which way goes first', () => {
  it.each<[string, Partial<WayFacts>, readonly string[]]>([
    ['the gateway answers', {}, ['openclaw', 'telegram']],
    ['nobody answers', { gateway: 'silent' }, ['telegram', 'openclaw']],
    ['the gateway cannot be tested', { gateway: 'untested' }, ['openclaw', 'telegram']],
    ['nobody answers, and there is no token', { gateway: 'silent', isTelegramUsable: false }, ['openclaw']],
    ['there is no openclaw', { isOpenclawFound: false }, ['telegram']],
    ['there is neither', { isOpenclawFound: false, isTelegramUsable: false }, []],
    ['openclaw alone is wanted', { transport: 'openclaw', gateway: 'silent' }, ['openclaw']],
    ['telegram alone is wanted', { transport: 'telegram' }, ['telegram']],
    ['openclaw alone is wanted and lacks', { transport: 'openclaw', isOpenclawFound: false }, ['openclaw']],
    ['telegram alone is wanted and lacks', { transport: 'telegram', isTelegramUsable: false }, ['telegram']],
  ])('%s', (_what, facts, ways) => {
    expect(orderWays({ ...BOTH, ...facts }).ways).toEqual(ways);
    expect(orderWays({ ...BOTH, ...facts }).because).not.toBe('');
  });
});

const SENT: SendOutcome = { kind: 'sent', via: 'x' };
const FAILED: SendOutcome = { kind: 'failed', detail: 'f' };
const UNKNOWN: SendOutcome = { kind: 'unknown', detail: 'u' };
const REFUSED: SendOutcome = { kind: 'refused', detail: 'r', mend: 'm' };

describe('what a way leaves to the next', () => {
  it.each<[SendOutcome, object]>([
    [SENT, { kind: 'done' }],
    [UNKNOWN, { kind: 'done' }],
    [REFUSED, { kind: 'done' }],
    [FAILED, { kind: 'next', afterSeconds: 0 }],
    [
      { ...FAILED, retryAfterSeconds: 5 },
      { kind: 'next', afterSeconds: 5 },
    ],
    [{ ...FAILED, retryAfterSeconds: 6 }, { kind: 'done' }],
  ])('%j', (outcome, step) => {
    expect(stepAfter(outcome)).toEqual(step);
  });

  it.each<[SendOutcome, readonly string[]]>([
    [SENT, ['openclaw', 'telegram']],
    [REFUSED, ['openclaw', 'telegram']],
    [FAILED, ['telegram', 'openclaw']],
    [UNKNOWN, ['telegram', 'openclaw']],
  ])('and to the messages that follow: %j', (outcome, order) => {
    expect(demote(['openclaw', 'telegram'], 'openclaw', outcome)).toEqual(order);
  });

  it('is told with what came of it', () => {
    expect(withContext(FAILED, ['a', 'b'], ['no token'])).toMatchObject({ detail: 'a\nb\nf\nno token' });
    expect(withContext(REFUSED, ['a'], ['no token'])).toMatchObject({ detail: 'a\nr', mend: 'm' });
    expect(withContext(UNKNOWN, [], ['no token'])).toEqual(UNKNOWN);
    expect(withContext(SENT, ['a'], ['no token'])).toEqual(SENT);
  });
});

describe('where the gateway should answer', () => {
  const at = (gateway: object, env: Record<string, string> = {}) =>
    gatewayAddress(parseOpenclawConfig({ gateway }), lookupIn([{ name: 'env', values: env }]));

  it.each([
    [{ port: 1234 }, { OPENCLAW_GATEWAY_PORT: '4321' }, 4321],
    [{ port: 1234 }, {}, 1234],
    [{}, {}, 18789],
    [{ mode: 'local', port: 1234 }, {}, 1234],
    [{ mode: 'local', port: 70000 }, { OPENCLAW_GATEWAY_PORT: 'no' }, 18789],
    [{ tls: { enabled: false } }, {}, 18789],
  ])('%j with %j is port %i', (gateway, env, port) => {
    expect(at(gateway, env)).toMatchObject({ kind: 'local', port });
  });

  it.each([[{ mode: 'remote' }], [{ mode: 'local', tls: { enabled: true } }]])(
    '%j is not tested',
    (gateway) => {
      expect(at(gateway).kind).toBe('untestable');
    },
  );
});
