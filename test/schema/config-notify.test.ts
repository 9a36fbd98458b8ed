import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/schema/config.ts';
import { fileOf, longJob, NO_NOTIFY, problemsOf } from '../support/written-jobs.ts';

describe('the keys of notify', () => {
  it.each([
    [{ transport: 'telegram' }, { transport: 'telegram' }],
    [{ transport: 'openclaw' }, { transport: 'openclaw' }],
    [{ target: ' 123 ' }, { target: '123' }],
    [{ target: -100123 }, { target: '-100123' }],
    [{ account: ' ops ' }, { account: 'ops' }],
    [{ threadId: 7 }, { threadId: 7 }],
    [{ threadId: '7' }, { threadId: 7 }],
    [{ openclawBin: '~/bin/openclaw' }, { openclawBin: '~/bin/openclaw' }],
    [{ silentRoutine: true }, { silentRoutine: true }],
  ])('%j', (notify, resolved) => {
    expect(problemsOf({ ...fileOf(), notify })).toEqual([]);
    expect(resolveConfig({ ...fileOf(), notify }).config.notify).toMatchObject(resolved);
  });

  const target = 'must be a chat id or a name, such as "123456789" or "@name"';
  const thread = 'must be the whole number of a topic, 1 or more';
  it.each([
    ['transport', 'mail', 'must be one of auto, openclaw, telegram (got "mail")'],
    ['target', '', `${target} (got "")`],
    ['target', 1.5, `${target} (got 1.5)`],
    ['target', 2 ** 53, `${target} (got 9007199254740992)`],
    ['target', null, `${target} (got null)`],
    ['account', ' ', 'must be a text that is not blank (got " ")'],
    ['threadId', 0, `${thread} (got 0)`],
    ['threadId', '07', `${thread} (got "07")`],
    ['openclawBin', 5, 'must be a path (got 5)'],
    ['silentRoutine', 'yes', 'must be true or false (got "yes")'],
  ])('%s may not be %j, and the rest still counts', (key, value, message) => {
    const raw = { ...fileOf(longJob()), notify: { threadId: 9, target: '42', [key]: value } };
    expect(problemsOf(raw)).toEqual([`notify.${key}: ${message}`]);
    const { config } = resolveConfig(raw);
    const missing = { ...NO_NOTIFY, threadId: undefined, target: undefined }[key];
    expect(config.notify).toMatchObject({ threadId: 9, target: '42', [key]: missing });
    expect(config.jobs).toHaveLength(1);
  });

  it('that is no object counts as absent', () => {
    const raw = { ...fileOf(longJob()), notify: '42' };
    expect(problemsOf(raw)).toEqual(['notify: must be an object of notify keys (got "42")']);
    expect(resolveConfig(raw)).toMatchObject({ unusable: false, config: { notify: NO_NOTIFY } });
  });
});
