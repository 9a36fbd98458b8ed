import { existsSync, readdirSync, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { MonitorState } from '../../../src/schema/state.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { inRig } from '../process/in-rig.ts';
import { canTrace } from '../process/trace.ts';
import { rememberQuietTimes, setTheStage } from './stage.ts';
import { cacheFolder, type Step, stepsOfTick } from './steps.ts';

/** What the rounds have in common. */
export interface Prepared {
  /** The program to play with. */
  readonly file: string;
  readonly quietTimes: MonitorState;
  /** Of a tick on the stage. Empty where nothing can trace. */
  readonly steps: readonly Step[];
  /** How long a tick takes that nobody kills, and how long until its first message is out. */
  /** How large the state was after each write of a tick, in bytes. */
  readonly sizes: readonly number[];
  readonly wholeMs: number;
  readonly firstMessageMs: number;
}

export async function prepare(file: string): Promise<Prepared> {
  const quietTimes = await unharmed(file, rememberQuietTimes);
  const { cached, ...times } = await unharmed(file, async (rig) => {
    const telegram = await setTheStage(rig, quietTimes);
    const sizes = new Set([statSync(rig.stateFile).size]);
    const watcher = watch(dirname(rig.stateFile), () => {
      sizes.add(statSync(rig.stateFile, { throwIfNoEntry: false })?.size ?? 0);
    });
    const startedAt = Date.now();
    const { exitCode, stderr, ms } = await rig.run(['tick']);
    watcher.close();
    if (exitCode !== 0) throw new Error(`a tick that nobody hindered failed: ${stderr}`);
    const cached = existsSync(cacheFolder(rig)) ? readdirSync(cacheFolder(rig)) : [];
    return {
      cached,
      sizes: [...sizes],
      wholeMs: ms,
      firstMessageMs: (telegram.requests[0]?.atMs ?? 0) - startedAt,
    };
  });
  const steps = canTrace() ? await traceSteps(file, quietTimes, cached) : [];
  return { file, quietTimes, steps, ...times };
}

function traceSteps(file: string, quietTimes: MonitorState, cached: readonly string[]): Promise<Step[]> {
  return unharmed(file, async (files) => {
    await setTheStage(files, quietTimes);
    return unharmed(file, async (others) => {
      await setTheStage(others, quietTimes);
      return stepsOfTick(files, others, cached);
    });
  });
}

/** What goes wrong before the first blow is no finding. */
async function unharmed<T>(file: string, work: (rig: Rig) => Promise<T>): Promise<T> {
  const results: T[] = [];
  const [failure] = await inRig(file, async (rig) => {
    results.push(await work(rig));
    return [];
  });
  if (failure !== undefined) throw new Error(failure.detail);
  return results[0] as T;
}
