/**
 * A Node program in a network of its own, in which there is nothing but loopback: whatever it starts can reach no other host.
 * All that it started ends with it, and its temporary files are deleted.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ALONE = ['--map-root-user', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
const WITH_LOOPBACK = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** Returns the exit code. Throws where this host does not allow it, and when `signal` aborts, which ends the program. */
export async function runWithLoopbackOnly(args, signal) {
  const temp = await mkdtemp(join(tmpdir(), 'ops-openclaw-'));
  try {
    if ((await run(['true'], temp, 'ignore', signal)) !== 0) {
      throw new Error(
        'this test needs unshare and ip, and a kernel that lets you use them (user namespaces)',
      );
    }
    return await run([process.execPath, ...args], temp, 'inherit', signal);
  } finally {
    await rm(temp, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function run(command, temp, stdio, signal) {
  signal.throwIfAborted();
  const env = { ...process.env, TMPDIR: temp };
  const child = spawn('unshare', [...ALONE, ...WITH_LOOPBACK, ...command], { stdio, env });
  // The kernel ends all that is in there with it.
  const end = () => child.kill('SIGKILL');
  signal.addEventListener('abort', end);
  const code = await new Promise((resolve) => child.once('error', () => resolve(1)).once('exit', resolve));
  signal.removeEventListener('abort', end);
  // It does so a moment later.
  if (signal.aborted) await sleep(1000);
  signal.throwIfAborted();
  return code ?? 1;
}
