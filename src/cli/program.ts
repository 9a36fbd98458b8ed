import { Command } from 'commander';
import { createRedact } from '../core/telegram-redact.ts';
import type { ExitCode } from './exit-code.ts';
import { helpAfter } from './help.ts';
import type { World } from './world.ts';

/** A command's own module: it says what it takes, and does it. Deleting it and its line below deletes the command. */
export interface CommandModule {
  configure(command: Command, world: World, exit: (code: ExitCode) => void): void;
}

/** In the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  tick: () => import('./commands/tick.ts'),
  status: () => import('./commands/status.ts'),
  explain: () => import('./commands/explain.ts'),
  history: () => import('./commands/history.ts'),
  logs: () => import('./commands/logs.ts'),
  start: () => import('./commands/start.ts'),
  stop: () => import('./commands/stop.ts'),
  run: () => import('./commands/run.ts'),
  silence: () => import('./commands/silence.ts'),
  unsilence: () => import('./commands/unsilence.ts'),
  ack: () => import('./commands/ack.ts'),
  queue: () => import('./commands/queue.ts'),
  outbox: () => import('./commands/outbox.ts'),
  init: () => import('./commands/init.ts'),
  schedule: () => import('./commands/schedule.ts'),
  'validate-config': () => import('./commands/validate-config.ts'),
  doctor: () => import('./commands/doctor.ts'),
  notify: () => import('./commands/notify.ts'),
  check: () => import('./commands/check.ts'),
  selftest: () => import('./commands/selftest.ts'),
  schema: () => import('./commands/schema.ts'),
  completion: () => import('./commands/completion.ts'),
};

/** Asked by shells and not by people: in no help. Such a one knows all the others, so that these are loaded as well. */
const HIDDEN: Readonly<Record<string, () => Promise<CommandModule>>> = {
  complete: () => import('./commands/complete.ts'),
};

/** Where to begin comes first: who reads this help has often just installed it. */
const EXAMPLES = [
  'ops-monitor init                   # the first time: writes a job file',
  'ops-monitor tick --print-only      # one round, its report only printed',
];

/**
 * The command line, made anew for each call: commander keeps what it parsed. Where `wanted` names a command, that one
 * alone is loaded: a tick need not know what the others take.
 */
export async function createProgram(
  world: World,
  exit: (code: ExitCode) => void,
  wanted?: string,
): Promise<Command> {
  const program = new Command('ops-monitor')
    .description(
      'Watches long jobs without a model: finds stalls and stops, resumes read-only jobs, tells you on Telegram.',
    )
    .usage('COMMAND [options]')
    .version(world.version, '-V, --version', 'print the version')
    .option('--debug', 'show where a bug happened')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      // A word that is wrong here is said back, and may be the token.
      outputError: (text, write) => write(createRedact([])(text.replace(/^error: /, 'ERROR: '))),
    })
    .showSuggestionAfterError()
    .showHelpAfterError('ops-monitor --help shows the commands, ops-monitor COMMAND --help their flags.')
    .addHelpText('after', helpAfter(EXAMPLES.join('\n  ')));
  const isKnown = wanted !== undefined && Object.hasOwn(COMMANDS, wanted);
  for (const [name, load] of Object.entries(COMMANDS)) {
    if (isKnown && name !== wanted) continue;
    const { configure } = await load();
    configure(program.command(name), world, exit);
  }
  if (wanted !== undefined && Object.hasOwn(HIDDEN, wanted)) {
    const hidden = await HIDDEN[wanted]?.();
    hidden?.configure(program.command(wanted, { hidden: true }), world, exit);
  }
  return program;
}
