// biome-ignore-all lint/suspicious/noTemplateCurlyInString: openclaw.json writes its variables so.
import { describe, expect, it } from 'vitest';
import {
  formatTarget,
  isGroup,
  movedTarget,
  movesByChat,
  parseTarget,
  refuseTarget,
  withThread,
} from '../../src/core/telegram-target.ts';

describe('the grammar of targets', () => {
  it.each([
    ['123', '123', undefined],
    ['-100123', '-100123', undefined],
    ['@name', '@name', undefined],
    ['@Some_Name9', '@Some_Name9', undefined],
    ['-100123:topic:7', '-100123', 7],
    ['-100123:7', '-100123', 7],
    ['@name:topic:7', '@name', 7],
    ['telegram:123', '123', undefined],
    ['tg:123', '123', undefined],
    ['telegram:group:-100123', '-100123', undefined],
    ['telegram:-100123:topic:7', '-100123', 7],
    ['tg:-100123:7', '-100123', 7],
    ['telegram:group:-100123:topic:7', '-100123', 7],
    ['telegram:@name', '@name', undefined],
    ['  123\n', '123', undefined],
  ])('%j is chat %s, topic %s', (text, chat, threadId) => {
    expect(parseTarget(text)).toEqual({ chat, threadId });
  });

  it.each([['-100123:topic:1'], ['-100123:1'], ['telegram:group:-100123:topic:1']])(
    '%s is the General topic, whose number is left out',
    (text) => {
      expect(parseTarget(text)).toEqual({ chat: '-100123', threadId: undefined });
    },
  );

  it.each([
    '',
    '0',
    '-0',
    'name',
    '@',
    '@9name',
    '12 3',
    '123:',
    '123:topic:',
    '123:topic:x',
    '123:-7',
    'whatsapp:123',
    'telegram:',
    'group:123',
    'https://t.me/name',
    `${'9'.repeat(21)}`,
    '${CHAT}',
    '123\n456',
  ])('%j is no target', (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });

  it('says what a target looks like where there is none', () => {
    expect(refuseTarget('nobody')).toEqual({
      kind: 'refused',
      detail: '"nobody" is no Telegram target',
      mend: 'name one in notify.target or --target: 123, -100123, @name, CHAT:topic:N or CHAT:N',
    });
  });
});

describe('notify.threadId', () => {
  it.each([
    ['-100123', 7, '-100123:topic:7'],
    ['telegram:-100123', 7, '-100123:topic:7'],
    ['-100123', 1, '-100123'],
    ['-100123', undefined, '-100123'],
    ['-100123:topic:9', 7, '-100123:topic:9'],
    ['-100123:9', 7, '-100123:9'],
    ['-100123:topic:1', 7, '-100123:topic:1'],
    ['nobody', 7, 'nobody'],
  ])('%s with topic %s is %s', (text, threadId, expected) => {
    expect(withThread(text, threadId)).toBe(expected);
  });
});

describe('a group that became a supergroup', () => {
  const moved = { '-5': '-100777', '-6': '-5', '-8': '-9', '-9': '-8' };

  it.each([
    ['-5', '-100777'],
    ['-5:topic:7', '-100777:topic:7'],
    ['-6', '-100777'],
    ['-7', '-7'],
  ])('%s is %s now', (before, after) => {
    const target = parseTarget(before);
    expect(target && formatTarget(movedTarget(target, moved))).toBe(after);
  });

  it('ends where moves go in a circle', () => {
    expect(movedTarget({ chat: '-8', threadId: undefined }, moved).chat).toMatch(/^-[89]$/);
  });

  it('is remembered under any form of target', () => {
    expect(movesByChat({ 'telegram:group:-5:topic:7': '-100777', odd: '1' })).toEqual({
      '-5': '-100777',
      odd: '1',
    });
  });
});

it.each([
  ['123', false],
  ['-100123', true],
  ['@name', true],
])('%s counts as a group: %s', (chat, expected) => {
  expect(isGroup(chat)).toBe(expected);
});
