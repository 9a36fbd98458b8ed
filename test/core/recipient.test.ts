// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { describe, expect, it } from 'vitest';
import { chooseRecipient, type RecipientRequest } from '../../src/core/recipient.ts';
import { chooseAccount } from '../../src/core/telegram-account.ts';
import { parseOpenclawConfig } from '../../src/schema/openclaw-config.ts';

const HEARTBEAT = { target: 'telegram', to: '11' };
/** Every place names somebody else. */
const ALL = {
  agents: {
    defaults: { heartbeat: { target: 'telegram', to: '13' } },
    list: [
      { id: 'other', default: true, heartbeat: { to: '12' } },
      { id: 'main', heartbeat: HEARTBEAT },
    ],
  },
  channels: {
    telegram: {
      defaultTo: '15',
      allowFrom: ['17'],
      accounts: { work: { defaultTo: '14', allowFrom: ['16'] } },
      defaultAccount: 'work',
    },
  },
  commands: { ownerAllowFrom: ['telegram:18'] },
};

function choose(raw: unknown, more: Partial<RecipientRequest> = {}) {
  const config = parseOpenclawConfig(raw);
  const account = chooseAccount(config, undefined, false).settings;
  return chooseRecipient({
    flag: undefined,
    notifyTarget: undefined,
    notifyThreadId: undefined,
    config,
    account,
    ...more,
  });
}

function without(path: string): unknown {
  const copy = structuredClone(ALL) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let holder: unknown = copy;
  for (const key of keys) holder = (holder as Record<string, unknown>)[key];
  delete (holder as Record<string, unknown>)[last];
  return copy;
}

describe('the order of recipients', () => {
  it('begins with --target', () => {
    expect(choose(ALL, { flag: '1', notifyTarget: '2' })).toEqual({
      target: '1',
      from: '--target',
      tried: [],
    });
  });

  it('goes on with notify.target', () => {
    const recipient = choose(ALL, { notifyTarget: '2' });
    expect(recipient).toEqual({ target: '2', from: 'notify.target', tried: ['--target: not given'] });
  });

  it('then takes the heartbeat of agent main', () => {
    expect(choose(ALL)).toMatchObject({ target: '11', from: 'heartbeat of agent main' });
  });

  it('then defaultTo of the account, before that of the root', () => {
    const quiet = without('agents');
    expect(choose(quiet)).toMatchObject({ target: '14', from: 'channels.telegram defaultTo' });
    const bare = { ...ALL, agents: {}, channels: { telegram: { ...ALL.channels.telegram, accounts: {} } } };
    expect(choose(bare).target).toBe('15');
  });

  it('then the owner who may give commands', () => {
    const telegram = { allowFrom: ['17'] };
    const config = {
      channels: { telegram },
      commands: { ownerAllowFrom: ['*', 'whatsapp:+49', 'telegram:18'] },
    };
    expect(choose(config)).toMatchObject({ target: '18', from: 'commands.ownerAllowFrom' });
  });

  it('then allowFrom of the account, before that of the root', () => {
    const telegram = { allowFrom: ['17'], accounts: { work: { allowFrom: ['16'] } } };
    expect(choose({ channels: { telegram } })).toMatchObject({
      target: '16',
      from: 'channels.telegram allowFrom',
    });
    expect(choose({ channels: { telegram: { allowFrom: ['17'] } } }).target).toBe('17');
  });

  it('ends with nobody, and says what was tried in that order', () => {
    expect(choose({})).toEqual({
      target: undefined,
      from: undefined,
      tried: [
        '--target: not given',
        'notify.target: not set',
        'heartbeat of agent main: not set',
        'channels.telegram defaultTo: not set',
        'commands.ownerAllowFrom: not set',
        'channels.telegram allowFrom: not set',
      ],
    });
  });

  it('says why a place that holds something names nobody', () => {
    const config = {
      agents: { entries: { main: { heartbeat: { target: 'last', to: '9' } } } },
      channels: { telegram: { defaultTo: '${CHAT}', allowFrom: ['*'] } },
      commands: { ownerAllowFrom: ['whatsapp:+49'] },
    };
    expect(choose(config).tried.slice(2)).toEqual([
      'heartbeat of agent main: its target is last, not telegram',
      'channels.telegram defaultTo: variable CHAT is not set',
      'commands.ownerAllowFrom: no entry begins with telegram:',
      'channels.telegram allowFrom: no entry is the number of a person',
    ]);
  });
});

