import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/schema/config.ts';
import { BUILT_IN, check, fileOf, idsOf, longJob, onlyJob, problemsOf } from '../support/written-jobs.ts';

const SECONDS = 'a number of seconds, 0 or more';
const FLAG = 'true or false';
const TIME = 'a time HH:MM from 00:00 to 23:59';
const PROBE = 'a number of seconds above 0, at most 600';
const ZONE = 'the name of a known time zone, such as Asia/Shanghai';

describe('the keys of policy and defaults', () => {
  const accepted: [key: string, ...values: unknown[]][] = [
    ['reportEverySeconds', 0, 0.5, 1800, 1e9],
    ['stallSeconds', 0, 1],
    ['autoResume', true, false],
    ['autoResumeBackoffSeconds', 0, 1],
    ['quietHours', {}, { start: '00:00', end: '23:59' }, { start: '8:00' }, { timezone: 'Europe/Berlin' }],
    ['reportWhileRunning', true, false],
    ['onlyOnChange', true, false],
    ['statusTimeoutSeconds', 0.001, 600],
    ['failuresBeforeAlert', 1, 1000],
  ];
  it.each(accepted)('%s may be %j, …', (key, ...values) => {
    for (const value of values) {
      const raw = { ...fileOf(longJob({ policy: { [key]: value } })), defaults: { [key]: value } };
      expect([value, problemsOf(raw)]).toEqual([value, []]);
      if (typeof value !== 'object') expect(onlyJob(longJob(), raw)?.policy).toMatchObject({ [key]: value });
    }
  });

  const refused: [key: string, value: unknown, message: string][] = [
    ['reportEverySeconds', '10', `must be ${SECONDS} (got "10")`],
    ['reportEverySeconds', -1, `must be ${SECONDS} (got -1)`],
    ['reportEverySeconds', Number.POSITIVE_INFINITY, `must be ${SECONDS} (got Infinity)`],
    ['reportEverySeconds', null, `must be ${SECONDS} (got null)`],
    ['stallSeconds', Number.NaN, `must be ${SECONDS} (got NaN)`],
    ['stallSeconds', -0.001, `must be ${SECONDS} (got -0.001)`],
    ['autoResume', 'true', `must be ${FLAG} (got "true")`],
    ['autoResume', 1, `must be ${FLAG} (got 1)`],
    ['autoResumeBackoffSeconds', true, `must be ${SECONDS} (got true)`],
    [
      'quietHours',
      '23:00-08:00',
      'must be an object with start and end (equal: no quiet hours) (got "23:00-08:00")',
    ],
    ['quietHours', null, 'must be an object with start and end (equal: no quiet hours) (got null)'],
    ['reportWhileRunning', 0, `must be ${FLAG} (got 0)`],
    ['onlyOnChange', null, `must be ${FLAG} (got null)`],
    ['statusTimeoutSeconds', 0, `must be ${PROBE} (got 0)`],
    ['statusTimeoutSeconds', 600.001, `must be ${PROBE} (got 600.001)`],
    ['failuresBeforeAlert', 0, 'must be a whole number, 1 or more (got 0)'],
    ['failuresBeforeAlert', 1.5, 'must be a whole number, 1 or more (got 1.5)'],
  ];
  it.each(refused)('%s may not be %j', (key, value, message) => {
    const inPolicy = fileOf(longJob({ policy: { [key]: value } }), check());
    expect(problemsOf(inPolicy)).toEqual([`jobs[0].policy.${key}: job "scan": ${message}`]);
    expect(idsOf(inPolicy)).toEqual(['check']);

    const inDefaults = { ...fileOf(longJob()), defaults: { [key]: value, autoResumeBackoffSeconds: 7 } };
    const isSame = key === 'autoResumeBackoffSeconds';
    const defaults = isSame ? { [key]: value } : inDefaults.defaults;
    expect(problemsOf({ ...inDefaults, defaults })).toEqual([`defaults.${key}: ${message}`]);
    expect(onlyJob(longJob(), { defaults })?.policy).toEqual({
      ...BUILT_IN,
      autoResumeBackoffSeconds: isSame ? 900 : 7,
    });
  });

  it.each([
    [{ start: '24:00' }, `start: must be ${TIME} (got "24:00")`],
    [{ end: '12:60' }, `end: must be ${TIME} (got "12:60")`],
    [{ start: '12' }, `start: must be ${TIME} (got "12")`],
    [{ start: ' 12:00' }, `start: must be ${TIME} (got " 12:00")`],
    [{ start: '12:00\n' }, `start: must be ${TIME} (got "12:00\\n")`],
    [{ end: 800 }, `end: must be ${TIME} (got 800)`],
    [{ timezone: 'Mars/Olympus' }, `timezone: must be ${ZONE} (got "Mars/Olympus")`],
    [{ timezone: '' }, `timezone: must be ${ZONE} (got "")`],
    [{ timezone: 8 }, 'timezone: must be the name of a time zone, such as Asia/Shanghai (got 8)'],
  ])('quietHours may not be %j', (quietHours, message) => {
    const raw = { ...fileOf(longJob()), defaults: { quietHours: { end: '01:00', ...quietHours } } };
    expect(problemsOf(raw)).toEqual([`defaults.quietHours.${message}`]);
    expect(onlyJob(longJob(), raw)?.policy.quietHours).toEqual({ start: '23:00', end: '08:00' });
    expect(problemsOf(fileOf(longJob({ policy: { quietHours } })))).toEqual([
      `jobs[0].policy.quietHours.${message.replace(': ', ': job "scan": ')}`,
    ]);
  });

  it.each([1, 64])('probeConcurrency may be %j', (probeConcurrency) => {
    expect(resolveConfig({ ...fileOf(), defaults: { probeConcurrency } })).toMatchObject({
      config: { probeConcurrency },
      problems: [],
    });
  });

  it.each(['zh-CN', 'en'])('locale may be %j', (locale) => {
    expect(resolveConfig({ ...fileOf(), defaults: { locale } })).toMatchObject({
      config: { locale },
      problems: [],
      warnings: [],
    });
  });

  it.each(['fr', 'EN', '', 1, null])('locale may not be %j', (locale) => {
    const raw = { ...fileOf(), defaults: { locale } };
    expect(problemsOf(raw)).toEqual([
      `defaults.locale: must be one of zh-CN, en (got ${JSON.stringify(locale)})`,
    ]);
    expect(resolveConfig(raw).config.locale).toBe('zh-CN');
  });

  it.each([
    ['h', 'h'],
    ['  attic\t', 'attic'],
    ['家里的服务器', '家里的服务器'],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('hostLabel may be %j', (written, hostLabel) => {
    expect(resolveConfig({ ...fileOf(), defaults: { hostLabel: written } })).toMatchObject({
      config: { hostLabel },
      problems: [],
      warnings: [],
    });
  });

  it.each(['', ' \n', 'x'.repeat(41), 7, null])('hostLabel may not be %j', (hostLabel) => {
    const raw = { ...fileOf(), defaults: { hostLabel } };
    expect(problemsOf(raw)).toEqual([
      `defaults.hostLabel: must be a text of 1 to 40 characters that is not blank (got ${JSON.stringify(hostLabel)})`,
    ]);
    expect(resolveConfig(raw).config.hostLabel).toBeUndefined();
  });

  it.each([0, 65, 2.5, '8', null])('probeConcurrency may not be %j', (probeConcurrency) => {
    const raw = { ...fileOf(), defaults: { probeConcurrency } };
    expect(problemsOf(raw)).toEqual([
      `defaults.probeConcurrency: must be a whole number from 1 to 64 (got ${JSON.stringify(probeConcurrency)})`,
    ]);
    expect(resolveConfig(raw).config.probeConcurrency).toBe(8);
  });

  it.each([null, [], 'none', 5])('defaults that are %j leave every job watched', (defaults) => {
    const raw = { ...fileOf(longJob()), defaults };
    expect(problemsOf(raw)[0]).toContain('defaults: must be an object of policy keys');
    expect(resolveConfig(raw)).toMatchObject({ unusable: false, config: { jobs: [{ policy: BUILT_IN }] } });
  });
});
