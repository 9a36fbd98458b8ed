/** A person at a terminal: types into a real shell that has our completion, and sees what the program is given. */
import { spawn, spawnSync } from 'node:child_process';
import type { Shell } from '../../src/cli/completion-scripts.ts';
import { builtProgram } from './built-program.ts';
import type { Rig } from './e2e-rig.ts';
import { waitFor } from './wait-for.ts';

/** In the prompt: how many calls there were, so that an old prompt that is drawn again is not taken for the next. */
const CALLS = `cat given 2>/dev/null | grep -c '^[.]$'`;
const promptAfter = (calls: number) => `ready ${calls}> `;

/** Whether this machine has the shell, and `script`, which makes a terminal for it. */
export function canType(shell: Shell): boolean {
  return [shell, 'script'].every((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
}

/** Where each shell looks for what is to be done at its start, what stands there, and how it is called. */
const STARTS: Readonly<Record<Shell, (rig: Rig) => { file: string; prompt: string; argv: string[] }>> = {
  bash: (rig) => ({
    file: rig.at('rc.bash'),
    prompt: `calls() { ${CALLS}; }; PS1='ready $(calls)> '`,
    argv: ['bash', '--noprofile', '--rcfile', rig.at('rc.bash'), '-i'],
  }),
  zsh: (rig) => ({
    file: rig.at('user', '.zshrc'),
    prompt: `setopt prompt_subst; calls() { ${CALLS}; }; PS1='ready $(calls)> '`,
    argv: ['zsh', '-d', '-i'],
  }),
  fish: (rig) => ({
    file: rig.at('user', '.config', 'fish', 'config.fish'),
    prompt: `function fish_prompt; printf 'ready %s> ' (${CALLS}); end; set -g fish_greeting`,
    argv: ['fish', '-i'],
  }),
};

/**
 * Types each of `lines` and the return key, and returns what the program was given then. `\t` is the key that completes.
 * `first`: what the shell is to do before it knows our script. In PATH is a stand-in that passes what the scripts ask on to the built program, and writes down all else.
 */
export async function typeInto(
  shell: Shell,
  rig: Rig,
  lines: readonly string[],
  first = '',
): Promise<string[][]> {
  const { file, prompt, argv } = STARTS[shell](rig);
  const { stdout: script } = await rig.run(['completion', shell]);
  rig.write(file, `${prompt}\n${first}\n${script}`);
  const [node, program] = builtProgram();
  const standIn = `#!/bin/sh
if [ "$1" = complete ]; then exec '${node}' '${program}' "$@"; fi
{ printf '%s\\n' "$@"; echo .; } >> '${rig.at('given')}'
`;
  rig.write('bin/ops-monitor', standIn, 0o755);
  const words = argv.map((word) => `'${word}'`).join(' ');
  const call = process.platform === 'darwin' ? ['-q', '/dev/null', ...argv] : ['-qec', words, '/dev/null'];
  const env = {
    HOME: rig.user,
    PATH: `${rig.at('bin')}:/usr/local/bin:/usr/bin:/bin`,
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    OPS_MONITOR_E2E: rig.folder,
  };
  const terminal = spawn('script', call, { cwd: rig.folder, env, stdio: ['pipe', 'pipe', 'ignore'] });
  let seen = '';
  terminal.stdout.setEncoding('utf8').on('data', (piece) => (seen += piece));
  let isOver = false;
  terminal.once('close', () => (isOver = true));
  try {
    for (const [done, line] of lines.entries()) {
      // What is typed before the prompt stands may be thrown away.
      await waitFor(`the prompt before ${line}`, () => seen.includes(promptAfter(done)));
      terminal.stdin.write(`${line}\r`);
      await waitFor(`a call by ${line}`, () => callsIn(rig).length > done).catch((error) => {
        throw new Error(`${error.message}; on the terminal: ${JSON.stringify(seen)}`);
      });
    }
    await waitFor('the last prompt', () => seen.includes(promptAfter(lines.length)));
    terminal.stdin.write('exit\r');
    await waitFor(`${shell} to end`, () => isOver);
  } finally {
    terminal.kill();
  }
  return callsIn(rig);
}

/** Each call ends with a line that is a dot. */
function callsIn(rig: Rig): string[][] {
  const calls = rig.read('given').split('\n.\n').slice(0, -1);
  return calls.map((text) => text.split('\n'));
}
