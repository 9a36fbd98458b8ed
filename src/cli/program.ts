import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_CODE_HELP, type ExitCode } from './exit-code.ts';
import type { World } from './world.ts';

/**
 * The commands, their flags and their help. What a command does is in its own module, which loads when it is called.
 * Made anew for each call: commander keeps what it parsed.
 */
export function createProgram(world: World, exit: (code: ExitCode) => void): Command {
  const program = new Command('ops-monitor')
    .description(
      'Watches long jobs without a model: finds stalls and stops, resumes read-only jobs, tells you on Telegram.',
    )
    .version(world.version, '-V, --version', 'print the version')
    .option('--debug', 'show where a bug happened')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'ERROR: ')),
    })
    .showSuggestionAfterError();
  addTick(program, world, exit);
  addStatus(program, world, exit);
  addStart(program, world, exit);
  addStop(program, world, exit);
  addRun(program, world, exit);
  addValidateConfig(program, world, exit);
  addSelftest(program, world, exit);
  program.addHelpText('after', help('ops-monitor tick --print-only'));
  return program;
}

type Add = (program: Command, world: World, exit: (code: ExitCode) => void) => void;

const addTick: Add = (program, world, exit) => {
  acting(program, 'tick', 'one monitoring round: probe, decide, resume, run due checks, report')
    .option('--target <id>', 'Telegram chat to tell, instead of the one in openclaw.json')
    .option('--print-only', 'print the report in place of sending it (counts as telling)')
    .option('--dry-run', 'start no job and run no check, but say what would be done')
    .addHelpText('after', help('ops-monitor tick --target 123456789'))
    .action(async (flags) => exit(await (await import('./commands/tick.ts')).tickCommand(world, flags)));
};

const addStatus: Add = (program, world, exit) => {
  withFiles(
    program.command('status').description('probe every long job and print one line a job; changes nothing'),
  )
    .addHelpText('after', help('ops-monitor status'))
    .action(async (flags) => exit(await (await import('./commands/status.ts')).statusCommand(world, flags)));
};

const addStart: Add = (program, world, exit) => {
  acting(program, 'start', 'run commands.start of a long job now, and let ticks resume it again')
    .argument('<job>', 'its id')
    .addOption(timeout(60))
    .option('--allow-risk', 'start a job that is not read_only')
    .addHelpText('after', help('ops-monitor start disk-inventory'))
    .action(async (id, flags) =>
      exit(await (await import('./commands/start.ts')).startCommand(world, id, flags)),
    );
};

const addStop: Add = (program, world, exit) => {
  acting(program, 'stop', 'stop a long job, and keep ticks from resuming it until the next start')
    .argument('<job>', 'its id')
    .addOption(timeout(60))
    .addHelpText('after', help('ops-monitor stop disk-inventory'))
    .action(async (id, flags) =>
      exit(await (await import('./commands/stop.ts')).stopCommand(world, id, flags)),
    );
};

const addRun: Add = (program, world, exit) => {
  acting(program, 'run', 'run a one_shot_read now')
    .argument('<job>', 'its id')
    .addOption(timeout(300))
    .option('--dry-run', 'say what would be run')
    .addHelpText('after', help('ops-monitor run free-space'))
    .action(async (id, flags) =>
      exit(await (await import('./commands/run.ts')).runCommand(world, id, flags)),
    );
};

const addValidateConfig: Add = (program, world, exit) => {
  program
    .command('validate-config')
    .description('check the job file and print all that is wrong with it')
    .addOption(configFile())
    .addHelpText('after', help('ops-monitor validate-config --config-file ./ops-jobs.json'))
    .action(async (flags) =>
      exit(await (await import('./commands/validate-config.ts')).validateConfigCommand(world, flags)),
    );
};

const addSelftest: Add = (program, world, exit) => {
  program
    .command('selftest')
    .description('check this installation offline, in a temporary folder')
    .addHelpText('after', help('ops-monitor selftest'))
    .action(async () => exit(await (await import('./commands/selftest.ts')).selftestCommand(world)));
};

/** A command that runs what the job file names. */
function acting(program: Command, name: string, description: string): Command {
  return withFiles(program.command(name).description(description)).option(
    '--allow-insecure-config',
    'take a job file that others could have changed',
  );
}

function withFiles(command: Command): Command {
  return command
    .addOption(configFile())
    .option('--state-file <path>', 'state file (default: OPENCLAW_HOME/net/state/ops-monitor.json)');
}

function configFile(): Option {
  return new Option('--config-file <path>', 'job file (default: OPENCLAW_HOME/net/config/ops-jobs.json)');
}

function timeout(seconds: number): Option {
  return new Option('--timeout-seconds <n>', 'end the command after this long')
    .default(seconds)
    .argParser((text) => {
      const value = Number(text);
      if (text.trim() !== '' && Number.isFinite(value) && value > 0 && value <= MOST_SECONDS) return value;
      throw new InvalidArgumentError(
        `It must be a number of seconds, more than 0 and at most ${MOST_SECONDS}.`,
      );
    });
}

/** Timers count milliseconds in 32 bits: 24 days. */
const MOST_SECONDS = 2_000_000;

function help(example: string): string {
  const width = Math.max(...EXIT_CODE_HELP.map(([code]) => code.length));
  const codes = EXIT_CODE_HELP.map(([code, when]) => `  ${code.padEnd(width)}  ${when}`);
  return ['', 'Example:', `  ${example}`, '', 'Exit codes:', ...codes].join('\n');
}
