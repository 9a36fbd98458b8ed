/** The entry: the real process, the real adapters, and the one place that knows them. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { version } from '../package.json';
import { openOutput } from './adapters/descriptor-output.ts';
import { createJobFile } from './adapters/job-file.ts';
import { createJsonStateStore } from './adapters/json-state-store.ts';
import { expandPath, findOpenclawPaths } from './adapters/openclaw-paths.ts';
import { createPrintNotifier } from './adapters/print-notifier.ts';
import { createProcessRunner } from './adapters/process-runner.ts';
import { createProcessTable } from './adapters/process-table.ts';
import type { SelfCommand } from './adapters/self-command.ts';
import { createSystemClock } from './adapters/system-clock.ts';
import { createTurnLocks } from './adapters/turn-lock.ts';
import { findUserHome } from './adapters/user-home.ts';
import type { DoctorPorts } from './app/doctor.ts';
import type { HistoryPorts } from './app/history.ts';
import type { InitPorts } from './app/init.ts';
import type { ChannelSource, EventWriter, Notifier } from './app/ports.ts';
import type { SchedulePorts } from './app/schedule.ts';
import type { SelftestRig } from './app/selftest.ts';
import type { Terminals } from './app/terminal-ports.ts';
import type { TickPorts } from './app/tick.ts';
import { withJournal } from './app/with-journal.ts';
import { EXIT } from './cli/exit-code.ts';
import { main } from './cli/main.ts';
import type { OpenRequest, World } from './cli/world.ts';
import { shellWord } from './core/doctor-check.ts';

const ending = new AbortController();
// Who no longer has its terminal need not have the signal that says so.
const stdout = openOutput(
  1,
  () => process.stdout,
  () => ending.abort('SIGHUP'),
);
const stderr = openOutput(2, () => process.stderr);

let printer: Notifier | undefined;

function openPrinter(): Notifier {
  printer ??= createPrintNotifier(stdout.stream());
  return printer;
}

/** How long a program that is told to end waits for somebody to read what it has printed. */
const LAST_WORDS_MS = 500;

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

function placesOf(request: OpenRequest) {
  const userHome = findUserHome(process.env);
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
    store: withJournal(
      createJsonStateStore({ path: stateFile, clock, command }),
      journalOf(stateFile),
      clock,
    ),
    processes: createProcessTable({ selfPid: process.pid, parentPid: process.ppid }),
    ...createTurnLocks(stateFile, command),
    printer: { send: (message, signal) => openPrinter().send(message, signal) },
  };
}

/** Most ticks have nothing to write down. */
function journalOf(stateFile: string): EventWriter {
  return {
    async append(events) {
      const { createEventWriter } = await import('./adapters/event-writer.ts');
      await createEventWriter({ stateFile }).append(events);
    },
  };
}

async function openHistory(request: OpenRequest): Promise<HistoryPorts> {
  const { createEventReader } = await import('./adapters/event-reader.ts');
  const { clock, config } = openPorts(request);
  return { clock, config, journal: createEventReader(placesOf(request).stateFile) };
}

async function openDoctor(request: OpenRequest): Promise<DoctorPorts> {
  const { createHostInspector } = await import('./adapters/doctor-host.ts');
  const { paths, stateFile } = placesOf(request);
  const { clock, config, runner } = openPorts(request);
  const env = process.env;
  const host = createHostInspector({ paths, env, runner, clock, stateFile, userId: process.getuid?.() });
  const { argv, typed } = await openSelf();
  return { clock, config, host, self: argv.map(shellWord).join(' '), call: typed };
}

async function openSelf(): Promise<SelfCommand> {
  const { findSelf } = await import('./adapters/self-command.ts');
  // In the single executable Node is part of the program.
  const isAlone = process.getBuiltinModule('node:sea').isSea();
  const script = isAlone ? undefined : process.argv[1];
  return findSelf({ env: process.env, execPath: process.execPath, script });
}

