import { mkdirSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SHELLS } from '../../src/cli/completion-scripts.ts';
import { oneShot, queued } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { canType, typeInto } from '../support/typing.ts';

const NIGHTLY = 'my "nightly" job';

function jobsWithOddIds(rig: Rig): void {
  const ids = ['disk:inventory', NIGHTLY, '进度 检查', "it's $HOME", 'free-space', 'a&b'];
  rig.writeJobs(ids.map((id) => oneShot(rig, id, 'touch was-run')));
  rig.write('other file.json', { version: 1, jobs: [oneShot(rig, 'elsewhere', 'touch was-run')] });
}

/** What is typed (`⇥` is the key that completes), and what the program is given. */
const TYPED: readonly (readonly [line: string, ...argv: string[]])[] = [
  ['stat⇥', 'status'],
  ['tick --pr⇥', 'tick', '--print-only'],
  ['run disk:i⇥', 'run', 'disk:inventory'],
  ['run di⇥', 'run', 'disk:inventory'],
  ['run my⇥', 'run', NIGHTLY],
  ['run "my⇥', 'run', NIGHTLY],
  ["run 'my⇥", 'run', NIGHTLY],
  ['run my\\ \\"ni⇥', 'run', NIGHTLY],
  ['run 进⇥', 'run', '进度 检查'],
  ['run it⇥', 'run', "it's $HOME"],
  ['run "it⇥', 'run', "it's $HOME"],
  ["run 'it⇥", 'run', "it's $HOME"],
  ['run a⇥', 'run', 'a&b'],
  ['run --dry⇥ free⇥', 'run', '--dry-run', 'free-space'],
  ['run --config-file other\\ f⇥ els⇥', 'run', '--config-file', 'other file.json', 'elsewhere'],
  ['run --config-file=other⇥ els⇥', 'run', '--config-file=other file.json', 'elsewhere'],
  ["run --config-file='other file.json' els⇥", 'run', '--config-file=other file.json', 'elsewhere'],
  ['completion fi⇥', 'completion', 'fish'],
  // Nothing fits: what was typed stays as it is.
  ['run nobody⇥', 'run', 'nobody'],
  ['frobnicate x⇥', 'frobnicate', 'x'],
];

describe.each(SHELLS.filter(canType))('in a real %s', (shell) => {
  test('each press of the key completes the word as the shell needs it', async (context) => {
    const rig = createRig(context);
    jobsWithOddIds(rig);
    const lines = TYPED.map(([line]) => `ops-monitor ${line.replaceAll('⇥', '\t')}`);
    expect(await typeInto(shell, rig, lines)).toEqual(TYPED.map(([, ...argv]) => argv));
    expect(rig.exists('was-run')).toBe(false);
  });
});

test.for(['bash' as const].filter(canType))(
  'in a %s without compopt, as macOS has it',
  async (shell, context) => {
    const rig = createRig(context);
    jobsWithOddIds(rig);
    const typed = ['run di\t', 'run "my\t', 'run --config-file other\\ f\t els\t'].map(
      (line) => `ops-monitor ${line}`,
    );
    expect(await typeInto(shell, rig, typed, 'enable -n compopt')).toEqual([
      ['run', 'disk:inventory'],
      ['run', NIGHTLY],
      ['run', '--config-file', 'other file.json', 'elsewhere'],
    ]);
  },
);

// Where there is no such shell this is what can be known of it.
describe.each(SHELLS)('the script for %s', (shell) => {
  test('asks the program, takes no more than it is told, and says nothing of its own', async (context) => {
    const { exitCode, stdout, stderr } = await createRig(context).run(['completion', shell]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^#.*\\n[\\s\\S]* complete ${shell} -- .*2>/dev/null </dev/null`));
    expect(stdout).toMatch(
      /\bcomplete -c ops-monitor -f|\bcomplete -F _ops_monitor ops-monitor|\bcompdef _ops-monitor/,
    );
    expect(stdout).toContain(':files');
    expect(stdout).not.toMatch(/tick|--config-file|\beval\b/);
  });
});

describe('the answer', () => {
  test('to zsh and fish is every word with what it is; they choose among them', async (context) => {
    const rig = createRig(context);
    jobsWithOddIds(rig);
    const ask = async (...words: string[]) => (await rig.run(['complete', 'fish', '--', ...words])).stdout;
    expect(await ask('run', '')).toBe(
      [
        ':words',
        ...['disk:inventory', NIGHTLY, '进度 检查', "it's $HOME", 'free-space', 'a&b'].map(
          (id) => `${id}\tone_shot_read`,
        ),
        '',
      ].join('\n'),
    );
    expect(await ask('run', '--config-file', rig.at('other file.json'), '')).toBe(
      ':words\nelsewhere\tone_shot_read\n',
    );
    expect(await ask('run', '--config-file', '')).toBe(':files\n');
    expect(await ask('sta')).toMatch(
      /^:words\ntick\tone monitoring round[^\n]*\n[\s\S]*\ncompletion\t[^\n]*\n$/,
    );
    expect(await ask('run', 'a&b', '--')).toMatch(/^:words\n--config-file\tjob file[\s\S]*--help\t[^\n]*\n$/);
  });

  test.each([
    ['no job file', () => {}],
    ['a job file that is none', (rig: Rig) => rig.write(rig.configFile, '{ "version": ')],
    ['a folder in its place', (rig: Rig) => mkdirSync(rig.configFile, { recursive: true })],
    ['a broken state', (rig: Rig) => rig.write(rig.stateFile, '{{{')],
  ])('with %s is no error', async (_, prepare) => {
    const rig = createRig({ onTestFinished });
    prepare(rig);
    for (const shell of SHELLS) {
      for (const words of [['run ', ''], ['start', ''], ['frob', '--x'], [], ['--', '--', '-']]) {
        const { exitCode, stderr } = await rig.run(['complete', shell, '--', ...words]);
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      }
    }
  });

  test('changes nothing and runs nothing', async (context) => {
    const rig = createRig(context);
    jobsWithOddIds(rig);
    rig.writeState({ version: 1, queue: [queued('q1', 'free-space')] });
    const before = rig.read(rig.stateFile);
    for (const line of ['run ', 'stop ', 'tick --', 'tick --state-file ']) {
      await rig.run(['complete', 'bash', '--', `ops-monitor ${line}`, '']);
    }
    expect(rig.read(rig.stateFile)).toBe(before);
    expect(rig.stateFolder()).toEqual(['ops-monitor.json']);
    expect(rig.exists('was-run')).toBe(false);
  });
});
