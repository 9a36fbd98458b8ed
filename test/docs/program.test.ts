/** The table that the documents are checked against, and the texts of the READMEs, against the program itself. */
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import type { World } from '../../src/cli/world.ts';
import { COMMANDS, COMMON_FLAGS, VALUE_FLAGS } from './command-table.ts';
import { readDocument, tableOf } from './markdown.ts';

const silent = { write: () => {} };
const world: World = {
  argv: [],
  version: '0.0.0',
  hostName: 'here',
  stdout: silent,
  stderr: silent,
  signal: new AbortController().signal,
  open: () => expect.unreachable('nothing is run here'),
  openTerminals: () => expect.unreachable('nothing is run here'),
  openDoctor: () => expect.unreachable('nothing is run here'),
  openHistory: () => expect.unreachable('nothing is run here'),
  openSchedule: () => expect.unreachable('nothing is run here'),
  openInit: () => expect.unreachable('nothing is run here'),
  openScratch: () => expect.unreachable('nothing is run here'),
};
const program = await createProgram(world, () => {});

test('the program has the commands of the table, in its order', () => {
  expect(program.commands.map((command) => command.name())).toEqual(Object.keys(COMMANDS));
});

describe.each(program.commands.map((command) => ({ name: command.name(), command })))(
  '$name',
  ({ name, command }) => {
    test('has the flags and arguments of the table', () => {
      const { flags, operands } = COMMANDS[name] ?? { flags: [], operands: 0 };
      const all = [command, ...command.commands].flatMap(({ options }) => options.map(({ long }) => long));
      expect([...new Set(all)].sort()).toEqual([...flags].sort());
      expect(command.registeredArguments.length).toBe(operands);
    });

    test('has the commands of its own that the table has', () => {
      const own = command.commands.map((one) => {
        const { registeredArguments: args } = one;
        const most = args.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : args.length;
        return [one.name(), [args.filter(({ required }) => required).length, most]];
      });
      expect(own).toEqual(Object.entries(COMMANDS[name]?.commands ?? {}));
    });

    test('takes a value where the table says so', () => {
      const options = [command, ...command.commands].flatMap((one) => one.options);
      const withValue = options.filter(({ required }) => required).map(({ long }) => long);
      expect(withValue.every((flag) => VALUE_FLAGS.includes(flag ?? ''))).toBe(true);
      const without = options.filter(({ required }) => !required).map(({ long }) => long);
      expect(without.some((flag) => VALUE_FLAGS.includes(flag ?? ''))).toBe(false);
    });
  },
);

test('the common flags are those of the whole program', () => {
  const flags = program.options.map(({ long }) => long);
  expect(flags).toEqual(expect.arrayContaining(COMMON_FLAGS.filter((flag) => flag !== '--help')));
});

test.each([
  ['README.md', ['flag', 'for'], ', '],
  ['README.zh-CN.md', ['选项', '用于'], '、'],
])('%s has the default time limits', (name, header, comma) => {
  const limits = program.commands.flatMap((command) =>
    command.options.filter(({ long }) => long === '--timeout-seconds').map((option) => option.defaultValue),
  );
  const row = tableOf(name, ...header).find(([flag]) => flag?.startsWith('`--timeout-seconds'));
  expect(row?.[2]).toBe(limits.join(comma));
});

test('bugs are reported at the home page that SKILL.md names', () => {
  const home = /^homepage: (.*)$/m.exec(readDocument('SKILL.md'))?.[1];
  expect(readDocument('src/cli/main.ts')).toContain(`${home}/issues`);
});
