import { describe, expect, it } from 'vitest';
import { type CommandShape, type OptionShape, whatComesNext } from '../../src/core/completion.ts';

const value = (name: string, ...choices: string[]) => ({ name, choices, isRepeated: false });
const files: OptionShape[] = [
  { flag: '--config-file', description: 'job file', value: value('path') },
  { flag: '--state-file', description: 'state file', value: value('path') },
];
const json: OptionShape = { flag: '--json', description: 'print JSON' };

function command(name: string, parts: Partial<CommandShape> = {}): CommandShape {
  return {
    name,
    description: `does ${name}`,
    options: [...files, json],
    operands: [],
    subcommands: [],
    ...parts,
  };
}

const PROGRAM = command('ops-monitor', {
  options: [{ flag: '--version', description: 'print the version' }],
  subcommands: [
    command('tick', {
      options: [{ flag: '--target', description: 'chat', value: value('id') }, ...files],
    }),
    command('start', { operands: [value('job')] }),
    command('silence', {
      operands: [value('job|all')],
      options: [{ flag: '--for', description: 'how long', value: value('duration') }, ...files],
    }),
    command('watch', {
      operands: [value('job')],
      options: [
        json,
        { flag: '--every', description: 'pace', value: value('seconds'), mayLackValue: true },
        { flag: '--level', description: 'least', value: value('level', 'low', 'high') },
        { flag: '--also', description: 'more', value: { ...value('JOB'), isRepeated: true } },
      ],
    }),
    command('queue', {
      subcommands: [
        command('list'),
        command('add', { operands: [value('job'), value('text')] }),
        command('drop', { operands: [{ ...value('id'), isRepeated: true }] }),
      ],
    }),
    command('outbox', { operands: [value('action', 'list', 'drop'), value('id')] }),
    command('drop', { operands: [value('queue-item|outbox-entry')] }),
    command('completion', { operands: [value('shell', 'bash', 'zsh')] }),
    command('notify', { operands: [value('text')] }),
  ],
});

const NAMES = PROGRAM.subcommands.map(({ name }) => name);

/** What may come next: the words themselves, sources in angle brackets, and the prefix of all of them. */
function next(line: string): string[] {
  const { candidates, sources, prefix } = whatComesNext(PROGRAM, line.split(' '));
  const all = [...candidates.map(({ value: word }) => word), ...sources.map((source) => `<${source}>`)];
  return all.map((word) => prefix + word);
}

describe('what may come next', () => {
  it.each<[string, string[]]>([
    ['', NAMES],
    ['sta', NAMES],
    ['-', ['--version']],
    ['--version ', NAMES],
    ['start ', ['<jobs>']],
    ['start sc', ['<jobs>']],
    ['start --', ['--config-file', '--state-file', '--json']],
    ['start -', ['--config-file', '--state-file', '--json']],
    ['start --json --', ['--config-file', '--state-file']],
    ['start --json ', ['<jobs>']],
    ['start -- -', ['<jobs>']],
    ['start --config-file ', ['<files>']],
    ['start --config-file -', ['<files>']],
    ['start --config-file x ', ['<jobs>']],
    ['start --config-file=', ['--config-file=<files>']],
    ['start --config-file=x ', ['<jobs>']],
    ['start --nonsense=', []],
    ['start --nonsense ', ['<jobs>']],
    ['start scan ', ['--config-file', '--state-file', '--json']],
    ['start scan x', []],
    ['start -- scan ', []],
    ['tick ', ['--target', '--config-file', '--state-file']],
    ['tick --target ', []],
    ['silence ', ['all', '<jobs>']],
    ['silence --for ', []],
    ['silence --for 2h ', ['all', '<jobs>']],
    ['watch --level ', ['low', 'high']],
    ['watch --level=', ['--level=low', '--level=high']],
    ['watch --level=hi', ['--level=low', '--level=high']],
    ['watch --also ', ['<jobs>']],
    ['watch --also a --', ['--json', '--every', '--level', '--also']],
    // A value that may be left out is one if anything follows.
    ['watch --every ', []],
    ['watch --every 5 ', ['<jobs>']],
    ['watch --every --', ['--json', '--level', '--also']],
    ['watch --every --json ', ['<jobs>']],
    ['queue ', ['list', 'add', 'drop']],
    ['queue list ', ['--config-file', '--state-file', '--json']],
    ['queue add ', ['<jobs>']],
    ['queue add scan ', []],
    ['queue drop ', ['<queue>']],
    ['queue drop q1 ', ['<queue>']],
    ['outbox ', ['list', 'drop']],
    ['outbox drop ', ['<outbox>']],
    ['drop ', ['<queue>', '<outbox>']],
    ['completion ', ['bash', 'zsh']],
    ['completion -- z', ['bash', 'zsh']],
    ['notify ', []],
    ['frobnicate ', []],
    ['frobnicate start ', []],
    ['start start ', ['--config-file', '--state-file', '--json']],
    ['toString ', []],
  ])('after «%s»', (line, words) => {
    expect(next(line)).toEqual(words);
  });

  it('says what commands and flags are for', () => {
    expect(whatComesNext(PROGRAM, ['']).candidates[1]).toEqual({ value: 'start', description: 'does start' });
    expect(whatComesNext(PROGRAM, ['start', '--']).candidates.at(-1)).toEqual({
      value: '--json',
      description: 'print JSON',
    });
  });

  it.each([
    ['start --config-file a --state-file b x', 'a', 'b'],
    ['start --config-file=a=b x', 'a=b', undefined],
    ['start --config-file a --config-file b x', 'b', undefined],
    ['start x --config-file', undefined, undefined],
    ['start -- --config-file a x', undefined, undefined],
  ])('of «%s» it knows the files', (line, configFile, stateFile) => {
    expect(whatComesNext(PROGRAM, line.split(' '))).toMatchObject({ configFile, stateFile });
  });

  it('takes no words at all for the beginning', () => {
    expect(whatComesNext(PROGRAM, [])).toMatchObject({ typed: '', prefix: '' });
  });
});
