/** The steps of the save and send protocol: the calls to the system by which the program leaves marks outside of itself. */
import { dirname, join, relative } from 'node:path';
import { turnLockPaths } from '../../../src/adapters/turn-lock.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { launchTraced, type TracedRun } from '../process/trace.ts';

export interface Step {
  /** The n-th such call, counted from 1. */
  readonly nth: number;
  readonly call: string;
  /** On this file, seen from the state's folder, `PID` being the program's; undefined: by the main thread on anything. */
  readonly path: string | undefined;
}

/** Reading is among them: what is read before a kill and what after it may differ. */
const FILE_CALLS = [
  'mkdir',
  'rmdir',
  'openat',
  'write',
  'pwrite64',
  'fsync',
  'fdatasync',
  'rename',
  'unlink',
  'link',
  'utimensat',
  'fchown',
];
/** How children are started and messages are sent; only where they are there on this machine. */
const OTHER_CALLS = ['?fork', '?vfork', 'clone', '?clone3', 'connect', 'writev', 'sendto', 'sendmsg'];

/** More saves than a tick of the stage makes. */
const MOST_SAVES = 20;

/**
 * All steps of a tick, in the order in which they come. In two rigs, as the stage for it is set in both. `cached`: the
 * names in the code cache that such a tick fills.
 */
export async function stepsOfTick(files: Rig, others: Rig, cached: readonly string[]): Promise<Step[]> {
  const fileLog = await traced(files, (pid) => [
    ...['-f', '-e', `trace=${FILE_CALLS.join(',')}`],
    ...[...stateFiles(files.stateFile, pid), ...cacheFiles(files, cached, pid)].flatMap((path) => [
      '-P',
      path,
    ]),
  ]);
  const otherLog = await traced(others, () => ['-e', `trace=${OTHER_CALLS.join(',')}`]);
  const folder = dirname(files.stateFile);
  return [...stepsOnFiles(fileLog.text, fileLog.pid, folder), ...stepsOfMainThread(otherLog.text)];
}

async function traced(rig: Rig, flags: (pid: number) => string[]): Promise<{ text: string; pid: number }> {
  const run = await launchTraced(rig, ['tick'], flags);
  const { exitCode, stderr } = await run.ended;
  if (exitCode !== 0) throw new Error(`the tick that shows its steps ended with ${exitCode}: ${stderr}`);
  return { text: await run.readLog(), pid: run.pid };
}

function stateFiles(stateFile: string, pid: number): string[] {
  const { watchTurn, deliveryTurn } = turnLockPaths(stateFile);
  const locks = [`${stateFile}.lock`, watchTurn, deliveryTurn];
  const owners = locks.map((lock) => `${lock}.owner`);
  const temporary = Array.from({ length: MOST_SAVES }, (_, i) =>
    stateFile.replace(/([^/]+)$/, `.$1.tmp-${pid}-${i + 1}`),
  );
  return [dirname(stateFile), stateFile, ...locks, ...owners, ...temporary];
}

function cacheFiles(rig: Rig, cached: readonly string[], pid: number): string[] {
  const folder = cacheFolder(rig);
  return [folder, ...cached.flatMap((name) => [join(folder, name), join(folder, `${name}.${pid}`)])];
}

/** What V8 made of the program is kept here (src/loader). */
export function cacheFolder(rig: Rig): string {
  return join(rig.user, '.cache', 'ops-monitor');
}

/** Lines such as `PID openat(AT_FDCWD</cwd>, "/path", …`, `PID fsync(19</path>) = 0`, `PID <... fsync resumed>) = 0`. */
function stepsOnFiles(log: string, pid: number, folder: string): Step[] {
  const counts = new Map<string, number>();
  const steps = new Map<string, Step>();
  for (const line of log.split('\n')) {
    const [, thread, call, rest = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    const path = /"(\/[^"]+)"/.exec(rest)?.[1] ?? /^\d+<([^>]+)>/.exec(rest)?.[1];
    if (call === undefined || path === undefined) continue;
    const nth = count(counts, `${thread} ${call} ${path}`);
    const step = { nth, call, path: relative(folder, path).replace(new RegExp(`(?<=[.-])${pid}\\b`), 'PID') };
    // strace counts for each thread apart; of two threads with the same n-th call only the first can be met.
    const key = describeStep(step);
    if (!steps.has(key)) steps.set(key, step);
  }
  return [...steps.values()];
}

function stepsOfMainThread(log: string): Step[] {
  const counts = new Map<string, number>();
  return log.split('\n').flatMap((line): Step[] => {
    const call = /^(\w+)\(/.exec(line)?.[1];
    return call === undefined ? [] : [{ nth: count(counts, call), call, path: undefined }];
  });
}

function count(counts: Map<string, number>, key: string): number {
  const nth = (counts.get(key) ?? 0) + 1;
  counts.set(key, nth);
  return nth;
}

export function describeStep({ nth, call, path }: Step): string {
  return path === undefined ? `${call} #${nth}` : `${call} #${nth} of ${path || 'its folder'}`;
}

/** A tick that is killed when it is about to make this step, having made all before it. */
export function launchToStep(rig: Rig, step: Step): Promise<TracedRun> {
  return launchTraced(rig, ['tick'], (pid) => injected(rig, step, pid, `signal=SIGKILL:when=${step.nth}`));
}

/** A tick in which this step fails with `error`, such as EIO; `forEver`: and each like it that comes later. */
export function launchFailing(rig: Rig, step: Step, error: string, forEver: boolean): Promise<TracedRun> {
  const when = `${step.nth}${forEver ? '+' : ''}`;
  return launchTraced(rig, ['tick'], (pid) => injected(rig, step, pid, `error=${error}:when=${when}`));
}

function injected(rig: Rig, { call, path }: Step, pid: number, how: string): string[] {
  const what = ['-e', `trace=${call}`, '-e', `inject=${call}:${how}`];
  if (path === undefined) return what;
  return ['-f', '-P', join(dirname(rig.stateFile), path.replace(/(?<=[.-])PID\b/, String(pid))), ...what];
}
