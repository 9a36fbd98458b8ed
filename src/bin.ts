/** The entry: the real process, the real adapters, and the one place that knows them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { createJobFile } from './adapters/job-file.ts';
import { createJsonStateStore } from './adapters/json-state-store.ts';
import { expandPath, findOpenclawPaths } from './adapters/openclaw-paths.ts';
import { createPrintNotifier } from './adapters/print-notifier.ts';
import { createProcessRunner } from './adapters/process-runner.ts';
import { createProcessTable } from './adapters/process-table.ts';
import { createSystemClock } from './adapters/system-clock.ts';
import { createTurnLock } from './adapters/turn-lock.ts';
import type { DoctorPorts } from './app/doctor.ts';
import type { ChannelSource } from './app/ports.ts';
import type { SelftestRig } from './app/selftest.ts';
import type { TickPorts } from './app/tick.ts';
import { main } from './cli/main.ts';
import type { OpenRequest, World } from './cli/world.ts';
import { shellWord } from './core/doctor-check.ts';

/** Node makes these streams when they are first named, which takes 2 ms; most ticks say nothing. */
const stdout = openedLate(() => process.stdout);
const stderr = openedLate(() => process.stderr);

function openedLate(open: () => NodeJS.WriteStream): () => NodeJS.WriteStream {
  let stream: NodeJS.WriteStream | undefined;
  // A reader that went away (`| head`) is no reason to crash: what was to be printed is lost on nobody.
  return () => (stream ??= open().on('error', () => {}));
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

function placesOf(request: OpenRequest) {
  const userHome = process.env.HOME || homedir();
  const paths = findOpenclawPaths(process.env, userHome);
  const net = join(paths.stateDir, 'net');
  const place = (typed: string | undefined, usual: string) =>
    typed === undefined ? join(net, usual) : expandPath(typed, userHome);
  const configFile = place(request.configFile, 'config/ops-jobs.json');
  const stateFile = place(request.stateFile, 'state/ops-monitor.json');
  return { userHome, paths, configFile, stateFile };
}

function openPorts(request: OpenRequest): TickPorts {
  const { userHome, paths, configFile, stateFile } = placesOf(request);
  const { command } = request;
  const clock = createSystemClock();
  const runner = createProcessRunner({
    env: process.env,
    home: { user: userHome, openclaw: paths.stateDir },
  });
  const channels: ChannelSource = {
    // Most ticks send nothing, and need not pay for loading what sends.
    async open(wanted) {
      const { createChannelSource } = await import('./adapters/channel-source.ts');
      return createChannelSource({ paths, env: process.env, runner, clock }).open(wanted);
    },
  };
  return {
    clock,
    runner,
    channels,
    pid: process.pid,
    config: createJobFile({
      path: configFile,
      allowInsecure: request.safety === 'ignore',
      checkSafety: request.safety === 'warn' ? 'warn' : 'refuse',
      // Where warnings stand is looked up only for the commands that print them.
      placeWarnings: command === 'validate-config' || command === 'doctor',
      userId: process.getuid?.(),
    }),
    store: createJsonStateStore({ path: stateFile, clock, command }),
    processes: createProcessTable({ selfPid: process.pid, parentPid: process.ppid }),
    watchTurn: createTurnLock({ path: `${stateFile}.tick.lock`, command }),
    deliveryTurn: createTurnLock({ path: `${stateFile}.delivery.lock`, command }),
    printer: { send: (message, signal) => createPrintNotifier(stdout()).send(message, signal) },
  };
}

async function openDoctor(request: OpenRequest): Promise<DoctorPorts> {
  const { createHostInspector } = await import('./adapters/doctor-host.ts');
  const { paths, stateFile } = placesOf(request);
  const { clock, config, runner } = openPorts(request);
  const env = process.env;
  const host = createHostInspector({ paths, env, runner, clock, stateFile, userId: process.getuid?.() });
  const self = [process.execPath, process.argv[1] ?? 'ops-monitor'].map(shellWord).join(' ');
  return { clock, config, host, self };
}

async function openScratch(): Promise<{ rig: SelftestRig; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'ops-monitor-selftest-'));
  const configFile = join(folder, 'ops-jobs.json');
  const stateFile = join(folder, 'state', 'ops-monitor.json');
  const printed: string[] = [];
  const ports = openPorts({ command: 'selftest', configFile, stateFile, safety: 'refuse' });
  const printer: TickPorts['printer'] = {
    async send({ text }) {
      printed.push(text);
      return { kind: 'sent', via: 'memory' };
    },
  };
  const runner = createProcessRunner({ env: process.env, home: { user: folder, openclaw: folder } });
  return {
    rig: {
      ports: { ...ports, runner, printer },
      printed,
      runtime: [process.execPath],
      writeJobFile: async (content) => writeFileSync(configFile, JSON.stringify(content), { mode: 0o600 }),
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

const ending = new AbortController();
for (const signal of Object.keys(SIGNALS)) process.on(signal, () => ending.abort(signal));

const world: World = {
  argv: process.argv.slice(2),
  version: packageJson.version,
  get hostName() {
    return hostname();
  },
  stdout: { write: (text) => void stdout().write(text) },
  stderr: { write: (text) => void stderr().write(text) },
  signal: ending.signal,
  open: openPorts,
  openDoctor,
  openScratch,
};

void main(world).then((code) => {
  const signal = ending.signal.reason as keyof typeof SIGNALS | undefined;
  process.exitCode = ending.signal.aborted && signal !== undefined ? 128 + SIGNALS[signal] : code;
});
