/** The same garbage for the built program in a process of its own, with little memory and real children. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtProgram } from '../../support/built-program.ts';
import type { Input } from './inputs.ts';
import { argvOf, LONGEST_SECONDS, type Place, play } from './play.ts';
import type { Ran } from './real-world.ts';

/** Several times what it needs, and far less than a runaway takes. */
const MOST_MEMORY_MIB = 128;
/** A process that hangs is ended after this; how long it may work is the processor's to count. */
const LONGEST_MS = 30_000;

/**
 * Only what is printed: a report that went to a channel could leave this machine. And nothing is stopped, or garbage
 * would choose the process that gets the signal.
 */
export async function playOutside(input: Input, folder: string): Promise<string[]> {
  const isSafe = !input.argv.includes('stop') && !input.argv.includes('tick');
  const argv = isSafe ? input.argv.map(withoutNul) : ['tick', '--print-only'];
  const safe = { ...input, argv, env: {} };
  return play(safe, folder, (place) => runProcess(safe, place));
}

async function runProcess(input: Input, place: Place): Promise<{ ran: Ran; seconds: number }> {
  for (const [name, bytes] of [
    ['scan.json', input.scan],
    ['check.txt', input.check],
  ] as const) {
    writeFileSync(join(place.home, '.openclaw', name), bytes);
  }
  const [node, file] = builtProgram();
  const words = [node, `--max-old-space-size=${MOST_MEMORY_MIB}`, file, ...argvOf(input, place)];
  // Time on the processor: a busy machine is not the program's fault.
  const child = spawn('/bin/sh', ['-c', `ulimit -t ${LONGEST_SECONDS} && exec "$@"`, 'sh', ...words], {
    cwd: place.home,
    env: { PATH: '/usr/bin:/bin', HOME: place.home, TZ: 'UTC', LANG: 'C.UTF-8', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const output = Buffer.concat(said).toString();
  return { ran: { code, output, told: [output] }, seconds: 0 };
}

function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}
