/** The tables that readers rely on, against the program and against each other. */
import { describe, expect, test } from 'vitest';
import { EXIT, EXIT_CODE_HELP } from '../../src/cli/exit-code.ts';
import { BUILT_IN_POLICY, DEFAULT_PROBE_CONCURRENCY } from '../../src/schema/config-values.ts';
import { COMMANDS } from './command-table.ts';
import { readDocument, tableOf } from './markdown.ts';

const READMES = ['README.md', 'README.zh-CN.md'];

const codesOf = (rows: readonly (readonly string[])[]) => rows.map(([code]) => code);

/** SPEC section 2, to the letter. */
const EXIT_CODES = [
  [
    '0',
    'done. For `tick` also when it found trouble and reported it, and when another tick is at work (one line on stderr says whose)',
  ],
  [
    '1',
    "the job's own command failed or timed out (`start`, `stop`, `run`), a start goes on beside `stop`, `selftest` failed, or a report could not be delivered yet and waits in the outbox (`tick`)",
  ],
  [
    '2',
    'wrong usage, unknown job, refused by kind or risk, being started already, or something in the config is invalid (`tick` still watched all that was valid)',
  ],
  ['3', 'nobody to tell: no target given and none found in openclaw.json (the report waits in the outbox)'],
  ['70', 'a bug: one line and where to report it; the stack only with `--debug`'],
  ['75', 'the state stayed locked by another command for 15 s (`start`, `stop`, `run`)'],
  ['128+n', 'ended by signal n, after its children were ended and its lock released'],
];

describe('exit codes', () => {
  test('README.md says what the contract says', () => {
    expect(tableOf('README.md', 'exit', 'when')).toEqual(EXIT_CODES);
  });

  test.each(['README.zh-CN.md', 'OPS_FRAMEWORK.md'])('%s has the same codes', (name) => {
    expect(codesOf(tableOf(name, '退出码', '什么时候'))).toEqual(codesOf(EXIT_CODES));
  });

  test('the program has the same codes', () => {
    expect(codesOf(EXIT_CODE_HELP)).toEqual(codesOf(EXIT_CODES));
    const plain = codesOf(EXIT_CODES).filter((code) => code !== '128+n');
    expect(Object.values(EXIT).map(String)).toEqual(plain);
  });
});

describe.each(READMES)('%s', (name) => {
  const [commands, flags] =
    name === 'README.md'
      ? [tableOf(name, 'command', 'does'), tableOf(name, 'flag', 'for')]
      : [tableOf(name, '命令', '作用'), tableOf(name, '选项', '用于')];

  test('lists every command', () => {
    const names = commands.map(([call = '']) => /^`ops-monitor (\S+?)(?: [A-Z]+)?`$/.exec(call)?.[1]);
    expect(names).toEqual(Object.keys(COMMANDS));
  });

  test('gives each flag to the commands that have it', () => {
    const rows = flags.filter(([flag = '']) => !/--(?:debug|help|version)/.test(flag));
    const said = rows.map(([flag = '', commands = '']) => [
      /`(--[a-z-]+)/.exec(flag)?.[1],
      commandsMeant(commands),
    ]);
    const all = new Set(Object.values(COMMANDS).flatMap((command) => command.flags));
    const wanted = [...all].map((flag) => [flag, commandsWith(flag)]);
    expect(new Map(said as [string, string[]][])).toEqual(new Map(wanted as [string, string[]][]));
  });
});

function commandsWith(flag: string): readonly string[] {
  return Object.keys(COMMANDS).filter((name) => COMMANDS[name]?.flags.includes(flag));
}

/** `tick`, `run` is a list of commands; «all but `selftest`» and «除 `selftest` 外» are all the others. */
function commandsMeant(cell: string): readonly string[] {
  const named = [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
  const isExcept = /^(?:all but|除)/.test(cell);
  return Object.keys(COMMANDS).filter((name) => named.includes(name) !== isExcept);
}

test('the reference gives each command the flags that it has', () => {
  const rows = tableOf('OPS_FRAMEWORK.md', '命令', '选项');
  const said = rows.map(([call = '', flags = '']) => [
    /^`ops-monitor (\S+?)(?: [A-Z]+)?`$/.exec(call)?.[1],
    [...flags.matchAll(/`(--[a-z-]+)`/g)].map((match) => match[1]).sort(),
  ]);
  const wanted = Object.entries(COMMANDS).map(([name, { flags }]) => [name, [...flags].sort()]);
  expect(said).toEqual(wanted);
});

describe.each([
  ['README.md', ['key of `defaults` or `policy`', 'default']],
  ['OPS_FRAMEWORK.md', ['键', '默认', '界限']],
])('the defaults in %s', (name, header) => {
  const { quietHours, ...plain } = BUILT_IN_POLICY;
  const said = new Map(tableOf(name, ...header).map(([key, value]) => [key, value]));

  test.each([
    ...Object.entries(plain).filter(([key]) => key !== 'onlyOnChange'),
    ['probeConcurrency', DEFAULT_PROBE_CONCURRENCY],
  ])('%s is %s', (key, value) => {
    expect(said.get(`\`${key}\``)).toBe(String(value));
  });

  test('quietHours', () => {
    expect(said.get('`quietHours`')).toContain(quietHours.start);
    expect(said.get('`quietHours`')).toContain(quietHours.end);
  });

  test('onlyOnChange is off where it is not set', () => {
    expect(said.has('`onlyOnChange`')).toBe(true);
    expect(BUILT_IN_POLICY.onlyOnChange).toBe(false);
  });
});

test('both READMEs tell the same number of differences from the original', () => {
  const count = (name: string, heading: string, next: string) => {
    const text = readDocument(name).split(`## ${heading}`)[1]?.split(`## ${next}`)[0] ?? '';
    return [...text.matchAll(/^- \*\*/gm)].length;
  };
  const english = count('README.md', 'Moving over from ops-monitor.py', 'Troubleshooting');
  expect(english).toBeGreaterThanOrEqual(16);
  expect(count('README.zh-CN.md', '从 ops-monitor.py 换过来', '排查')).toBe(english);
});
