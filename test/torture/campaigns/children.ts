/**
 * Hostile children: one tick of the built program with many jobs whose probes hang, flood, fork and leave, and queue items
 * that do. It ends in time, tells of each, and leaves no process that it could reach.
 */
import { existsSync, readFileSync } from 'node:fs';
import { longJob, oneShot, queued, RUNNING } from '../../support/e2e-jobs.ts';
import type { Ran, Running } from '../../support/e2e-program.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { KINDS, type Kind } from '../children/kinds.ts';
import { findings, inRig } from '../process/in-rig.ts';
import { withProgramCopy } from '../process/program-copy.ts';
import type { Random } from '../random.ts';
import type { Campaign, Finding } from '../torture.ts';

const JOBS = { short: 30, long: 100 };
const CONCURRENCY = 8;
/** At its limit of 1 s, 2 s from SIGTERM to SIGKILL, and half a second in which its pipes may stay open. */
const LONGEST_HANG_SECONDS = 3.5;
/** What ends by itself: a little sleep, and the half second for those who hold its pipes. */
const LONGEST_OTHER_SECONDS = 1.5;
/** Far less than what the children print. */
const MOST_MEMORY_MB = 400;

interface Hostile {
  readonly id: string;
  readonly kind: Kind;
}

export const campaign: Campaign = {
  name: 'children',
  rounds: { short: 1, long: 5 },
  run: (context) =>
    withProgramCopy((file) => {
      const slowest = { seconds: 0, bound: 0 };
      return context.eachRound((random) =>
        inRig(file, async (rig) => {
          const jobs = cast(random, JOBS[context.isShort ? 'short' : 'long']);
          const found = await play(rig, jobs, slowest);
          const times = `${slowest.seconds.toFixed(1)} of at most ${slowest.bound.toFixed(1)} s`;
          context.note(`${jobs.length} jobs a tick; the slowest took ${times}`);
          return found;
        }),
      );
    }),
};

/** Each kind as often as any other. */
function cast(random: Random, count: number): Hostile[] {
  const kinds: Kind[] = [];
  while (kinds.length < count) kinds.push(...random.shuffled(KINDS));
  return kinds.slice(0, count).map((kind, i) => ({ id: `job-${i}`, kind }));
}

async function play(
  rig: Rig,
  jobs: readonly Hostile[],
  slowest: { seconds: number; bound: number },
): Promise<Finding[]> {
  const usualSeconds = await timeOfPeace(rig, jobs.length);
  rig.writeJobs(
    [...jobs.map((job) => hostileJob(rig, job)), hostileItem(rig, 'stubborn'), hostileItem(rig, 'noisy')],
    { defaults: { probeConcurrency: CONCURRENCY } },
  );
  rig.writeState({ queue: ['stubborn', 'noisy'].map((id) => queued(`q-${id}`, id, { timeoutSeconds: 1 })) });
  const tick = rig.launch(['tick', '--print-only']);
  const memory = watchMemory(tick);
  const ran = await tick.ended;
  const left = leftBehind(rig);
  const bound = boundOf(jobs) + 3 * usualSeconds + 5;
  Object.assign(slowest, { seconds: Math.max(slowest.seconds, ran.ms / 1000), bound });
  await rig.noProcessIsLeft();
  return [...judge(ran, jobs, bound), ...judgeTraces(rig, left, memory.peakMb)];
}

/** How long as many jobs take that do nothing, the machine being as busy as it is. */
async function timeOfPeace(rig: Rig, count: number): Promise<number> {
  rig.write('peace.json', RUNNING);
  const jobs = Array.from({ length: count }, (_, i) =>
    longJob(rig, `job-${i}`, { commands: { start: ['true'], status: ['cat', 'peace.json'] } }),
  );
  rig.writeJobs(jobs);
  const { ms, exitCode, stderr } = await rig.run(['tick', '--print-only']);
  if (exitCode !== 0) throw new Error(`a tick in peace failed: ${stderr}`);
  return ms / 1000;
}

function hostileJob(rig: Rig, { id, kind }: Hostile) {
  const commands = { start: ['true'], status: kind.argv };
  return longJob(rig, id, { commands }, { statusTimeoutSeconds: kind.hangs ? 1 : 30 });
}

function hostileItem(rig: Rig, id: string) {
  const script = id === 'stubborn' ? `trap '' TERM; while :; do sleep 609; done` : 'yes & yes >&2';
  return oneShot(rig, id, script);
}

/** In the worst order the longest one comes last. */
function boundOf(jobs: readonly Hostile[]): number {
  const each = jobs.map(({ kind }) => (kind.hangs ? LONGEST_HANG_SECONDS : LONGEST_OTHER_SECONDS));
  return each.reduce((sum, seconds) => sum + seconds, 0) / CONCURRENCY + LONGEST_HANG_SECONDS;
}

function judge({ exitCode, stdout, stderr, ms }: Ran, jobs: readonly Hostile[], bound: number): Finding[] {
  const sections = stdout.split(/^(?=• )/m);
  const wrong = jobs.flatMap(({ id, kind }) => {
    const section = sections.find((text) => text.startsWith(`• ${id} (`)) ?? 'not told';
    return kind.told.test(section) ? [] : [`${kind.name}: ${section.trim()}`];
  });
  const items = ['stubborn', 'noisy'].filter(
    (id) => !sections.some((text) => text.includes(`- job: ${id} (${id})\n- error: timed out after 1s`)),
  );
  return findings([
    ['the tick ends well', (exitCode !== 0 || stderr !== '') && `${exitCode}: ${stderr}`],
    ['the tick ends in time', ms > bound * 1000 && `${ms} ms of at most ${bound} s`],
    ['each job is told of', wrong.length > 0 && wrong.join('\n')],
    ['each queue item is told of', items.length > 0 && `${items.join(', ')} in:\n${stdout.slice(0, 1000)}`],
  ]);
}

function judgeTraces(rig: Rig, left: readonly string[], peakMb: number): Finding[] {
  const files = rig.stateFolder().filter((name) => name !== 'ops-monitor.json');
  return findings([
    ['no process is left that could be reached', left.length > 0 && left.join('\n')],
    ['memory is bounded', peakMb > MOST_MEMORY_MB && `${peakMb} MB`],
    ['nothing is left beside the state', files.length > 0 && files.join(', ')],
  ]);
}

/** Those of hanging probes sleep for ten minutes or print without end; what a good one left behind is its own business. */
function leftBehind(rig: Rig): string[] {
  const commands = rig.processes().map(commandOf);
  return commands.filter((command) => /sleep 60\d|^yes|trap|printf/.test(command));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Nothing where there is no /proc. */
function watchMemory({ pid, ended }: Running): { readonly peakMb: number } {
  const memory = { peakMb: 0 };
  const look = () => {
    const file = `/proc/${pid}/status`;
    if (!existsSync(file)) return;
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '0';
    memory.peakMb = Math.max(memory.peakMb, Math.round(Number(kilobytes) / 1024));
  };
  const timer = setInterval(look, 50);
  ended.finally(() => clearInterval(timer)).catch(() => {});
  return memory;
}
