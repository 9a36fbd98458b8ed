/** SKILL.md as OpenClaw reads it, and the environment variables that it must declare. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, readDocument, tableOf } from './markdown.ts';

interface SkillMetadata {
  readonly openclaw: {
    readonly emoji: string;
    readonly os: readonly string[];
    readonly requires: { readonly bins: readonly string[] };
    readonly envVars: readonly {
      readonly name: string;
      readonly required: boolean;
      readonly description: string;
    }[];
    readonly install: readonly Readonly<Record<string, unknown>>[];
  };
}

/** One key a line, as OpenClaw's reader takes it; the value of `metadata` is JSON. */
function frontmatter(): Readonly<Record<string, string>> {
  const head = /^---\n([\s\S]*?)\n---\n/.exec(readDocument('SKILL.md'))?.[1] ?? '';
  return Object.fromEntries(
    head.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
}

const head = frontmatter();
const { openclaw } = JSON.parse(head.metadata ?? '{}') as SkillMetadata;
const packageJson = JSON.parse(readDocument('package.json')) as Readonly<Record<string, unknown>>;

describe('frontmatter', () => {
  test('has the keys that are known, and no others', () => {
    expect(Object.keys(head)).toEqual(['name', 'description', 'version', 'homepage', 'metadata']);
    expect(Object.keys(openclaw)).toEqual(['emoji', 'os', 'requires', 'envVars', 'install']);
  });

  test('agrees with package.json', () => {
    expect(head.name).toBe(packageJson.name);
    expect(head.version).toBe(packageJson.version);
    const [program] = Object.keys(packageJson.bin as object);
    expect(openclaw.install).toEqual([
      { id: 'npm', kind: 'node', package: packageJson.name, bins: [program] },
    ]);
  });

  test('is short and plain enough to be shown in a list', () => {
    expect(head.name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(head.description?.length).toBeLessThan(160);
    // A colon and a blank, or a quote at the start, would be something else to a reader of YAML.
    expect(head.description).not.toMatch(/: |^["'[{&*!|>%@`]| #/);
    expect(head.homepage).toMatch(/^https:\/\/\S+$/);
    expect(openclaw.requires).toEqual({ bins: ['node'] });
  });

  test('carries no licence text', () => {
    expect(readDocument('SKILL.md')).not.toMatch(/licen[cs]e|copyright|\bMIT\b/i);
  });
});

/** Set for `openclaw`, never read by us. */
const ONLY_SET = ['OPENCLAW_NO_RESPAWN'];
/** Read by a bundled library: commander. */
const READ_BY_LIBRARIES = ['NO_COLOR'];
/** Looks like a variable and is none. */
const NO_VARIABLES = ['CHANNEL_PARTIAL_DELIVERY', 'NO_REPLY'];

/** Names of variables in a source: `env.NAME`, and texts with an underscore in capitals. */
function variablesIn(source: string): readonly string[] {
  const read = source.matchAll(/\benv(?:\?)?(?:\.|\[['"])([A-Z][A-Z0-9_]*)/g);
  const named = source.matchAll(/['"]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)['"]/g);
  return [...new Set([...read, ...named].map((match) => match[1] ?? ''))];
}

test.each([
  ["const port = env.OPENCLAW_GATEWAY_PORT ?? '1'", ['OPENCLAW_GATEWAY_PORT']],
  ["read('OPENCLAW_HOME'); env['NO_COLOR']", ['NO_COLOR', 'OPENCLAW_HOME']],
  ["kill(pid, 'SIGTERM'); const LIMIT_MS = 5", []],
])('the variables in: %s', (source, names) => {
  expect([...variablesIn(source)].sort()).toEqual(names);
});

describe('environment variables', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const inSource = sources.flatMap((name) => variablesIn(readFileSync(join(ROOT, 'src', name), 'utf8')));
  const isRead = (name: string) => ![...ONLY_SET, ...NO_VARIABLES].includes(name);
  const wanted = [...new Set([...inSource.filter(isRead), 'HOME', ...READ_BY_LIBRARIES])].sort();

  test('SKILL.md declares those that the program reads', () => {
    expect(wanted).toContain('TELEGRAM_BOT_TOKEN');
    expect(openclaw.envVars.map(({ name }) => name).sort()).toEqual(wanted);
    for (const { required, description } of openclaw.envVars) {
      expect(required).toBe(false);
      expect(description).not.toBe('');
    }
  });

  test.each([
    ['README.md', 'variable', 'meaning'],
    ['README.zh-CN.md', '变量', '意思'],
  ])('%s lists them', (name, ...header) => {
    const cells = tableOf(name, ...header).map(([cell = '']) => cell);
    const listed = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    expect(listed.sort()).toEqual(wanted);
  });
});
