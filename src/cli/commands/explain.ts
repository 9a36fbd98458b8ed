import type { Command } from 'commander';
import { explain } from '../../app/explain.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { explanationJson, renderExplanation } from '../explain-lines.ts';
import { helpAfter } from '../help.ts';
import { fail, jsonText, printLines, printProblems } from '../print.ts';
import type { World } from '../world.ts';
import { addActing, type FileFlags, openRequest } from './flags.ts';

export interface ExplainFlags extends FileFlags {
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('say what a tick would do now and why; probes, sends nothing, changes nothing')
    .argument('[job]', 'its id (default: all jobs)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor explain disk-inventory'))
    .action(async (id, flags) => exit(await explainCommand(world, id, flags)));
}

async function explainCommand(world: World, id: string | undefined, flags: ExplainFlags): Promise<ExitCode> {
  // As a tick opens it: a job file that a tick refuses names no jobs here either.
  const ports = world.open(openRequest('explain', flags));
  const loaded = await ports.config.load();
  const outcome = await explain(ports, loaded, id, world.signal);
  // What was cut short says nothing about the jobs.
  if (world.signal.aborted) return EXIT.failed;
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  const lines =
    flags.json === true ? [jsonText(explanationJson(outcome.value))] : renderExplanation(outcome.value);
  printLines(world.stdout, lines);
  return printProblems(world, loaded) ? EXIT.wrong : EXIT.done;
}