describe('what a person typed', () => {
  it('is kept as it is even where it is no target: sending then says so', () => {
    expect(choose(ALL, { flag: 'nobody' }).target).toBe('nobody');
    expect(choose(ALL, { notifyTarget: 'nobody' }).target).toBe('nobody');
  });

  it.each(['', '  '])('counts as not given where it is %j', (blank) => {
    expect(choose(ALL, { flag: blank, notifyTarget: blank }).target).toBe('11');
  });

  it('takes the topic of notify.threadId, but for --target', () => {
    expect(choose(ALL, { flag: '-1', notifyThreadId: 7 }).target).toBe('-1');
    expect(choose(ALL, { notifyTarget: '-1', notifyThreadId: 7 }).target).toBe('-1:topic:7');
    expect(choose(ALL, { notifyThreadId: 7 }).target).toBe('11:topic:7');
  });
});

describe('heartbeats', () => {
  const list = (...agents: object[]) => choose({ agents: { list: agents } }).target;
  const entries = (agents: object) => choose({ agents: { entries: agents } }).target;

  it('are read in both shapes of agents', () => {
    expect(list({ id: 'main', heartbeat: HEARTBEAT })).toBe('11');
    expect(entries({ main: { heartbeat: HEARTBEAT } })).toBe('11');
  });

  it('may hold a number', () => {
    expect(list({ id: 'main', heartbeat: { target: 'telegram', to: -100123 } })).toBe('-100123');
  });

  it('of the default agent count where there is no main', () => {
    const other = { id: 'b', default: true, heartbeat: { target: 'telegram', to: '22' } };
    expect(list({ id: 'a', heartbeat: { target: 'telegram', to: '21' } }, other)).toBe('22');
    expect(list({ id: 'a', heartbeat: { target: 'telegram', to: '21' } }, { id: 'b' })).toBe('21');
    expect(entries({ a: {}, b: { default: true, heartbeat: HEARTBEAT } })).toBe('11');
  });

  it('of the default agent count where main names nobody', () => {
    const other = { id: 'b', default: true, heartbeat: HEARTBEAT };
    expect(list({ id: 'main', heartbeat: { target: 'last' } }, other)).toBe('11');
  });

  it('have the defaults laid under them', () => {
    const defaults = { heartbeat: { target: 'telegram', to: '13' } };
    expect(choose({ agents: { defaults } }).target).toBe('13');
    expect(choose({ agents: { defaults, list: [{ id: 'main' }] } }).target).toBe('13');
    expect(choose({ agents: { defaults, entries: { main: { heartbeat: { to: '11' } } } } }).target).toBe(
      '11',
    );
    const none = [{ id: 'main', heartbeat: { target: 'none' } }];
    expect(choose({ agents: { defaults, list: none } }).target).toBeUndefined();
  });

  it.each(['last', 'owner', 'whatsapp'])('for %s fall to the next place', (target) => {
    const agents = { list: [{ id: 'main', heartbeat: { target, to: '9' } }] };
    expect(choose({ agents, channels: { telegram: { allowFrom: [17] } } }).target).toBe('17');
  });

  it('without a chat, or with one that cannot be read, fall to the next place', () => {
    for (const to of [undefined, '${CHAT}', 'nobody']) {
      const agents = { list: [{ id: 'main', heartbeat: { target: 'telegram', to } }] };
      expect(choose({ agents, channels: { telegram: { defaultTo: '15' } } }).target).toBe('15');
    }
  });
});

describe('allowFrom', () => {
  it.each([
    [[777, '888'], '777'],
    [['888', 777], '888'],
    [['tg:555'], '555'],
    [['telegram:556'], '556'],
    [['*', '17'], '17'],
    [[-100123, '-5', '17'], '17'],
    [['@name', 17], '17'],
    [[0, '0', '017', 17], '17'],
  ])('%j names %s', (allowFrom, expected) => {
    expect(choose({ channels: { telegram: { allowFrom } } }).target).toBe(expected);
  });

  it.each([[[]], [['*']], [[-5]], [['@name']]])('%j names nobody', (allowFrom) => {
    expect(choose({ channels: { telegram: { allowFrom } } }).target).toBeUndefined();
  });
});
