/** Offline checks of this installation: the real adapters, on a temporary folder. */
import type { Exit } from '../core/model.ts';
import { type TickPorts, tick } from './tick.ts';

export interface SelftestRig {
  /** On the files of the temporary folder; what is printed goes to `printed`. */
  readonly ports: TickPorts;
  readonly printed: readonly string[];
  /** Before a script: a shell that is there for sure, whatever PATH says. */
  readonly shell: readonly string[];
  writeJobFile(content: unknown): Promise<void>;
}

export interface SelftestCheck {
  readonly name: string;
  /** Undefined: it holds. */
  readonly failure: string | undefined;
}

type Check = (rig: SelftestRig, signal: AbortSignal) => Promise<string | undefined>;

const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['the state is saved and read back', savesState],
  ['a program is run and its output read', runsPrograms],
  ['a program that hangs is ended', endsHungPrograms],
  ['a wrong job file is refused, with its place', refusesWrongJobFile],
  ['a tick tells of a stopped job once', tellsOnce],
];

export async function selftest(rig: SelftestRig, signal: AbortSignal): Promise<readonly SelftestCheck[]> {
  const results: SelftestCheck[] = [];
  for (const [name, check] of CHECKS) {
    const failure = await check(rig, signal).catch((error: unknown) => String(error).split('\n')[0]);
    results.push({ name, failure });
  }
  return results;
}

async function savesState({ ports }: SelftestRig): Promise<string | undefined> {
  const count = () =>
    ports.store.transact((state) => {
      const seen = typeof state.selftest === 'number' ? state.selftest : 0;
      return { state: { ...state, selftest: seen + 1 }, result: seen };
    });
  await count();
  const seen = await count();
  const { selftest: saved } = await ports.store.read();
  return seen === 1 && saved === 2 ? undefined : `wrote 2, read ${String(saved)}`;
}

async function runsPrograms(rig: SelftestRig, signal: AbortSignal): Promise<string | undefined> {
  const exit = await runScript(rig, 'printf hello', 30, signal);
  return exit.kind === 'exited' && exit.stdout === 'hello' ? undefined : `it ${describeExit(exit)}`;
}

async function endsHungPrograms(rig: SelftestRig, signal: AbortSignal): Promise<string | undefined> {
  const exit = await runScript(rig, '/bin/sleep 600 || while :; do :; done', 1, signal);
  return exit.kind === 'timed-out' ? undefined : `it ${describeExit(exit)}`;
}

async function refusesWrongJobFile(rig: SelftestRig): Promise<string | undefined> {
  await rig.writeJobFile({ version: 1, jobs: [{ id: 'a', kind: 'no_such_kind' }] });
  const { problems, config } = await rig.ports.config.load();
  const isFound = problems.some(({ path, line }) => path === 'jobs[0].kind' && line !== undefined);
  return isFound && config.jobs.length === 0 ? undefined : 'it was taken for a valid one';
}

async function tellsOnce(rig: SelftestRig, signal: AbortSignal): Promise<string | undefined> {
  const status = `printf '{"running": false, "completed": false}'`;
  const job = {
    id: 'selftest',
    kind: 'long_running_read',
    risk: 'read_only',
    enabled: true,
    commands: { start: [...rig.shell, ':'], status: [...rig.shell, status] },
  };
  await rig.writeJobFile({ version: 1, jobs: [job] });
  const request = { target: undefined, isPrintOnly: true, isDryRun: false };
  await tick(rig.ports, request, signal);
  await tick(rig.ports, request, signal);
  const told = rig.printed.filter((text) => text.includes('• selftest (selftest, long_running_read)'));
  return told.length === 1 ? undefined : `it was told ${told.length} times`;
}

function runScript(
  rig: SelftestRig,
  script: string,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<Exit> {
  return rig.ports.runner.run({ argv: [...rig.shell, script], cwd: undefined, timeoutSeconds }, signal);
}

function describeExit(exit: Exit): string {
  switch (exit.kind) {
    case 'exited':
      return `ended with ${exit.exitCode}: ${exit.stdout.slice(0, 100)}`;
    case 'killed':
      return `was killed by ${exit.signal}`;
    case 'timed-out':
      return `did not end within ${exit.afterSeconds} s`;
    case 'not-started':
      return `could not start: ${exit.detail}`;
    case 'aborted':
      return 'was interrupted';
  }
}
