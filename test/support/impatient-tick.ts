/** A tick of this very process, with all that is real but the time limits, which in the program take minutes to run out. */
import { type ChannelDeps, createChannelSource } from '../../src/adapters/channel-source.ts';
import { createJobFile } from '../../src/adapters/job-file.ts';
import { createJsonStateStore } from '../../src/adapters/json-state-store.ts';
import { findOpenclawPaths } from '../../src/adapters/openclaw-paths.ts';
import { createProcessRunner } from '../../src/adapters/process-runner.ts';
import { createProcessTable } from '../../src/adapters/process-table.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { createTurnLocks } from '../../src/adapters/turn-lock.ts';
import type { TickPorts } from '../../src/app/tick.ts';
import { runMain } from './cli-world.ts';
import { plain, type Told } from './delivery-stage.ts';
import { epochSeconds } from './e2e-jobs.ts';
import type { Rig } from './e2e-rig.ts';
import { createFakeNotifier } from './fakes.ts';

/** `limits` that are not named are far longer than any test takes. */
export async function impatientTick(rig: Rig, limits: ChannelDeps['limits']): Promise<Told> {
  const from = epochSeconds();
  const { code, stdout, stderr } = await runMain('tick', portsOf(rig, { ...PATIENT, ...limits }));
  const reads = plain(stdout + stderr)
    .split('\n')
    .filter((line) => line !== '');
  return { exitCode: code, reads, from, to: epochSeconds() };
}

const PATIENT = { telegram: { connectMs: 60_000, answerMs: 60_000 }, gatewayMs: 60_000 };

function portsOf(rig: Rig, limits: ChannelDeps['limits']): TickPorts {
  const env = { HOME: rig.user, PATH: `${rig.at('bin')}:/usr/bin:/bin` };
  const paths = findOpenclawPaths(env, rig.user);
  const clock = createSystemClock();
  const command = 'tick';
  const runner = createProcessRunner({ env, home: { user: rig.user, openclaw: paths.stateDir } });
  return {
    clock,
    runner,
    channels: createChannelSource({
      paths,
      env,
      runner,
      clock,
      systemFolders: [],
      ...(limits && { limits }),
    }),
    pid: process.pid,
    config: createJobFile({
      path: rig.configFile,
      allowInsecure: false,
      checkSafety: 'refuse',
      placeWarnings: false,
      userId: process.getuid?.(),
    }),
    store: createJsonStateStore({ path: rig.stateFile, clock, command }),
    processes: createProcessTable({ selfPid: process.pid, parentPid: process.ppid }),
    ...createTurnLocks(rig.stateFile, command),
    printer: createFakeNotifier(),
  };
}
