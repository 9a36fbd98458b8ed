/** What the doctor says of the way to the owner: a row a finding. */
import { describe, expect, it, test } from 'vitest';
import type { DoctorFacts } from '../../src/core/doctor-facts.ts';
import type { ChannelExplanation } from '../../src/core/openclaw-explanation.ts';
import {
  channelWith,
  examine,
  found,
  HEALTHY,
  missing,
  OPENCLAW_JSON,
  rows,
  scheduled,
  withoutOpenclawJson,
} from '../support/healthy-facts.ts';

const explained = (more: Partial<ChannelExplanation>) => channelWith({}, more);
const { account, config, target } = HEALTHY.channel.explanation;
const NO_TOKEN = { token: missing('no token') };
const lackingToken = (detail: string, ...tried: string[]) => ({
  token: { kind: 'missing' as const, detail, mend: `mend of: ${detail}`, tried },
});
const NO_PROGRAM = { program: missing('the program openclaw was not found') };
const NOBODY = {
  target: { ...target, value: undefined, from: undefined, tried: ['a: not set', 'b: not set'] },
};
const crontabSets = (...variables: string[]) => ({
  schedule: { found: [scheduled({ variables })], asked: [] },
});

test('all is well', () => {
  expect(examine({}).filter(({ level }) => level !== 'ok')).toEqual([]);
});

describe('what is missing is one fail, and all that follows from it is none', () => {
  it.each<readonly [what: string, change: Partial<DoctorFacts>, fails: readonly string[]]>([
    ['openclaw.json is not there', withoutOpenclawJson(), ['openclaw-json']],
    [
      'openclaw.json is torn',
      { ...withoutOpenclawJson('/h/x:2:1: unexpected end'), files: HEALTHY.files },
      ['openclaw-json'],
    ],
    ['openclaw.json and openclaw are not there', mix(withoutOpenclawJson(), NO_PROGRAM), ['openclaw-json']],
    [
      'openclaw.json is torn, and only the token is missed',
      explained({
        ...NO_TOKEN,
        config: { ...config, isRead: false, problems: ['/h/x:2:1: unexpected end'] },
      }),
      ['openclaw-json'],
    ],
    ['no token', explained(NO_TOKEN), []],
    ['no token and no openclaw', explained({ ...NO_TOKEN, ...NO_PROGRAM }), ['token']],
    ['no token and no gateway', channelWith({ gateway: 'silent' }, NO_TOKEN), ['gateway']],
    ['no openclaw', explained(NO_PROGRAM), []],
    ['nobody to tell', explained(NOBODY), ['target']],
    [
      'no network',
      channelWith({ botApi: { kind: 'unreachable', detail: 'x' }, gateway: 'silent' }),
      ['bot-api'],
    ],
    [
      'no direct way out, and an openclaw that does not run',
      channelWith({
        botApi: { kind: 'unreachable', detail: 'x' },
        program: { version: undefined, detail: 'exit 1', nodeVersion: undefined, isInPathAlone: false },
      }),
      ['bot-api'],
    ],
    ['no direct way out, but a gateway', channelWith({ botApi: { kind: 'unreachable', detail: 'x' } }), []],
    ['transport telegram, no token', channelWith({ transport: 'telegram' }, NO_TOKEN), ['token']],
    ['transport telegram, no openclaw', channelWith({ transport: 'telegram' }, NO_PROGRAM), []],
    ['transport openclaw, no token', channelWith({ transport: 'openclaw' }, NO_TOKEN), []],
    ['transport openclaw, no openclaw', channelWith({ transport: 'openclaw' }, NO_PROGRAM), ['openclaw']],
    [
      'transport openclaw, no gateway',
      channelWith({ transport: 'openclaw', gateway: 'silent' }),
      ['gateway'],
    ],
  ])('%s', (_what, change, fails) => {
    const failed = examine(change).filter(({ level }) => level === 'fail');
    expect(failed.map(({ name }) => name)).toEqual(fails);
    expect(failed.every(({ mend }) => mend !== undefined)).toBe(true);
  });
});

function mix(change: Partial<DoctorFacts>, more: Partial<ChannelExplanation>): Partial<DoctorFacts> {
  const channel = change.channel ?? HEALTHY.channel;
  return { ...change, channel: { ...channel, explanation: { ...channel.explanation, ...more } } };
}

rows(
  'openclaw-json',
  ['is there', {}, `ok: ${OPENCLAW_JSON}`],
  [
    'with variables',
    explained({ files: [OPENCLAW_JSON, '/h/.openclaw/.env'] }),
    `ok: ${OPENCLAW_JSON}, with /h/.openclaw/.env`,
  ],
  [
    'is not there',
    withoutOpenclawJson(),
    `fail: ${OPENCLAW_JSON} is not there → set up OpenClaw with Telegram; or set notify.target in the job file, and TELEGRAM_BOT_TOKEN in /h/.openclaw/.env`,
  ],
  [
    'is not there, and nothing is missed',
    { ...explained({ config: { ...config, isRead: false, problems: ['x: not found'] } }), files: [] },
    `ok: ${OPENCLAW_JSON} is not there, and not needed`,
  ],
  [
    'lacks an include, and nothing is missed',
    explained({ config: { ...config, problems: ['$include "x" was not found'] } }),
    'warn: $include "x" was not found → mend the file; openclaw doctor looks at it too',
  ],
);

