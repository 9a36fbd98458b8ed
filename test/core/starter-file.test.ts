import fc from 'fast-check';
import json5 from 'json5';
import { describe, expect, it } from 'vitest';
import { localeFor, type NewJob, starterFile } from '../../src/core/starter-file.ts';
import { resolveConfig } from '../../src/schema/config.ts';

const LONG: NewJob = {
  id: 'scan',
  name: 'My scan',
  kind: 'long_running_read',
  cwd: '~/a b',
  commands: { status: ['node', 'a b.mjs'], start: ['c'], stop: ['d'] },
};
const CHECK: NewJob = {
  ...LONG,
  name: undefined,
  kind: 'one_shot_read',
  cwd: undefined,
  commands: { run: ['e'] },
};

function read(text: string) {
  const resolved = resolveConfig(json5.parse(text));
  expect(resolved).toMatchObject({ problems: [], warnings: [], unusable: false });
  return resolved.config;
}

describe('the first job file', () => {
  it('watches the disk for those who have no job yet', () => {
    const [job, ...others] = read(starterFile({ job: undefined, target: undefined, locale: 'en' })).jobs;
    expect(others).toEqual([]);
    expect(job).toMatchObject({
      id: 'disk-space',
      enabled: true,
      risk: 'read_only',
      policy: { stallSeconds: 0 },
    });
  });

  it.each([LONG, CHECK])('has the job that was asked for: $kind', (job) => {
    expect(read(starterFile({ job, target: '-100:topic:7', locale: 'en' }))).toMatchObject({
      notify: { target: '-100:topic:7' },
      jobs: [{ ...job, name: job.name ?? job.id, enabled: true, policy: { autoResume: false } }],
    });
  });

  it.each([
    ['en-US', 'en'],
    ['de', 'en'],
    ['und', 'en'],
    ['zh-CN', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['zha', 'en'],
  ] as const)('on a host in %s it asks for reports in %s', (hostLanguage, locale) => {
    expect(localeFor(hostLanguage)).toBe(locale);
    expect(read(starterFile({ job: undefined, target: undefined, locale }))).toMatchObject({ locale });
  });

  it('is plain JSON without its comments', () => {
    const text = starterFile({ job: LONG, target: '5', locale: 'en' });
    const plain = text.replace(/^\s*\/\/.*$/gm, '');
    expect(JSON.parse(plain)).toEqual(json5.parse(text));
  });

  it('has an example of a second job that is right once its marks of comment are gone', () => {
    const text = starterFile({ job: undefined, target: undefined, locale: 'en' });
    const [first = '', second = ''] = text.split(/(?=^ *\/\/ \{$)/m);
    const used = `${first},${second.replace(/^( *)\/\/ /gm, '$1')}`;
    expect(read(used).jobs.map(({ id }) => id)).toEqual(['disk-space', 'my-scan']);
  });

  it('holds whatever texts a job has', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((one) => one.trim() !== '' && !one.includes('\0'));
    // The one id that a job may not have, which random texts are now and then.
    const anyId = text.filter((one) => one.trim() !== '__proto__');
    fc.assert(
      fc.property(anyId, text, fc.array(text, { minLength: 1 }), (id, name, words) => {
        const job = { ...CHECK, id, name, commands: { run: words } };
        const [read] = resolveConfig(json5.parse(starterFile({ job, target: undefined, locale: 'en' })))
          .config.jobs;
        expect(read).toMatchObject({ id: id.trim(), name: name.trim(), commands: { run: words } });
      }),
    );
  });
});
