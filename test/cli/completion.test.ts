import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMPLETION_SCRIPTS, INSTALL, SHELLS } from '../../src/cli/completion-scripts.ts';
import { createProgram } from '../../src/cli/program.ts';
import { shapeOf } from '../../src/cli/program-shape.ts';
import type { World } from '../../src/cli/world.ts';
import { type CommandShape, whatComesNext } from '../../src/core/completion.ts';
import { createStage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { check, longJob } from '../support/written-jobs.ts';

/** Operands that nobody but the person at the keys can know. */
const FREE = ['text'];

const program: Command = await createProgram({ version: '0' } as World, () => {});
const shape = shapeOf(program);

function everyCommand(command: CommandShape, path: readonly string[] = []): [string, CommandShape][] {
  const inner = command.subcommands.flatMap((one) => everyCommand(one, [...path, one.name]));
  return path.length === 0 ? inner : [[path.join(' '), command], ...inner];
}

describe.each(everyCommand(shape))('completion of %s', (path, command) => {
  const words = path.split(' ');

  it('knows what each operand can be: its name in the help says so', () => {
    for (const [at, operand] of command.operands.entries()) {
      if (FREE.includes(operand.name)) continue;
      const { candidates, sources } = whatComesNext(shape, [...words, ...Array(at).fill('x'), '']);
      const known = [...candidates.map(({ value }) => value), ...sources];
      expect(known, `${operand.name}: see SOURCES in src/core/completion.ts`).not.toEqual([]);
    }
  });

  it('has every flag of its help', () => {
    const flags = whatComesNext(shape, [...words, '--']).candidates.map(({ value }) => value);
    expect(flags).toEqual(expect.arrayContaining(['--help', ...command.options.map(({ flag }) => flag)]));
    expect(new Set(flags).size).toBe(flags.length);
  });
});

describe('complete', () => {
  const stage = () => createStage([longJob({ name: 'Scan' }), check()]);

  it('is in no help', async () => {
    expect((await runMain('--help')).stdout).not.toMatch(/\bcomplete\b/);
    expect(shape.subcommands.map(({ name }) => name)).not.toContain('complete');
  });

  it('answers zsh and fish with all words, and what each is', async () => {
    const ran = await runMain(['complete', 'zsh', '--', 'start', 'ch'], stage());
    expect(ran).toMatchObject({
      code: 0,
      stdout: ':words\nscan\tScan, long_running_read\ncheck\tone_shot_read\n',
      stderr: '',
    });
  });

  it.each([
    ['ops-monitor start s', 's', ['scan']],
    ['ops-monitor start "s', 's', ['scan']],
    ['ops-monitor start s"c', 'c', ['can']],
    ['~/bin/ops-monitor start ', '', ['scan', 'check']],
    ['ops-monitor start x', 'x', []],
    ['ops-monitor silence ', '', ['all', 'scan', 'check']],
    ['ops-monitor unsilence a', 'a', ['all']],
    ['ops-monitor start --json', '--json', []],
    ['ops-monitor start --allow', '--allow', ['--allow-insecure-config', '--allow-risk']],
  ])('answers bash with what takes the place of its word: %s', async (line, part, words) => {
    const { stdout } = await runMain(['complete', 'bash', '--', line, part], stage());
    expect(stdout.trim().split('\n')).toEqual([':words', ...words]);
  });

  it.each([
    ['disk:inv', 'inv', 'disk:inventory', 'inventory'],
    ['disk:', '', 'disk:inventory', 'inventory'],
    ['my\\', 'my\\', 'my job', 'my\\ job'],
    ['my\\\\', 'my\\\\', 'my\\job', 'my\\\\job'],
    ["'my j", 'my j', "my job's", "my job'\\''s"],
    ['"my j', 'my j', 'my job $1', 'my job \\$1'],
    ['my\\ j:x', 'x', 'my j:x y', 'x\\ y'],
  ])('leaves to bash what was typed, and continues it: %s', async (typed, part, id, word) => {
    const { stdout } = await runMain(
      ['complete', 'bash', '--', `ops-monitor run ${typed}`, part],
      createStage([check({ id })]),
    );
    expect(stdout).toBe(`:words\n${word}\n`);
  });

  it('looks into the files of the line, and asks of neither who may write to it', async () => {
    const line = 'ops-monitor start --config-file "my jobs.json" --state-file=~/s.json ';
    const { opened } = await runMain(['complete', 'bash', '--', line, ''], stage());
    expect(opened).toEqual([
      { command: 'complete', configFile: 'my jobs.json', stateFile: '~/s.json', safety: 'ignore' },
    ]);
  });

  it('leaves files to the shell', async () => {
    const { stdout } = await runMain(['complete', 'fish', '--', 'start', '--config-file', 'x'], stage());
    expect(stdout).toBe(':files\n');
  });

  it.each([[[]], [['zsh']], [['bash']], [['--json', '--help']], [['nosuch', '--', '--', '-']]])(
    'never says that anything is wrong: %j',
    async (words) => {
      expect(await runMain(['complete', ...words], stage())).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('keeps a bug to itself', async () => {
    const open = () => {
      throw new Error('a bug');
    };
    expect(await runMain('complete zsh -- start', stage(), { open })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
      opened: [],
    });
  });

  it('runs, saves and probes nothing', async () => {
    const asked = stage();
    await runMain(['complete', 'zsh', '--', 'stop', ''], asked);
    expect(asked.journal).toEqual([]);
  });
});

describe.each(SHELLS)('completion %s', (shell) => {
  it('prints the script, and asks nobody for it', async () => {
    expect(await runMain(['completion', shell])).toEqual({
      code: 0,
      stdout: COMPLETION_SCRIPTS[shell],
      stderr: '',
      opened: [],
    });
  });

  it('is installed by one line that its help has', async () => {
    const { stdout } = await runMain('completion --help');
    expect(stdout).toContain(`\n  ${INSTALL[shell]}\n`);
    expect(INSTALL[shell]).toMatch(new RegExp(`^ops-monitor completion ${shell} >> ~/\\S+$`));
  });
});

it('completion of a shell that it does not know is wrong usage, and says which it knows', async () => {
  const { code, stdout, stderr } = await runMain('completion ksh');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^ERROR: .*ksh.*bash, zsh, fish/);
});