rows(
  'target',
  ['is known', {}, 'ok: 123 (notify.target)'],
  [
    'is none',
    explained({ target: { ...target, value: 'the boss' } }),
    'fail: notify.target: "the boss" is no Telegram target → name one in notify.target or --target: 123, -100123, @name, CHAT:topic:N or CHAT:N',
  ],
  [
    'is missing',
    explained(NOBODY),
    'fail: nobody to tell (a: not set; b: not set) → set notify.target in the job file to your chat id, or give tick a --target; to a first message OpenClaw\'s bot answers with "Your Telegram user id", which is it',
  ],
  [
    'is named by the schedule alone',
    { ...explained(NOBODY), schedule: { found: [scheduled({ target: '5' })], asked: [] } },
    'ok: 5 (--target of the schedule)',
  ],
  [
    'is named by a schedule that is off',
    { ...explained(NOBODY), schedule: { found: [scheduled({ target: '5', activity: 'off' })], asked: [] } },
    'fail: nobody to tell (a: not set; b: not set) → set notify.target in the job file to your chat id, or give tick a --target; to a first message OpenClaw\'s bot answers with "Your Telegram user id", which is it',
  ],
  ['follows from openclaw.json', withoutOpenclawJson(), 'warn: not known while openclaw.json is not there'],
);

const SHELL_TOKEN = { token: found('a bot token', 'TELEGRAM_BOT_TOKEN of the environment') };

rows(
  'token',
  ['is found', {}, 'ok: found in channels.telegram.botToken'],
  [
    'of another account',
    explained({ account: { ...account, id: 'ops', from: 'notify.account' } }),
    'ok: found in channels.telegram.botToken for the account ops (notify.account)',
  ],
  [
    'of an account that is off',
    explained({ account: { ...account, isEnabled: false } }),
    'warn: found in channels.telegram.botToken, but the account default is switched off in openclaw.json → set enabled to true there, or name another in notify.account',
  ],
  [
    'is of the shell, which cron has not',
    explained(SHELL_TOKEN),
    'warn: found in TELEGRAM_BOT_TOKEN of the environment, which crontab (* * * * *) does not have → put TELEGRAM_BOT_TOKEN into /h/.openclaw/.env',
  ],
  [
    'is of the shell, and the crontab has it too',
    { ...explained(SHELL_TOKEN), ...crontabSets('TELEGRAM_BOT_TOKEN') },
    'ok: found in TELEGRAM_BOT_TOKEN of the environment',
  ],
  [
    'is of the shell, and only the original is scheduled',
    { ...explained(SHELL_TOKEN), schedule: { found: [scheduled({ isOriginal: true })], asked: [] } },
    'ok: found in TELEGRAM_BOT_TOKEN of the environment',
  ],
  ['is missing, openclaw sends', explained(NO_TOKEN), 'warn: no token → mend of: no token'],
  [
    'is missing, with the places that were looked at',
    explained(lackingToken('no token', 'a: not set', 'b: not set')),
    'warn: no token: tried a: not set; b: not set → mend of: no token',
  ],
  [
    'is set, but cannot be read',
    explained(lackingToken('b cannot be read', 'a: not set', 'b cannot be read')),
    'warn: b cannot be read → mend of: b cannot be read',
  ],
  [
    'is not used',
    channelWith({ transport: 'openclaw' }, NO_TOKEN),
    'ok: not used (notify.transport is openclaw)',
  ],
);

rows(
  'proxy',
  ['is none', {}, 'ok: none (no proxy is set)'],
  ['is set', explained({ proxy: found('http://p:3128', 'HTTPS_PROXY') }), 'ok: http://p:3128 (HTTPS_PROXY)'],
  ['cannot be used', explained({ proxy: missing('ftp proxy') }), 'warn: ftp proxy → mend of: ftp proxy'],
  [
    'cannot be used, and is the only way',
    explained({ proxy: missing('ftp proxy'), ...NO_PROGRAM }),
    'fail: ftp proxy → mend of: ftp proxy',
  ],
);

rows(
  'bot-api',
  ['answers', {}, 'ok: https://api.telegram.org answers as @a_bot in 0.3 s'],
  [
    'is not asked without a token',
    channelWith({ botApi: undefined }, NO_TOKEN),
    'ok: https://api.telegram.org not asked, as there is no token',
  ],
  [
    'is not asked without the proxy',
    channelWith({ botApi: undefined }, { proxy: missing('x') }),
    'ok: https://api.telegram.org not asked, as the proxy cannot be used',
  ],
  [
    'has no address',
    explained({ apiRoot: missing('bad root'), ...NO_PROGRAM }),
    'fail: bad root → mend of: bad root',
  ],
  [
    'refuses the token',
    channelWith({ botApi: { kind: 'refused', detail: 'refused', mend: 'new token' } }),
    'fail: refused → new token',
  ],
);
