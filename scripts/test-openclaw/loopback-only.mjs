/** A Node program in a network of its own, in which there is nothing but loopback: whatever it starts can reach no other host. */
import { spawn } from 'node:child_process';

const ALONE = ['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** Returns the exit code. Throws where this host does not allow it. When `signal` aborts, the program is ended and awaited. */
export async function runWithLoopbackOnly(args, signal) {
  if ((await run(['true'], 'ignore')) !== 0) {
    throw new Error('this test needs unshare and ip, and a kernel that lets you use them (user namespaces)');
  }
  signal.throwIfAborted();
  return run([process.execPath, ...args], 'inherit', signal);
}

async function run(command, stdio, signal) {
  const child = spawn('unshare', [...ALONE, ...command], { stdio });
  const end = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', end);
  const code = await new Promise((resolve) => child.once('error', () => resolve(1)).once('close', resolve));
  signal?.removeEventListener('abort', end);
  return code ?? 1;
}
