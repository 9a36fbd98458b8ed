import json5 from 'json5';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/schema/config.ts';
import { parseState } from '../../src/schema/state.ts';
import { parseStatus } from '../../src/schema/status.ts';
import { type Block, blocksOf, DOCUMENTS } from './markdown.ts';

/** Blocks that are no JSON; CONTRIBUTING.md says what they are for. */
const OTHER_LANGUAGES = ['sh', 'crontab', 'ini', 'xml', 'text'];

type Example = Readonly<Record<string, unknown>>;

/** What is wrong with a JSON block, a line each; CONTRIBUTING.md has the table of what is recognised. */
function wrongWith(block: Block): readonly string[] {
  const value: unknown = block.language === 'json5' ? json5.parse(block.text) : JSON.parse(block.text);
  if (value === null || typeof value !== 'object') return ['is no object'];
  const example = value as Example;
  if ('version' in example && Array.isArray(example.jobs)) return wrongConfig(example);
  if ('version' in example && 'jobs' in example) return wrongState(example);
  if ('id' in example && 'kind' in example) return wrongConfig({ version: 1, jobs: [example] });
  if ('running' in example) return wrongStatus(block, example);
  if ('defaults' in example || 'notify' in example) return wrongConfig({ version: 1, jobs: [], ...example });
  return ['is none of the examples that CONTRIBUTING.md lists'];
}

function wrongConfig(file: Example): readonly string[] {
  const { problems, warnings } = resolveConfig(file);
  return [...problems, ...warnings].map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function wrongState(state: Example): readonly string[] {
  const parsed = parseState(state);
  return parsed.kind === 'state' ? parsed.dropped : [parsed.detail];
}

function wrongStatus(block: Block, example: Example): readonly string[] {
  if (block.language !== 'json') return ['a status command prints strict JSON'];
  const seen = parseStatus(block.text);
  if (seen.kind !== 'reported') return [JSON.stringify(seen)];
  const status: Example = { ...seen.status };
  return Object.keys(example)
    .filter((key) => status[key] === undefined)
    .map((key) => `${key} is not known, or of a wrong type`);
}

const json = (text: string): Block => ({ language: 'json', text, place: 'here' });

describe('what is wrong with an example', () => {
  test.each([
    ['a job file', '{"version": 1, "jobs": []}', []],
    ['a status', '{"running": true, "completed": false, "pid": 1}', []],
    ['a status with a wrong type', '{"running": true, "completed": false, "pid": "1"}', ['pid']],
    ['a status without completed', '{"running": true}', ['status JSON must include']],
    ['a job with a typo', '{"id": "a", "kind": "long_running_reed"}', ['kind']],
    ['an unknown policy key', '{"defaults": {"stallSecond": 1}}', ['stallSecond']],
    ['a state file', '{"version": 1, "jobs": {"a": {"lastReportAt": 5}}}', []],
    [
      'a state file with a wrong type',
      '{"version": 1, "jobs": {"a": {"lastReportAt": "5"}}}',
      ['lastReportAt'],
    ],
    ['anything else', '{"a": 1}', ['none of the examples']],
  ])('%s', (_, text, mentioned) => {
    const wrong = wrongWith(json(text)).join('\n');
    if (mentioned.length === 0) expect(wrong).toBe('');
    for (const word of mentioned) expect(wrong).toContain(word);
  });
});

describe.each(DOCUMENTS)('%s', (name) => {
  const blocks = blocksOf(name);

  test('has no block of an unknown language', () => {
    const known = ['json', 'json5', ...OTHER_LANGUAGES];
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  });

  test('has valid examples alone', () => {
    const examples = blocks.filter(({ language }) => !OTHER_LANGUAGES.includes(language));
    const wrong = examples.flatMap((block) => wrongWith(block).map((why) => `${block.place}: ${why}`));
    expect(wrong).toEqual([]);
  });
});

test('the reference has an example of every kind', () => {
  const kinds = JSON.stringify(
    blocksOf('OPS_FRAMEWORK.md')
      .filter(({ language }) => language.startsWith('json'))
      .map(({ text }) => json5.parse(text)),
  );
  for (const kind of ['long_running_read', 'one_shot_read', 'one_shot_write']) expect(kinds).toContain(kind);
});