async function openInit(request: OpenRequest): Promise<InitPorts> {
  const { createNewFiles } = await import('./adapters/new-files.ts');
  const { createPrompt } = await import('./adapters/terminal-prompt.ts');
  const { STARTER_SCRIPT } = await import('./core/starter-job.ts');
  const { userHome, paths, configFile } = placesOf(request);
  const { clock, config, channels } = openPorts(request);
  const { typed } = await openSelf();
  const starterScript = join(paths.stateDir, STARTER_SCRIPT);
  const files = createNewFiles({ jobFile: configFile, starterScript, pid: process.pid });
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const prompt = isTerminal ? createPrompt(process.stdin, stdout.stream()) : undefined;
  // As LC_ALL, LC_MESSAGES or LANG have it.
  const { locale: hostLanguage } = Intl.DateTimeFormat().resolvedOptions();
  return { clock, config, channels, files, prompt, typed, userHome, hostLanguage };
}

async function openSchedule(request: OpenRequest): Promise<SchedulePorts> {
  const adapters = await import('./adapters/schedulers.ts');
  const { inspectState } = await import('./adapters/state-inspector.ts');
  const { paths, configFile, stateFile } = placesOf(request);
  const { clock, config, runner } = openPorts(request);
  const userId = process.getuid?.();
  const self = await openSelf();
  const host = { runner, clock, env: process.env, paths, userId, pid: process.pid, self };
  const files = {
    configFile: request.configFile && configFile,
    stateFile: request.stateFile && stateFile,
    usedStateFile: stateFile,
  };
  return {
    clock,
    isMac: process.platform === 'darwin',
    schedulers: adapters.createSchedulers(host),
    typed: self.typed,
    async call(everySeconds) {
      const { openclawBin } = (await config.load()).config.notify;
      return adapters.draftTickCall(host, { everySeconds, openclawBin, ...files });
    },
    found: adapters.createScheduleSearch(host),
    state: async () => inspectState(stateFile),
  };
}

async function openTerminals(): Promise<Terminals> {
  const { createTerminals } = await import('./adapters/terminal.ts');
  return createTerminals({
    env: process.env,
    stdin: () => process.stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
  });
}

async function openScratch(): Promise<{ rig: SelftestRig; remove(): Promise<void> }> {
  const { createScratchFolder } = await import('./adapters/scratch-folder.ts');
  // Before there is a folder that would be left behind.
  findUserHome(process.env);
  const { folder, configFile, stateFile, printer, printed, writeJobFile, remove } = createScratchFolder();
  const ports = openPorts({ command: 'selftest', configFile, stateFile, safety: 'refuse' });
  const runner = createProcessRunner({ env: process.env, home: { user: folder, openclaw: folder } });
  const rig = { ports: { ...ports, runner, printer }, printed, shell: ['/bin/sh', '-c'], writeJobFile };
  return { rig, remove };
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<string | undefined> {
  const { createPrompt } = await import('./adapters/terminal-prompt.ts');
  const prompt = createPrompt(process.stdin, stderr.stream());
  const answer = await prompt.ask(question, signal);
  prompt.close();
  return answer;
}

for (const signal of Object.keys(SIGNALS)) process.on(signal, () => ending.abort(signal));

const world: World = {
  argv: process.argv.slice(2),
  version,
  get hostName() {
    return hostname();
  },
  stdout,
  stderr,
  get ask() {
    return process.stdin.isTTY === true && stderr.stream().isTTY ? askOnTerminal : undefined;
  },
  signal: ending.signal,
  open: openPorts,
  openTerminals,
  openDoctor,
  openHistory,
  openInit,
  openSchedule,
  openScratch,
};

void main(world).then((code) => {
  const signal = ending.signal.reason as keyof typeof SIGNALS | undefined;
  process.exitCode = ending.signal.aborted && signal !== undefined ? 128 + SIGNALS[signal] : code;
  if (ending.signal.aborted) setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
});

// As late as can be: a stream tells of its failure when the command is done.
process.on('exit', (code) => {
  const reason = stdout.lostTo();
  if (reason === undefined) return;
  stderr.write(`ERROR: the output could not be written: ${reason}\n`);
  if (code === EXIT.done) process.exitCode = EXIT.failed;
});
